from __future__ import annotations

import io
import shutil
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.models import Expense, Receipt
from app.receipts import storage
from app.receipts.forms import _MESSAGES
from app.receipts.limits import ACCEPTED_TYPES, ImageError
from tests.support.factories import entry, files_in, flat_webp, picture, upload

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and has no pixels."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", b""))
    parts = [struct.pack(">I", len(data)) + kind + data for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(part + struct.pack(">I", zlib.crc32(part[4:])) for part in parts)


HTML = b"<!doctype html><script>alert(1)</script>"
WRONG_FILES = {
    "too large.jpg": (bytes(2 * 1024 * 1024 + 1), "is too large: a photo may be at most 2 MB."),
    "html.jpg": (HTML, "is neither a photo nor a PDF."),
    "../../evil.html": (HTML, "is neither a photo nor a PDF."),
    "truncated.jpg": (picture()[:-300], "is damaged or incomplete."),
    "bomb.png": (png_header(30_000, 30_000), "is too large: a photo may have up to 64 megapixels."),
    "thin.png": (png_header(1, 64_000_000), "is too large: a photo may be up to 16,384 pixels wide and high."),
    "flat.webp": (
        flat_webp(8000, 4001),
        "is too large: a photo may have up to 64 megapixels. A WebP may have up to 32.",
    ),
    "sound.wav": (b"RIFF0000WAVE", "is neither a photo nor a PDF."),
    "empty.jpg": (b"", "is neither a photo nor a PDF."),
    "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is neither a photo nor a PDF."),
    "bell\a\0.jpg": (HTML, "is neither a photo nor a PDF."),
}
any_wrong_file = pytest.mark.parametrize("name", WRONG_FILES)


def stored(make: Factory) -> list[Receipt]:
    return list(make.session.scalars(select(Receipt).order_by(Receipt.position, Receipt.id)))


def files(make: Factory) -> list[str]:
    return files_in(make.app.config["SETTINGS"].upload_folder)


def count_expenses(make: Factory) -> int:
    return make.session.scalar(select(func.count(Expense.id))) or 0


def assert_refused(page: Page, name: str, make: Factory) -> None:
    visible_name = name.replace("\a", "").replace("\0", "")
    assert page.status == 400
    assert page.error_of("receipts").startswith(f"{visible_name} {WRONG_FILES[name][1]}")
    assert page.attributes("[autofocus]", "id") == ["receipts"]
    assert (stored(make), files(make)) == ([], [])


def test_photos_sent_together_may_have_so_many_pixels_together(client: Client, make: Factory, alice: User) -> None:
    large = [upload(png_header(8000, 7990), f"{number}.png") for number in range(1, 7)]
    page = client.submit("/expenses/new", **entry(make.category(alice)), receipts=[*large, upload(name="good.jpg")])
    assert page.error_of("receipts").count("is damaged or incomplete.") == 5
    assert "6.png is too much at once: photos may have up to 320 megapixels together." in page.error_of("receipts")
    assert [receipt.original_name for receipt in stored(make)] == ["good.jpg"]


def test_whatever_is_wrong_with_a_photo_has_a_message() -> None:
    assert _MESSAGES.keys() == set(ImageError.__subclasses__())


@pytest.mark.parametrize(
    ("file_format", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_each_format_is_kept(client: Client, make: Factory, alice: User, file_format: str, media_type: str) -> None:
    client.submit("/expenses/new", **entry(make.category(alice)), receipts=upload(picture(file_format)))
    receipt = stored(make)[0]
    assert (receipt.media_type, receipt.width, receipt.height) == (media_type, 60, 90)
    assert Image.open(io.BytesIO(client.get(f"/receipts/{receipt.id}/image").data)).format == file_format


def test_several_images_keep_their_order(client: Client, make: Factory, alice: User) -> None:
    uploads = [upload(picture(size=(width, 9)), f"{width}.jpg") for width in (10, 20, 30)]
    client.submit("/expenses/new", **entry(make.category(alice)), receipts=uploads)
    assert [(receipt.original_name, receipt.width) for receipt in stored(make)] == [
        ("10.jpg", 10),
        ("20.jpg", 20),
        ("30.jpg", 30),
    ]


@pytest.mark.parametrize("path", ["edit", "receipts"])
def test_images_added_later_come_after_those_there(client: Client, make: Factory, alice: User, path: str) -> None:
    expense = make.expense(alice)
    make.receipt(expense, original_name="first.jpg", sent_sha256="", signature=None)
    uploads = [upload(name="second.jpg"), upload(name="third.jpg")]
    page = client.submit(f"/expenses/{expense.id}/{path}", **entry(expense.category), receipts=uploads)
    assert page.location == f"/expenses/{expense.id}"
    assert [receipt.original_name for receipt in stored(make)] == ["first.jpg", "second.jpg", "third.jpg"]
    assert [receipt.position for receipt in stored(make)] == [0, 1, 2]


@pytest.mark.parametrize("file", [upload(b"", ""), "text", None])
def test_an_expense_without_a_file_has_no_receipt(client: Client, make: Factory, alice: User, file: object) -> None:
    fields = entry(make.category(alice)) | ({} if file is None else {"receipts": file})
    assert client.submit("/expenses/new", **fields).status == 302
    assert stored(make) == []


def test_saving_an_expense_again_keeps_its_receipts(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    make.receipt(expense)
    client.submit(f"/expenses/{expense.id}/edit", **entry(expense.category))
    assert len(stored(make)) == 1


@any_wrong_file
def test_a_wrong_file_is_refused_and_what_was_typed_stays(
    client: Client, make: Factory, alice: User, name: str
) -> None:
    category = make.category(alice)
    fields = entry(category, merchant="Dućan", note="kruh", spent_on="2026-03-07")
    page = client.submit("/expenses/new", **fields, receipts=upload(WRONG_FILES[name][0], name))
    assert_refused(page, name, make)
    assert count_expenses(make) == 0
    typed = [page.attributes(f"#{field}", "value")[0] for field in ("amount", "merchant", "spent_on")]
    assert typed == ["12,50", "Dućan", "2026-03-07"]
    assert page.texts("textarea#note") == ["kruh"]
    assert page.attributes("[name=category_id][checked]", "value") == [str(category.id)]


@pytest.mark.parametrize("path", ["edit", "receipts"])
@any_wrong_file
def test_a_wrong_file_is_refused_for_an_old_expense(
    client: Client, make: Factory, alice: User, name: str, path: str
) -> None:
    expense = make.expense(alice)
    fields = entry(expense.category, amount="5", receipts=upload(WRONG_FILES[name][0], name))
    page = client.submit(f"/expenses/{expense.id}/{path}", **fields)
    assert_refused(page, name, make)
    make.session.refresh(expense)
    assert expense.amount_cents == 1250


def test_of_several_files_one_wrong_one_refuses_the_expense_and_the_right_ones_wait(
    client: Client, make: Factory, alice: User
) -> None:
    uploads = [upload(), upload(HTML, "html.jpg"), upload()]
    page = client.submit("/expenses/new", **entry(make.category(alice)), receipts=uploads)
    assert (page.status, page.error_of("receipts")[:26]) == (400, "html.jpg is neither a phot")
    assert page.attributes("[autofocus]", "id") == ["receipts"]
    assert [receipt.expense_id for receipt in stored(make)] == [None, None]
    assert (count_expenses(make), len(files(make))) == (0, 4)


def test_of_several_files_for_an_old_expense_the_right_ones_are_added(
    client: Client, make: Factory, alice: User
) -> None:
    expense = make.expense(alice)
    uploads = [upload(name="a.jpg"), upload(HTML, "html.jpg"), upload(name="b.jpg")]
    page = client.submit(f"/expenses/{expense.id}/receipts", receipts=uploads)
    assert (page.status, page.error_of("receipts")[:26]) == (400, "html.jpg is neither a phot")
    assert [(receipt.original_name, receipt.expense_id) for receipt in stored(make)] == [
        ("a.jpg", expense.id),
        ("b.jpg", expense.id),
    ]
    assert len(page.attributes(".receipts img", "src")) == 2


def test_a_wrong_amount_beside_a_right_file_saves_no_expense_and_the_file_waits(
    client: Client, make: Factory, alice: User
) -> None:
    fields = entry(make.category(alice), amount="nan", receipts=upload())
    assert client.submit("/expenses/new", **fields).status == 400
    assert [receipt.expense_id for receipt in stored(make)] == [None]
    assert (count_expenses(make), len(files(make))) == (0, 2)


@pytest.mark.parametrize(("count", "status"), [(20, 302), (21, 400)])
def test_at_most_twenty_images_come_at_once(
    client: Client, make: Factory, alice: User, count: int, status: int
) -> None:
    fields = entry(make.category(alice), receipts=[upload() for _ in range(count)])
    assert client.submit("/expenses/new", **fields).status == status
    assert len(stored(make)) == (count if status == 302 else 0)


@pytest.mark.parametrize("uploads", [[], [upload(b"", "")]])
def test_adding_no_image_says_so(client: Client, make: Factory, alice: User, uploads: list[object]) -> None:
    page = client.submit(f"/expenses/{make.expense(alice).id}/receipts", receipts=uploads)
    assert page.status == 400
    assert page.error_of("receipts") == "Choose a photo."


def test_an_image_that_was_added_is_confirmed_and_seen(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    page = client.submit(f"/expenses/{expense.id}/receipts", follow=True, receipts=upload())
    assert page.texts(".flash") == ["The receipt is added."]
    assert len(page.attributes(".receipts img", "src")) == 1


def test_nothing_is_added_to_a_strangers_expense(client: Client, make: Factory, alice: User, charlie: User) -> None:
    expense = make.expense(charlie)
    assert client.submit(f"/expenses/{expense.id}/receipts", receipts=upload()).status == 404
    assert [(receipt.user_id, receipt.expense_id) for receipt in stored(make)] == [(alice.id, None)]


def test_a_receipt_for_what_another_tab_has_deleted_brings_it_back(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    client.submit(f"/expenses/{expense.id}/delete")
    page = client.submit(f"/expenses/{expense.id}/receipts", follow=True, receipts=upload())
    assert page.texts(".flash") == ["It had been deleted, and is back from the trash.", "The receipt is added."]
    session.refresh(expense)
    assert (expense.deleted_at, len(expense.receipts)) == (None, 1)


def test_of_photos_for_what_another_tab_has_deleted_the_good_ones_bring_it_back(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    client.submit(f"/expenses/{expense.id}/delete")
    page = client.submit(f"/expenses/{expense.id}/receipts", receipts=[upload(), (io.BytesIO(HTML), "html.jpg")])
    assert (page.status, page.texts(".flash")) == (400, ["It had been deleted, and is back from the trash."])
    session.refresh(expense)
    assert expense.deleted_at is None


def test_no_good_photo_for_what_another_tab_has_deleted_leaves_it_there(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    client.submit(f"/expenses/{expense.id}/delete")
    assert client.submit(f"/expenses/{expense.id}/receipts", receipts=(io.BytesIO(HTML), "html.jpg")).status == 404
    session.refresh(expense)
    assert expense.deleted_at is not None


def test_a_disk_that_was_unmounted_is_said_and_nothing_is_written_in_its_place(
    client: Client, make: Factory, alice: User, upload_folder: Path
) -> None:
    shutil.rmtree(upload_folder)
    upload_folder.mkdir()  # the mount point
    page = client.submit("/expenses/new", **entry(make.category(alice)), receipts=upload())
    assert (page.status, page.heading) == (507, "The photo was not stored")
    assert list(upload_folder.iterdir()) == []
    assert make.session.scalars(select(Expense.id)).all() == []


def test_a_full_disk_is_said_and_leaves_nothing(
    client: Client,
    make: Factory,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    fields = entry(make.category(alice), receipts=[upload(), upload()])
    page = client.submit("/expenses/new", **fields)
    assert (page.status, page.heading) == (507, "The photo was not stored")
    assert (stored(make), files(make)) == ([], [])
    assert count_expenses(make) == 0


@pytest.mark.parametrize("url", ["/expenses/new", "/expenses/{}/edit", "/expenses/{}"])
def test_the_field_asks_for_the_formats_that_work(client: Client, make: Factory, alice: User, url: str) -> None:
    page = client.page(url.format(make.expense(alice).id))
    assert page.attributes("#receipts", "accept") == [",".join(ACCEPTED_TYPES)]
    assert page.attributes("#receipts[capture]", "capture") == []
    assert len(page.attributes("form[enctype='multipart/form-data'] #receipts", "name")) == 1


def test_others_can_write_while_images_are_stored(
    client: Client, alice: User, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer at a time: whoever holds its lock must not wait for the disk meanwhile."""
    write_files = storage.write_files

    def write_beside_another_writer(*args: Any, **options: Any) -> None:
        make.user("meanwhile")
        write_files(*args, **options)

    monkeypatch.setattr(storage, "write_files", write_beside_another_writer)
    client.submit("/expenses/new", **entry(make.category(alice), receipts=upload(picture())))
    assert len(stored(make)) == 1

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image
from sqlalchemy import select
from werkzeug.http import parse_options_header

from app.models import Expense, Receipt
from app.receipts import storage
from app.web.extensions import receipt_store
from tests.support.factories import entry, files_in, picture, upload
from tests.support.upload_folder import stored_path

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

SERVED = ("image", "thumbnail", "print", "download")
every_file = pytest.mark.parametrize("kind", SERVED)


@pytest.fixture
def receipt(make: Factory, alice: User) -> Receipt:
    return make.receipt(make.expense(alice), original_name="račun šećer.jpg")


def photo_with_gps() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRET-MARK"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (45.0, 48.0, 1.0)
    return picture(exif=exif, comment=b"SECRET-MARK")


def noise() -> bytes:
    pixels = hashlib.shake_256(b"noise").digest(600 * 800 * 3)
    target = io.BytesIO()
    Image.frombytes("RGB", (600, 800), pixels).save(target, "JPEG")
    return target.getvalue()


def remove_files(app: Flask, receipt: Receipt) -> None:
    with app.app_context():
        receipt_store().remove(storage.file_names(receipt.storage_key, 1))


@pytest.mark.parametrize(
    ("file_format", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_the_media_type_comes_from_the_stored_bytes(
    client: Client, make: Factory, alice: User, file_format: str, media_type: str
) -> None:
    receipt = make.receipt(make.expense(alice), picture(file_format), original_name="photo.html")
    for kind in ("image", "download"):
        response = client.get(f"/receipts/{receipt.id}/{kind}")
        assert response.content_type == media_type
        assert Image.open(io.BytesIO(response.data)).format == file_format


@pytest.mark.parametrize("content", [noise(), picture(), picture("PNG", (2000, 3000))])
def test_a_thumbnail_is_a_webp_of_at_most_ten_kilobytes(
    client: Client, make: Factory, alice: User, content: bytes
) -> None:
    response = client.get(f"/receipts/{make.receipt(make.expense(alice), content).id}/thumbnail")
    assert response.content_type == "image/webp"
    assert len(response.data) <= 10_000
    assert Image.open(io.BytesIO(response.data)).format == "WEBP"


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        (picture("JPEG", (1500, 2400)), (1000, 1600)),
        (picture("PNG", (1200, 600)), (1000, 500)),
        (picture("WEBP", (500, 4000)), (250, 2000)),
    ],
)
def test_paper_gets_a_large_photo_as_a_jpeg_as_sharp_as_it_needs(
    client: Client, make: Factory, alice: User, content: bytes, printed: tuple[int, int]
) -> None:
    response = client.get(f"/receipts/{make.receipt(make.expense(alice), content).id}/print")
    drawn = Image.open(io.BytesIO(response.data))
    assert (response.content_type, drawn.format, drawn.size) == ("image/jpeg", "JPEG", printed)
    assert response.headers["Cache-Control"] == "private, max-age=86400"


def test_paper_gets_a_small_photo_as_it_is(client: Client, receipt: Receipt) -> None:
    assert client.get(f"/receipts/{receipt.id}/print").data == client.get(f"/receipts/{receipt.id}/image").data


def test_a_large_photo_that_is_lost_or_damaged_is_not_found(
    app: Flask, client: Client, make: Factory, alice: User
) -> None:
    receipt = make.receipt(make.expense(alice), picture(size=(1500, 2400)))
    with app.app_context():
        stored_path(receipt.storage_key).write_bytes(b"damaged")
    assert client.page(f"/receipts/{receipt.id}/print").status == 404
    remove_files(app, receipt)
    assert client.page(f"/receipts/{receipt.id}/print").status == 404


@every_file
def test_nothing_served_tells_where_a_photo_was_taken(
    client: Client, make: Factory, alice: User, session: Session, kind: str
) -> None:
    sent = photo_with_gps()
    assert b"SECRET-MARK" in sent
    client.submit("/expenses/new", **entry(make.category(alice)), receipts=upload(sent))
    served = client.get(f"/receipts/{session.scalars(select(Receipt.id)).one()}/{kind}").data
    assert b"SECRET-MARK" not in served
    assert not Image.open(io.BytesIO(served)).getexif()


@every_file
def test_a_file_is_private_and_cannot_act(client: Client, receipt: Receipt, kind: str) -> None:
    headers = client.get(f"/receipts/{receipt.id}/{kind}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert headers["Cache-Control"].startswith("private, ")
    assert "public" not in headers["Cache-Control"]


def test_a_thumbnail_may_be_kept_for_a_day_and_an_image_is_asked_for_again(client: Client, receipt: Receipt) -> None:
    kept = "private, max-age=60, stale-while-revalidate=86400"
    assert client.get(f"/receipts/{receipt.id}/thumbnail").headers["Cache-Control"] == kept
    assert client.get(f"/receipts/{receipt.id}/image").headers["Cache-Control"] == "private, no-cache"


@every_file
def test_what_the_browser_has_is_not_sent_again(client: Client, receipt: Receipt, kind: str) -> None:
    url = f"/receipts/{receipt.id}/{kind}"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_image_and_its_thumbnail_have_different_tags(client: Client, receipt: Receipt) -> None:
    tags = {client.get(f"/receipts/{receipt.id}/{kind}").headers["ETag"] for kind in ("image", "thumbnail")}
    assert len(tags) == 2


@every_file
def test_a_head_request_has_headers_alone(client: Client, receipt: Receipt, kind: str) -> None:
    url = f"/receipts/{receipt.id}/{kind}"
    response = client.head(url)
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(len(client.get(url).data))


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=999999-", 416, None),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(
    client: Client, receipt: Receipt, wanted: str, status: int, part: slice | None
) -> None:
    whole = client.get(f"/receipts/{receipt.id}/image").data
    response = client.get(f"/receipts/{receipt.id}/image", headers={"Range": wanted})
    assert response.status_code == status
    assert part is None or response.data == whole[part]


@pytest.mark.parametrize(
    ("sent_name", "name"),
    [
        ("receipt.jpg", "receipt.jpg"),
        ("račun šećer.jpg", "račun šećer.jpg"),
        ("račun šećer.HEIC", "račun šećer.jpg"),
        ("領収書.png", "領収書.jpg"),
        ("no ending", "no ending.jpg"),
        ("two.dots.jpeg", "two.dots.jpg"),
        ("../../evil.html", "evil.jpg"),
        ("..\\..\\evil.html", "evil.jpg"),
        ("C:\\photos\\slika.jpg", "slika.jpg"),
        ('say "cheese"; filename=x.exe.jpg', 'say "cheese"; filename=x.exe.jpg'),
        ("new\r\nSet-Cookie: x=1.jpg", "new%0D%0ASet-Cookie: x=1.jpg"),
        ("nul\0bell\a.jpg", "nulbell.jpg"),
        ("x" * 500 + ".jpg", "x" * 196 + ".jpg"),
        ("100%25 100%.jpg", "100%25 100%.jpg"),
    ],
)
def test_a_download_keeps_a_sensible_name(
    client: Client, make: Factory, alice: User, sent_name: str, name: str
) -> None:
    send_file(client, make, alice, sent_name)
    url = f"/receipts/{make.session.scalars(select(Receipt.id)).one()}/download"
    disposition, options = parse_options_header(client.get(url).headers["Content-Disposition"])
    assert (disposition, options["filename"]) == ("attachment", name)


def send_file(client: Client, make: Factory, user: User, name: str) -> None:
    """Post a file under a name that the test client would not put into a header by itself."""
    fields = {**entry(make.category(user)), "csrf_token": client.csrf_token()}
    parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
    # As browsers write them, but for the backslash, which Werkzeug takes for a quoting sign.
    quoted = name.replace("\\", "\\\\").replace('"', "%22").replace("\r\n", "%0D%0A")
    parts.append(f'name="receipts"; filename="{quoted}"\r\n\r\n'.encode() + picture())
    body = b"".join(b"--limit\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    response = client.post(
        "/expenses/new", data=body + b"--limit--\r\n", content_type="multipart/form-data; boundary=limit"
    )
    assert response.status_code == 302


@pytest.mark.parametrize("name", ["", "..", "."])
def test_a_receipt_without_a_name_still_has_a_page_and_a_download(
    client: Client, make: Factory, alice: User, name: str
) -> None:
    receipt = make.receipt(make.expense(alice), original_name=name)
    assert client.page(f"/receipts/{receipt.id}").status == 200
    response = client.get(f"/receipts/{receipt.id}/download")
    assert parse_options_header(response.headers["Content-Disposition"])[1]["filename"].endswith(".jpg")


def test_a_nameless_receipt_downloads_under_its_number(client: Client, make: Factory, alice: User) -> None:
    receipt = make.receipt(make.expense(alice), original_name="")
    header = client.get(f"/receipts/{receipt.id}/download").headers["Content-Disposition"]
    assert header == f"attachment; filename=receipt-{receipt.id}.jpg"


def test_an_image_is_shown_in_place_and_not_saved(client: Client, receipt: Receipt) -> None:
    for kind in ("image", "thumbnail"):
        disposition = client.get(f"/receipts/{receipt.id}/{kind}").headers.get("Content-Disposition", "inline")
        assert disposition.startswith("inline")


def test_the_preview_page_shows_the_image_and_leads_on(client: Client, receipt: Receipt) -> None:
    url = f"/receipts/{receipt.id}"
    page = client.page(url)
    assert page.heading == "račun šećer.jpg"
    assert page.attributes(".receipt-view img", "src") == [f"{url}/image"]
    assert page.attributes(".receipt-view a", "href") == [f"{url}?zoom=1"]
    assert page.attributes(".actions a", "href") == [f"/expenses/{receipt.expense_id}", f"{url}/download"]
    assert page.attributes("main form", "action") == [f"{url}/rotate/left", f"{url}/rotate/right", f"{url}/delete"]
    assert "60 × 90 · 1 kB" in page.text  # noqa: RUF001


@pytest.mark.parametrize(("query", "is_zoomed"), [("?zoom=1", True), ("?zoom=0", False), ("?zoom=x", False)])
def test_the_preview_page_zooms(client: Client, receipt: Receipt, query: str, *, is_zoomed: bool) -> None:
    page = client.page(f"/receipts/{receipt.id}{query}")
    assert ("is-zoomed" in page.attributes(".receipt-view", "class")[0]) == is_zoomed
    other = f"/receipts/{receipt.id}" + ("" if is_zoomed else "?zoom=1")
    assert page.attributes(".receipt-view a", "href") == [other]


def test_a_name_stays_text_on_the_page(client: Client, make: Factory, alice: User) -> None:
    name = "<script>alert(1)</script>.jpg"
    receipt = make.receipt(make.expense(alice), original_name=name)
    assert client.page(f"/receipts/{receipt.id}").heading == name


@every_file
def test_a_file_lost_from_the_disk_is_not_found(app: Flask, client: Client, receipt: Receipt, kind: str) -> None:
    remove_files(app, receipt)
    assert client.page(f"/receipts/{receipt.id}/{kind}").status == 404


def test_a_receipt_whose_file_was_lost_can_be_seen_and_removed(
    app: Flask, client: Client, receipt: Receipt, session: Session
) -> None:
    remove_files(app, receipt)
    for url in (f"/receipts/{receipt.id}", f"/expenses/{receipt.expense_id}", "/expenses/"):
        assert client.page(url).status == 200
    assert client.submit(f"/receipts/{receipt.id}/delete").status == 302
    assert client.submit("/trash/empty").status == 302
    assert session.scalars(select(Receipt.id)).all() == []


def test_a_deleted_receipt_goes_with_its_files_when_the_trash_is_emptied_and_leaves_the_others(
    client: Client, make: Factory, receipt: Receipt, session: Session, upload_folder: Path
) -> None:
    expense_id = receipt.expense_id
    other = make.receipt(session.get_one(Expense, expense_id))
    page = client.submit(f"/receipts/{receipt.id}/delete", follow=True)
    assert page.texts(".flash span") == ["The receipt is deleted."]
    assert page.attributes("form.flash", "action") == [f"/trash/receipts/{receipt.id}/restore"]
    assert page.response.request.path == f"/expenses/{expense_id}"
    assert len(page.attributes(".receipts img", "src")) == 1
    assert len(files_in(upload_folder)) == 4
    client.submit("/trash/empty")
    assert session.scalars(select(Receipt.id)).all() == [other.id]
    left = {name.partition(".")[0] for name in files_in(upload_folder)}
    assert left == {other.storage_key.partition(".")[0]}


def test_a_link_removes_nothing(client: Client, receipt: Receipt, session: Session) -> None:
    assert client.page(f"/receipts/{receipt.id}/delete").status == 405
    assert session.scalars(select(Receipt.deleted_at)).all() == [None]


@pytest.mark.parametrize("path", ["", "/image", "/thumbnail", "/download"])
def test_a_receipt_is_its_owners_alone(app: Flask, client: Client, make: Factory, charlie: User, path: str) -> None:
    receipt = make.receipt(make.expense(charlie), original_name="secret.jpg")
    assert client.page(f"/receipts/{receipt.id}{path}").status == 404
    assert app.test_client().get(f"/receipts/{receipt.id}{path}").location.startswith("/auth/login")


def test_a_stranger_removes_nothing(
    client: Client, make: Factory, charlie: User, session: Session, upload_folder: Path
) -> None:
    receipt = make.receipt(make.expense(charlie))
    assert client.submit(f"/receipts/{receipt.id}/delete").status == 404
    assert session.scalars(select(Receipt.deleted_at)).all() == [None]
    assert len(files_in(upload_folder)) == 2


def test_files_lie_below_random_names(client: Client, make: Factory, alice: User, upload_folder: Path) -> None:
    send_file(client, make, alice, "../../evil.html")
    names = [name.partition(".") for name in files_in(upload_folder)]
    assert [ending for _, _, ending in names] == ["jpg", "thumbnail.webp"]
    assert {len(stem) for stem, _, _ in names} == {32}
    assert not list(upload_folder.parent.rglob("*evil*"))

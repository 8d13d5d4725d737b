"""Rotating receipts by a quarter of a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import pytest

from app.models import Receipt
from app.receipts import storage
from app.receipts.turns import turn
from app.stores.folder import Folder
from tests.support.documents import written_pdf
from tests.support.factories import files_in, picture
from tests.support.pictures import RED, decode, draw_halves, encode, is_near
from tests.support.upload_folder import stored_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("direction", ["right", "left"])
def test_an_image_and_its_thumbnail_turn(
    client: Client, make: Factory, alice: User, file_format: str, direction: str
) -> None:
    receipt = make.receipt(make.expense(alice), encode(draw_halves(), file_format))
    red_at = {"right": (16, 8), "left": (16, 40)}[direction]
    page = client.submit(f"/receipts/{receipt.id}/rotate/{direction}", follow=True)
    assert "32 × 48" in page.text  # noqa: RUF001
    for kind in ("image", "thumbnail"):
        drawn = decode(client.get(f"/receipts/{receipt.id}/{kind}").data).convert("RGB")
        assert drawn.size == (32, 48)
        assert is_near(drawn.getpixel(red_at), RED)


def test_the_files_of_before_go_and_the_row_fits_the_new_ones(
    client: Client, make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    receipt = make.receipt(make.expense(alice), picture(size=(60, 90)), sent_sha256="a" * 64)
    before = files_in(upload_folder)
    client.submit(f"/receipts/{receipt.id}/rotate/left")
    session.refresh(receipt)
    assert len(files_in(upload_folder)) == 2
    assert set(files_in(upload_folder)).isdisjoint(before)
    assert (receipt.width, receipt.height, receipt.sent_sha256) == (90, 60, "a" * 64)
    assert client.application.test_cli_runner().invoke(args=["check"]).exit_code == 0


def test_who_turns_a_photo_twice_at_once_turns_it_twice(
    client: Client, make: Factory, alice: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = make.receipt(make.expense(alice), picture(size=(60, 90)))
    url = f"/receipts/{receipt.id}/rotate/left"
    other = cast("Client", client.application.test_client()).signed_in(alice)
    others = iter([lambda: other.submit(url)])
    write_files = storage.write_files

    def come_second(*args: Any, **options: Any) -> None:
        for submit in others:
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(submit).result().status == 302
        write_files(*args, **options)

    monkeypatch.setattr(storage, "write_files", come_second)
    assert client.submit(url).status == 302
    session.refresh(receipt)
    assert (receipt.width, receipt.height) == (60, 90)
    assert client.application.test_cli_runner().invoke(args=["check"]).output == "Faults: 0.\n"


def test_a_photo_is_read_and_written_without_the_turn_which_is_for_drawing(
    client: Client, make: Factory, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = make.receipt(make.expense(alice), encode(draw_halves(), "PNG"))
    folder = client.application.config["SETTINGS"].data_folder

    def in_its_own_turn(call: Callable[..., Any]) -> Callable[..., Any]:
        def answer(*args: Any, **options: Any) -> Any:
            with turn(folder, 0.2):
                return call(*args, **options)

        return answer

    monkeypatch.setattr(storage, "write_files", in_its_own_turn(storage.write_files))
    monkeypatch.setattr(Folder, "read", in_its_own_turn(Folder.read))
    page = client.submit(f"/receipts/{receipt.id}/rotate/left", follow=True)
    assert "32 × 48" in page.text  # noqa: RUF001


def test_a_browser_that_knows_the_image_of_before_gets_the_new_one(client: Client, make: Factory, alice: User) -> None:
    url = f"/receipts/{make.receipt(make.expense(alice), encode(draw_halves(), 'PNG')).id}"
    etag = client.get(f"{url}/thumbnail").headers["ETag"]
    client.submit(f"{url}/rotate/left")
    assert client.get(f"{url}/thumbnail", headers={"If-None-Match": etag}).status_code == 200


def test_all_pages_of_a_pdf_turn_and_its_download_stays(client: Client, make: Factory, alice: User) -> None:
    content = written_pdf(["one", "two"])
    receipt = make.receipt(make.expense(alice), content)
    size = (receipt.height, receipt.width)
    client.submit(f"/receipts/{receipt.id}/rotate/right")
    assert client.get(f"/receipts/{receipt.id}/download").data == content
    assert {decode(client.get(f"/receipts/{receipt.id}/image?page={page}").data).size for page in (1, 2)} == {size}


def test_a_lost_or_damaged_image_is_not_found_and_stays(
    app: Flask, client: Client, make: Factory, alice: User, session: Session
) -> None:
    receipt = make.receipt(make.expense(alice))
    with app.app_context():
        path = stored_path(receipt.storage_key)
        path.write_bytes(b"damaged")
        assert client.submit(f"/receipts/{receipt.id}/rotate/left").status == 404
        assert path.exists()
        path.unlink()
    assert client.submit(f"/receipts/{receipt.id}/rotate/left").status == 404
    assert session.get_one(Receipt, receipt.id).storage_key == receipt.storage_key


def test_arrows_lead_through_the_receipts_of_an_expense(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    first, second, third = (make.receipt(expense, position=position) for position in range(3))
    make.receipt(make.expense(alice))
    make.waiting(alice)
    page = client.page(f"/receipts/{second.id}")
    assert page.texts(".receipt-tools nav span") == ["2 of 3"]
    assert page.attributes(".receipt-tools a", "href") == [f"/receipts/{first.id}", f"/receipts/{third.id}"]


def test_a_waiting_receipt_belongs_to_the_receipts_and_another_to_its_expense(
    client: Client, make: Factory, alice: User
) -> None:
    waiting, kept = make.waiting(alice), make.receipt(make.expense(alice))
    current = ".places [aria-current]"
    assert client.page(f"/receipts/{waiting.id}").texts(current) == ["More", "Receipts"]
    assert client.page(f"/receipts/{kept.id}").texts(current) == ["Expenses"]


def test_arrows_lead_through_the_waiting_receipts(client: Client, make: Factory, alice: User, charlie: User) -> None:
    first = make.waiting(alice)
    make.waiting(charlie)
    make.receipt(make.expense(alice))
    second = make.waiting(alice)
    assert client.page(f"/receipts/{first.id}").attributes(".receipt-tools a", "href") == [f"/receipts/{second.id}"]

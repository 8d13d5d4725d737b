"""Receipts in a bucket, through the client: everything that works with the upload folder."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, cast

import pytest
from PIL import Image
from sqlalchemy import select

from app.models import Expense, Receipt
from app.receipts import storage
from app.web.extensions import receipt_store
from tests.imports.steps import go_on, start
from tests.support.documents import written_pdf
from tests.support.factories import PASSWORD, Factory, entry, files_in, picture, upload
from tests.support.object_store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client


@pytest.fixture
def machine(make_app: Callable[..., Flask], in_bucket: dict[str, str]) -> Flask:
    """An application that keeps its receipts in a bucket."""
    return make_app(**in_bucket)


@pytest.fixture
def make(machine: Flask, session: Session) -> Factory:
    """The factory, which stores receipts in the bucket too."""
    return Factory(machine, session)


@pytest.fixture
def client(machine: Flask, alice: User) -> Client:
    return cast("Client", machine.test_client()).signed_in(alice)


@pytest.fixture
def category(make: Factory, alice: User) -> Category:
    return make.category(alice)


def stored_in(machine: Flask) -> list[str]:
    with machine.app_context():
        return sorted(file.name for file in storage.stored_files())


def names_of(*receipts: Receipt) -> list[str]:
    return sorted(name for row in receipts for name in storage.file_names(row.storage_key, row.page_count))


def test_a_photo_that_is_sent_lies_in_the_bucket_and_not_in_the_folder(
    client: Client, machine: Flask, category: Category, session: Session
) -> None:
    assert client.submit("/expenses/new", **entry(category), receipts=[upload(), upload()]).status == 302
    assert stored_in(machine) == names_of(*session.scalars(select(Receipt)))
    assert not (machine.config["SETTINGS"].upload_folder).exists()


@pytest.mark.parametrize("kind", ["image", "thumbnail", "print", "download"])
def test_it_is_shown_and_told_apart_and_sent_in_parts(client: Client, make: Factory, alice: User, kind: str) -> None:
    url = f"/receipts/{make.receipt(make.expense(alice)).id}/{kind}"
    answer = client.get(url)
    assert Image.open(io.BytesIO(answer.data)).format == ("WEBP" if kind == "thumbnail" else "JPEG")
    assert answer.headers["Cache-Control"].startswith("private, ")
    assert client.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    part = client.get(url, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, answer.data[2:6])


@pytest.mark.parametrize("page", ["/receipts/all/", "/report/?receipt=with"], ids=["gallery", "report"])
def test_a_page_of_many_shows_the_photos_of_the_bucket(client: Client, make: Factory, alice: User, page: str) -> None:
    receipts = [make.receipt(make.expense(alice)) for _ in range(2)]
    photos = [url for url in client.page(page).attributes("main img", "src") if url.startswith("/receipts/")]
    assert {url.split("/")[2] for url in photos} == {str(receipt.id) for receipt in receipts}
    for url in photos:
        assert Image.open(io.BytesIO(client.get(url).data)).format in {"JPEG", "WEBP"}


def test_a_stranger_sees_none(machine: Flask, make: Factory, alice: User, charlie: User) -> None:
    url = f"/receipts/{make.receipt(make.expense(alice)).id}/image"
    assert cast("Client", machine.test_client()).signed_in(charlie).get(url).status_code == 404


def test_one_that_is_lost_is_not_found(client: Client, machine: Flask, make: Factory, alice: User) -> None:
    receipt = make.receipt(make.expense(alice))
    with machine.app_context():
        receipt_store().remove(names_of(receipt))
    for kind in ("image", "thumbnail", "print", "download"):
        assert client.get(f"/receipts/{receipt.id}/{kind}").status_code == 404


def test_pages_of_a_document_turn_and_the_ones_of_before_go(
    client: Client, machine: Flask, make: Factory, alice: User, session: Session
) -> None:
    receipt = make.receipt(make.expense(alice), written_pdf(["one", "two"]))
    before = stored_in(machine)
    client.submit(f"/receipts/{receipt.id}/rotate/left")
    session.refresh(receipt)
    assert stored_in(machine) == names_of(receipt)
    assert not {*before} & {*stored_in(machine)}
    assert client.get(f"/receipts/{receipt.id}/image?page=2").status_code == 200


def test_files_go_with_the_trash_and_with_the_account(
    client: Client, machine: Flask, make: Factory, alice: User, charlie: User
) -> None:
    kept = make.receipt(make.expense(charlie))
    expense = make.expense(alice)
    make.receipt(expense)
    make.waiting(alice)
    client.submit(f"/expenses/{expense.id}/delete")
    client.submit("/trash/empty")
    assert len(stored_in(machine)) == 4
    client.submit("/auth/delete", password=PASSWORD)
    assert stored_in(machine) == names_of(kept)


def test_an_archive_has_the_photos_and_brings_them_into_another_account(
    client: Client, machine: Flask, make: Factory, alice: User, charlie: User
) -> None:
    receipt = make.receipt(make.expense(alice), picture(size=(200, 300)))
    archive = client.get("/exports/archive.zip").data
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        photos = [opened.read(name) for name in opened.namelist() if name.startswith("receipts/")]
    assert photos == [client.get(f"/receipts/{receipt.id}/image").data]
    other = cast("Client", machine.test_client()).signed_in(charlie)
    page = other.submit("/imports/", follow=True, file=(io.BytesIO(archive), "archive.zip"))
    assert "1 expense is in." in other.submit(page.response.request.path).text
    assert len(stored_in(machine)) == 4


def test_everything_is_checked_and_what_is_left_over_is_found(
    client: Client, machine: Flask, make: Factory, alice: User
) -> None:
    receipt, damaged = (make.receipt(make.expense(alice)) for _ in range(2))
    check = machine.test_cli_runner().invoke
    assert check(args=["check"]).output == "Faults: 0.\n"
    with machine.app_context():
        receipt_store().remove(names_of(receipt)[1:])
        receipt_store().write(storage.file_name(damaged.storage_key), b"damaged")
    faults = check(args=["check"]).output
    assert "thumbnail is missing" in faults
    assert "file is damaged" in faults
    assert client.get(f"/receipts/{receipt.id}/image").status_code == 200


def test_old_receipts_are_brought_up_to_date(machine: Flask, make: Factory, alice: User, session: Session) -> None:
    receipt = make.receipt(make.expense(alice), signature=None)
    result = machine.test_cli_runner().invoke(args=["receipts", "read-old"])
    assert (result.exit_code, "lost" in result.output) == (0, False)
    session.refresh(receipt)
    assert receipt.signature


def test_a_start_takes_no_bucket_that_has_none_of_the_receipts(
    make: Factory, alice: User, make_app: Callable[..., Flask], object_store: ObjectStore
) -> None:
    make.receipt(make.expense(alice))
    elsewhere = make_app(**object_store.new_bucket())
    with elsewhere.app_context():
        receipt_store().remove(["potrosnja.txt"])
    result = elsewhere.test_cli_runner().invoke(args=["prepare"])
    assert result.exit_code == 1
    assert "potrosnja.txt is missing: name the bucket and the prefix that have the receipts" in result.stderr


def test_an_import_begun_on_one_machine_is_finished_on_another(  # noqa: PLR0913, PLR0917 - two machines
    client: Client,
    make_app: Callable[..., Flask],
    alice: User,
    in_bucket: dict[str, str],
    tmp_path: Path,
    session: Session,
) -> None:
    other = make_app(**in_bucket, DATA_FOLDER=str(tmp_path / "other"))
    there = cast("Client", other.test_client()).signed_in(alice)
    url = start(client)
    there.submit(f"{url}/preview", **go_on(there, url).fields())
    assert len(session.scalars(select(Expense)).all()) == 3
    for machine in (client.application, other):
        with machine.app_context():
            assert list(receipt_store().list_files("imports")) == []
    assert files_in(tmp_path / "other" / "imports") == []


class TestGone:
    """The bucket goes away, and comes back."""

    @pytest.fixture
    def object_store(self) -> Iterator[ObjectStore]:
        """A server that may be stopped."""
        server = ObjectStore()
        yield server
        server.stop()

    def test_a_bucket_that_goes_in_the_middle_of_an_upload_leaves_no_row(
        self, client: Client, machine: Flask, category: Category, session: Session, object_store: ObjectStore
    ) -> None:
        object_store.refuse_after(writes=1)
        page = client.submit("/expenses/new", **entry(category), receipts=upload())
        assert (page.status, page.heading) == (503, "The photos cannot be reached")
        assert object_store.url not in page.text
        assert page.response.headers["Retry-After"] == "60"
        assert (session.scalars(select(Expense)).all(), session.scalars(select(Receipt)).all()) == ([], [])
        object_store.stop()
        object_store.start()
        assert client.submit("/expenses/new", **entry(category), receipts=upload()).status == 302
        assert {*names_of(*session.scalars(select(Receipt)))} < {*stored_in(machine)}

    def test_pages_go_on_and_photos_say_that_they_cannot_be_reached(
        self, client: Client, make: Factory, alice: User, category: Category, object_store: ObjectStore
    ) -> None:
        receipt = make.waiting(alice)
        thumbnail = client.get(f"/receipts/{receipt.id}/thumbnail")
        object_store.stop()
        for page in ("/receipts/", "/receipts/all/", "/report/?receipt=with"):
            assert client.page(page).status == 200
        assert client.get(f"/receipts/{receipt.id}/image").status_code == 503
        assert client.page("/exports/archive.zip").heading == "The photos cannot be reached"
        known = {"If-None-Match": thumbnail.headers["ETag"]}
        assert client.get(f"/receipts/{receipt.id}/thumbnail", headers=known).status_code == 304
        assert client.get("/readyz").status_code == 200  # a proxy that looks there goes on sending people
        assert client.submit("/expenses/new", **entry(category, waiting=[str(receipt.id)])).status == 302
        assert client.submit("/imports/", text="Date,Amount\n2026-11-07,1").status == 503

    def test_commands_say_so_and_call_nothing_lost(
        self, machine: Flask, make: Factory, alice: User, object_store: ObjectStore, tmp_path: Path
    ) -> None:
        make.receipt(make.expense(alice), signature=None)
        object_store.stop()
        run = machine.test_cli_runner().invoke
        for command in (
            ["check"],
            ["receipts", "read-old"],
            ["prepare"],
            ["backup", "create", str(tmp_path / "shelf")],
        ):
            result = run(args=command)
            assert result.exit_code == 1, command
            assert object_store.url in result.output
            assert "missing" not in result.output
            assert "lost" not in result.output

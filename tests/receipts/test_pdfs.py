"""Receipts that are PDFs, from the form to the download."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Receipt
from tests.support.documents import written_pdf
from tests.support.factories import entry, files_in, upload
from tests.support.pictures import decode
from tests.support.upload_folder import picture_path

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

INVOICE = written_pdf(["TOTAL 12,50 EUR", "Second page"])
FILES = Path(__file__).parent / "samples"


@pytest.fixture
def invoice(client: Client, make: Factory, alice: User, session: Session) -> Receipt:
    client.submit("/expenses/new", **entry(make.category(alice)), receipts=upload(INVOICE, "račun.pdf"))
    return session.scalars(select(Receipt)).one()


def test_a_pdf_downloads_as_it_came_and_is_never_shown_itself(client: Client, invoice: Receipt) -> None:
    response = client.get(f"/receipts/{invoice.id}/download")
    assert (response.data, response.content_type) == (INVOICE, "application/pdf")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    for kind, shown in (("image", "image/jpeg"), ("print", "image/jpeg"), ("thumbnail", "image/webp")):
        assert client.get(f"/receipts/{invoice.id}/{kind}").content_type == shown


def test_each_page_of_a_pdf_is_shown(client: Client, invoice: Receipt) -> None:
    url = f"/receipts/{invoice.id}"
    page = client.page(url)
    assert page.attributes(".receipt-view img", "src") == [f"{url}/image", f"{url}/image?page=2"]
    assert "2 pages" in page.text
    first, second = (client.get(f"{url}/image?page={number}").data for number in (1, 2))
    assert decode(first).size == decode(second).size == (invoice.width, invoice.height)
    assert first != second


@pytest.mark.parametrize("page", ["0", "3", "-1", "01", "x", "", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(client: Client, invoice: Receipt, page: str) -> None:
    assert client.get(f"/receipts/{invoice.id}/image?page={page}").status_code == 404


def test_the_row_says_what_was_sent(invoice: Receipt) -> None:
    assert (invoice.media_type, invoice.page_count, invoice.byte_size) == ("application/pdf", 2, len(INVOICE))
    assert invoice.sent_sha256 == invoice.sha256


def test_deleting_an_account_leaves_no_page_behind(client: Client, invoice: Receipt, upload_folder: Path) -> None:
    assert len(files_in(upload_folder)) == 4
    client.submit(f"/receipts/{invoice.id}/delete")
    client.submit("/trash/empty")
    assert files_in(upload_folder) == []


def test_a_check_of_the_installation_knows_the_pages(app: Flask, invoice: Receipt) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["check"]).exit_code == 0
    with app.app_context():
        picture_path(invoice.storage_key, 2).unlink()
    result = runner.invoke(args=["check"])
    assert result.exit_code == 1
    assert f"page 2 is missing: receipt {invoice.id}" in result.output


def test_pdfs_that_cannot_be_shown_are_refused_in_words(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    files = [
        upload((FILES / "locked.pdf").read_bytes(), "locked.pdf"),
        upload(b"%PDF-1.7\n", "broken.pdf"),
    ]
    page = client.submit("/expenses/new", **entry(make.category(alice)), receipts=files)
    assert page.status == 400
    assert page.error_of("receipts") == (
        "locked.pdf is protected by a password. Save it without one, and send that."
        " broken.pdf is damaged: its pages cannot be shown. Send a photo of it."
    )
    assert session.scalars(select(Receipt)).all() == []


def test_a_report_prints_every_page(client: Client, invoice: Receipt) -> None:
    page = client.page("/report/?month=all")
    url = f"/receipts/{invoice.id}/print"
    assert page.attributes("figure img", "src") == [url, f"{url}?page=2"]

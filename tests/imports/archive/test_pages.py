"""Archives come in by the same door as other files."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.imports import turns
from app.models import Expense, ImportBatch
from tests.support.archives import files_of, forged
from tests.support.client import Page
from tests.support.factories import files_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.archives import Archives
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def archive(make: Factory, archives: Archives, charlie: User) -> bytes:
    """The archive of Charlie, who has an expense with a receipt, and one in the trash."""
    category = make.category(charlie, "Sailing")
    make.receipt(make.expense(charlie, 2345, category_id=category.id))
    make.expense(charlie, 100, category_id=category.id, deleted_at=category.created_at)
    return archives.of(charlie).read_bytes()


def send(client: Client, content: bytes) -> Page:
    return client.submit("/imports/", follow=True, file=(io.BytesIO(content), "potrosnja.zip"))


def test_an_archive_comes_in_after_two_clicks(
    client: Client, archive: bytes, archives: Archives, alice: User, charlie: User
) -> None:
    page = send(client, archive)
    assert page.heading == "potrosnja.zip"
    assert page.texts("[data-testid=new]") == ["1 €23.45"]
    assert "1 receipt comes with them." in page.text
    assert "1 goes to the trash, where it was." in page.text
    page = client.submit(page.response.request.path)
    assert "1 expense is in." in page.text
    mine, theirs = archives.holdings(alice), archives.holdings(charlie)
    assert (mine["expenses"], mine["receipts"]) == (theirs["expenses"], theirs["receipts"])


def test_nothing_is_saved_before_the_last_click(client: Client, archive: bytes, session: Session, alice: User) -> None:
    send(client, archive)
    assert session.scalars(select(Expense).where(Expense.user_id == alice.id)).all() == []


def test_the_same_archive_adds_nothing_twice(client: Client, archive: bytes) -> None:
    for _ in range(2):
        page = send(client, archive)
        client.submit(page.response.request.path)
    page = send(client, archive)
    assert page.texts("[data-testid=new]") == ["0"]
    assert "2 are here already and stay as they are." in page.text


def test_an_archive_is_listed_and_undone_as_one(
    client: Client, archive: bytes, archives: Archives, alice: User, upload_folder: Path
) -> None:
    before, files = archives.holdings(alice), files_in(upload_folder)
    client.submit(send(client, archive).response.request.path)
    page = client.page("/imports/")
    assert page.texts(".done-import .row-title") == ["Potrošnja"]
    (url,) = page.attributes(".done-import form", "action")
    assert "2 imported expenses are gone." in client.submit(url, follow=True).text
    assert archives.holdings(alice) == before
    assert files_in(upload_folder) == files


def test_an_expense_that_another_import_had_brought_there_counts_once(
    client: Client, archives: Archives, make: Factory, charlie: User
) -> None:
    make.imported(make.expense(charlie))
    client.submit(send(client, archives.of(charlie).read_bytes()).response.request.path)
    assert client.page("/imports/").texts(".done-import .row-sub")[0].split(" · ")[1] == "1 expense"


def test_a_hostile_archive_is_refused_beside_the_field(
    client: Client, archives: Archives, archive: bytes, session: Session, alice: User
) -> None:
    files = files_of(archives.keep(archive))
    page = send(client, forged({**files, "expenses.csv": b"no table"}))
    assert page.status == 400
    assert "cannot be read. Nothing was saved." in page.error_of("file")
    assert session.scalars(select(ImportBatch).where(ImportBatch.user_id == alice.id)).all() == []


def test_a_currency_that_changed_meanwhile_is_said(client: Client, archive: bytes) -> None:
    url = send(client, archive).response.request.path
    client.submit("/auth/account", currency="USD")
    assert "The archive has another currency than this account" in client.submit(url, follow=True).text


def test_another_file_has_no_page_as_an_archive(client: Client, make: Factory, alice: User) -> None:
    assert client.page(f"/imports/archives/{make.waiting_import(alice).id}").status == 404


def test_an_archive_that_is_sent_twice_at_one_moment_comes_in_once(
    client: Client, archive: bytes, new_client: Callable[[], Client], alice: User
) -> None:
    url = send(client, archive).response.request.path
    browsers = [new_client().signed_in(alice) for _ in range(2)]
    tokens = [browser.csrf_token() for browser in browsers]
    with ThreadPoolExecutor(2) as pool:
        with turns._turn:  # noqa: SLF001 - as an import that is at work: both wait for it
            answers = [
                pool.submit(browser.post, url, data={"csrf_token": token})
                for browser, token in zip(browsers, tokens, strict=True)
            ]
            while turns._places._value > turns.MAX_REQUESTS - 2:  # noqa: SLF001
                time.sleep(0.01)
        texts = sorted(Page(answer.result()).text for answer in answers)
    assert sum("1 expense is in." in text for text in texts) == 1
    assert sum("This file is in already." in text for text in texts) == 1


def test_a_page_that_is_loaded_again_says_that_the_archive_is_in(client: Client, archive: bytes) -> None:
    url = send(client, archive).response.request.path
    client.submit(url)
    assert "This file is in already." in client.submit(url, follow=True).text
    page = client.page(url, follow_redirects=True)
    assert (page.status, page.heading) == (200, "Import")

from __future__ import annotations

import datetime as dt
import io
import os
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Expense, ImportBatch
from app.system.upkeep.services import make_ready
from tests.imports.steps import file_of, go_on, send, start
from tests.support.factories import PASSWORD
from tests.support.imports import zipped

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.support.client import Client

TWO_DAYS = 2 * 24 * 60 * 60
COLUMNS = ",".join(f"c{number}" for number in range(1_000_000))


@pytest.fixture
def copies(app: Flask) -> Path:
    """Where files lie on their way into the store; an earlier version kept them there."""
    path: Path = app.config["SETTINGS"].data_folder / "imports"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture
def folder(app: Flask) -> Path:
    path: Path = app.config["SETTINGS"].upload_folder / "imports"
    path.mkdir(exist_ok=True)
    for file in path.iterdir():
        file.unlink()
    return path


def make_old(path: Path) -> None:
    moment = path.stat().st_mtime - TWO_DAYS
    os.utime(path, (moment, moment))


def test_a_file_waits_where_only_the_server_may_read_it(client: Client, folder: Path, copies: Path) -> None:
    start(client)
    [path] = folder.iterdir()
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, file_of())
    assert list(copies.iterdir()) == []


def test_a_file_that_is_in_is_gone(client: Client, folder: Path) -> None:
    url = start(client)
    client.submit(f"{url}/preview", **go_on(client, url).fields())
    assert list(folder.iterdir()) == []


def test_a_file_that_is_discarded_is_gone(client: Client, folder: Path, session: Session) -> None:
    client.submit(f"{start(client)}/discard")
    assert list(folder.iterdir()) == []
    assert session.scalars(select(ImportBatch)).all() == []


def test_the_files_of_an_account_go_with_it(client: Client, folder: Path) -> None:
    start(client)
    assert client.submit("/auth/delete", password=PASSWORD).status == 302
    assert list(folder.iterdir()) == []


def test_a_new_file_takes_those_away_that_have_waited_for_a_day(client: Client, folder: Path, session: Session) -> None:
    start(client)
    [path] = folder.iterdir()
    batch = session.scalars(select(ImportBatch)).one()
    batch.created_at -= dt.timedelta(days=2)
    session.flush()
    start(client)
    assert not path.exists()
    assert len(session.scalars(select(ImportBatch.id)).all()) == 1


def test_a_start_takes_away_what_a_killed_server_left(
    folder: Path,
    copies: Path,
    app: Flask,
    session: Session,  # noqa: ARG001 - it empties the folder afterwards
) -> None:
    for path in (folder, copies):
        (path / "lost").write_bytes(b"x")
        (path / "young").write_bytes(b"x")
        make_old(path / "lost")
    with app.app_context():
        make_ready()
    assert [[path.name for path in each.iterdir()] for each in (folder, copies)] == [["young"], ["young"]]
    (copies / "young").unlink()


def test_of_an_account_five_files_wait_at_most(client: Client, folder: Path) -> None:
    urls = [start(client) for _ in range(6)]
    assert len(list(folder.iterdir())) == 5
    assert client.get(urls[0]).status_code == 404


def test_a_page_of_a_file_that_is_gone_asks_for_it_again(client: Client, folder: Path) -> None:
    url = start(client)
    next(folder.iterdir()).unlink()
    for page in ("", "/categories", "/preview"):
        answer = client.get(f"{url}{page}", follow_redirects=True)
        assert "Send it again" in answer.text


def test_the_list_names_what_waits(client: Client) -> None:
    start(client)
    page = client.page("/imports/")
    assert "expenses.csv" in page.text
    assert "waits for your answers" in page.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"ID,Name,Category,Amount,Date,Tags\n", "no rows"),
        (b"\xff\xd8\xff\xe0 JFIF", "no text"),
        (b"ID,Name\0,Amount", "no text"),
        (COLUMNS.encode(), "too many columns"),
        (b'Date,Amount\n2026-11-07,"1\n' * 3, "quotation mark"),
        (b"a,b\n" + b"1,2\n" * 100_001, "100,000 rows"),
        (b"x" * 10_000_001, "too large"),
        (zipped({"a.txt": "x"}), "ZIP"),
        (zipped({"../a.csv": "x"}), "leads out of it"),
        (b"PK\x03\x04 broken", "no text"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_leaves_nothing(
    client: Client, folder: Path, session: Session, content: bytes, message: str
) -> None:
    page = send(client, content)
    assert (page.status, message in page.error_of("file")) == (400, True), page.error_of("file")
    assert list(folder.iterdir()) == []
    assert session.scalars(select(ImportBatch)).all() == []


def test_a_form_without_a_file_asks_for_one(client: Client) -> None:
    assert client.submit("/imports/").error_of("file") == "Choose a file."
    assert client.submit("/imports/", file=(io.BytesIO(), "")).error_of("file") == "Choose a file."


def test_more_than_the_server_takes_is_answered_with_a_page(client: Client) -> None:
    response = client.post("/imports/", data=b"0" * 12 * 1024 * 1024, content_type="multipart/form-data; boundary=0")
    assert (response.status_code, "Too large" in response.text) == (413, True)


def test_text_can_be_pasted(client: Client) -> None:
    page = client.submit("/imports/", text=file_of().decode().replace(",", "\t"))
    assert page.status == 302
    assert "tab" in client.page(page.location).text


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,A,B,-99999999999999999.00,2026-11-07,", "too large"),
        ("1,A,B,-1.00,0001-01-01,", "before 1900"),
        ("1,A,B,-1.00,9999-12-31,", "after 2099"),
        ("1,A,B,0.00,2026-11-07,", "zero"),
        ("1,A,B,,2026-11-07,", "no amount"),
        ("1,A,B,-1.00,,", "no date"),
    ],
)
def test_a_row_that_cannot_be_saved_is_named_with_its_reason(client: Client, row: str, reason: str) -> None:
    page = go_on(client, start(client, file_of(row, "2,C,D,-1.00,2026-11-08,")))
    assert "Line 2:" in page.text
    assert reason in page.text


def test_a_formula_is_text(client: Client, session: Session) -> None:
    url = start(client, file_of("1,=cmd|' /C calc'!A0,B,-1.00,2026-11-07,"))
    client.submit(f"{url}/preview", **go_on(client, url).fields())
    assert session.scalars(select(Expense.merchant)).one() == "=cmd|' /C calc'!A0"


def test_a_file_of_a_known_kind_that_cannot_be_opened_is_refused_at_once(client: Client, session: Session) -> None:
    page = send(client, zipped({"db.sqlite": b"SQLite format 3\0" + bytes(2000), "metadata.json": "{}"}), "budget.zip")
    assert (page.status, "damaged" in page.error_of("file")) == (400, True)
    assert session.scalars(select(ImportBatch)).all() == []

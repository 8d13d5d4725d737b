"""`flask import-original`, from files that are made as the original made them."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from app.models import Category, Expense, ImportKey, Receipt, User
from app.original import reading
from app.receipts import storage
from tests.support.documents import written_pdf
from tests.support.factories import PASSWORD, picture
from tests.support.original_file import OriginalFile
from tests.support.upload_folder import stored_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.support.client import Client
    from tests.support.factories import Factory


@pytest.fixture
def original(tmp_path: Path) -> OriginalFile:
    return OriginalFile(tmp_path / "baza_nova.db")


@pytest.fixture
def bring(app: Flask, session: Session, original: OriginalFile) -> Callable[..., Result]:  # noqa: ARG001 - it empties
    """Run the command on the file."""
    return lambda *options: app.test_cli_runner().invoke(args=["import-original", str(original.path), *options])


def change(original: OriginalFile, script: str) -> None:
    with closing(sqlite3.connect(original.path)) as connection:
        connection.executescript(script)


def rows(session: Session) -> list[tuple[Any, ...]]:
    """Return day, cents and category of all expenses, in the order of their numbers."""
    statement = select(Expense.spent_on, Expense.amount_cents, Category.name).join(
        Category, (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id)
    )
    return [tuple(row) for row in session.execute(statement.order_by(Expense.id))]


def test_people_log_in_with_their_old_passwords(
    bring: Callable[..., Result], original: OriginalFile, guest: Client, session: Session
) -> None:
    original.person("ana", "tajn")
    original.person("ivo ivić", "č" * 20, ime="Ivo", prezime="Ivić")
    assert bring().exit_code == 0
    assert guest.submit("/auth/login", username="ana", password="tajna").status == 400
    assert guest.submit("/auth/login", username="ana", password="x" * 100).status == 400
    assert guest.submit("/auth/login", username="ana", password="tajn").location == "/"
    guest.submit("/auth/logout")
    assert guest.submit("/auth/login", username="Ivo Ivić", password="č" * 20).location == "/"
    user = session.scalars(select(User).where(User.username == "ivo ivić")).one()
    assert (user.first_name, user.last_name, user.language, user.currency) == ("Ivo", "Ivić", "hr", "EUR")


def test_a_new_password_replaces_the_old_one(
    bring: Callable[..., Result], original: OriginalFile, guest: Client
) -> None:
    original.person("ana", "tajna")
    bring()
    guest.submit("/auth/login", username="ana", password="tajna")
    changed = guest.submit("/auth/password", current_password="tajna", new_password="battery staple")
    assert changed.status == 302
    guest.submit("/auth/logout")
    assert guest.submit("/auth/login", username="ana", password="tajna").status == 400
    assert guest.submit("/auth/login", username="ana", password="battery staple").location == "/"


@pytest.mark.parametrize(
    "password", [b"", b"plain text", "$2b$31$" + "a" * 53, b"$2x$12$" + b"a" * 53, b"\xff\x00", 7, None]
)
def test_a_password_that_cannot_be_read_opens_no_account(
    bring: Callable[..., Result], original: OriginalFile, guest: Client, password: object
) -> None:
    change(original, "DROP TABLE user; CREATE TABLE user (id INTEGER PRIMARY KEY, ime, prezime, username, password)")
    original.insert("user", ime=None, prezime=7, username="ana", password=password)
    result = bring()
    assert "the password cannot be read: set one with `flask user set-password`" in result.output
    assert guest.submit("/auth/login", username="ana", password="plain text").status == 400


def test_expenses_come_with_day_amount_and_category(
    bring: Callable[..., Result], original: OriginalFile, session: Session
) -> None:
    ana = original.person()
    original.category(ana, "Hrana")
    original.expense(ana, "12.50")
    original.expense(ana, "9.90", kategorija="Režije", datum="2023-12-31")
    result = bring()
    assert rows(session) == [(dt.date(2024, 3, 7), 1250, "Hrana"), (dt.date(2023, 12, 31), 990, "Režije")]
    counts = "new expenses: 2, of them refunds: 0, receipts: 0, categories: 2; here already: 0"
    assert result.output == f"ana: {counts}\n"


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("12,50", 1250),
        ("12.5", 1250),
        ("-5", -500),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("12+3,40", 1540),
        (" 7 € ", 700),
        ("7 eur", 700),
        (7, 700),
        (7.5, 750),
        (b"7.50", 750),
    ],
)
def test_what_can_be_read_of_an_amount_is_taken(
    bring: Callable[..., Result], original: OriginalFile, session: Session, amount: object, cents: int
) -> None:
    original.expense(original.person(), amount)
    assert bring().exit_code == 0
    assert session.scalars(select(Expense.amount_cents)).all() == [cents]


@pytest.mark.parametrize(
    ("amount", "line"),
    [
        ("nan", "the amount 'nan' cannot be read"),
        ("inf", "the amount 'inf' cannot be read"),
        ("", "the amount '' cannot be read"),
        (None, "the amount '' cannot be read"),
        ("abc", "the amount 'abc' cannot be read"),
        ("0", "the amount '0' is zero"),
        ("5-5", "the amount '5-5' is zero"),
        ("1.234", "the amount '1.234' has more than two decimals"),
        ("10 kn", "the amount '10 kn' has a word or a sign other than the euro's"),
        ("1e3", "the amount '1e3' cannot be read"),
        ("99999999999999", "the amount '99999999999999' is too large"),
        ("9" * 5000, "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_an_amount_that_cannot_be_read_is_listed(
    bring: Callable[..., Result], original: OriginalFile, session: Session, amount: object, line: str
) -> None:
    ana = original.person()
    row_id = original.expense(ana, amount)
    original.expense(ana, "5")
    result = bring()
    assert result.exit_code == 0, result.output
    assert f"  expense {row_id} is not taken: " in result.output
    assert line in result.output
    assert session.scalars(select(Expense.amount_cents)).all() == [500]


@pytest.mark.parametrize("day", [None, "7. 3. 2024.", "2024-02-30", "0001-01-01", "9999-12-31", 1709766000, b""])
def test_a_day_that_cannot_be_read_is_listed(
    bring: Callable[..., Result], original: OriginalFile, session: Session, day: object
) -> None:
    row_id = original.expense(original.person(), datum=day)
    assert f"  expense {row_id} is not taken: the day " in bring().output
    assert rows(session) == []


def test_an_expense_of_nobody_is_listed(bring: Callable[..., Result], original: OriginalFile) -> None:
    row_id = original.expense(99)
    original.person()
    assert f"expense {row_id} is not taken: it belongs to nobody\n" in bring().output


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Deleted since", "Deleted since"),
        ("hrana", "Hrana"),
        ("  Hrana ", "Hrana"),
        ("odaberi...", "Ostalo"),
        (" ", "Ostalo"),
        (None, "Ostalo"),
        ("x" * 80, "x" * 50),
        ("a\x00b\u202e", "ab"),
        (7, "7"),
    ],
)
def test_a_category_may_be_only_a_name(
    bring: Callable[..., Result], original: OriginalFile, session: Session, name: object, expected: str
) -> None:
    ana = original.person()
    original.category(ana, "Hrana")
    original.category(ana, "HRANA")
    original.category(ana, " ")
    original.expense(ana, kategorija=name)
    assert bring().exit_code == 0
    assert [row[2] for row in rows(session)] == [expected]
    assert set(session.scalars(select(Category.name))) == {"Hrana", expected}


def test_a_receipt_is_cleaned_and_belongs_to_its_expense(
    bring: Callable[..., Result], original: OriginalFile, session: Session, app: Flask
) -> None:
    ana = original.person()
    original.expense(ana, "1")
    photo = picture(size=(40, 20), comment=b"GPS")
    original.expense(ana, "2", slika=photo, naziv_slike="../../račun.jpg")
    assert bring().exit_code == 0
    receipt = session.scalars(select(Receipt)).one()
    expense = session.get_one(Expense, receipt.expense_id)
    assert (expense.amount_cents, receipt.original_name, receipt.width) == (200, "račun.jpg", 40)
    with app.app_context():
        stored = stored_path(receipt.storage_key).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == receipt.sha256
    assert b"GPS" not in stored


def test_a_receipt_may_be_a_document(bring: Callable[..., Result], original: OriginalFile, session: Session) -> None:
    original.expense(original.person(), slika=written_pdf(["one"]), naziv_slike="račun.pdf")
    assert "receipts: 1," in bring().output
    assert session.scalars(select(Receipt.media_type)).all() == ["application/pdf"]


@pytest.mark.parametrize(
    ("blob", "reason"),
    [
        (b"<html>evil</html>", "it is neither a photo nor a PDF"),
        (picture()[:300], "it is damaged"),
        (b"x" * 3_000_000, "it is larger than MAX_UPLOAD_BYTES"),
        ("text", "it is neither a photo nor a PDF"),
    ],
    ids=["page", "cut off", "large", "text"],
)
def test_a_receipt_that_cannot_be_read_is_listed_and_its_expense_taken(
    bring: Callable[..., Result], original: OriginalFile, session: Session, blob: object, reason: str
) -> None:
    row_id = original.expense(original.person(), slika=blob, naziv_slike="../../evil.html")
    assert f"  the receipt of expense {row_id} is not taken: {reason}\n" in bring().output
    assert len(rows(session)) == 1
    assert session.scalar(select(func.count(Receipt.id))) == 0


def test_the_logo_that_stood_for_no_receipt_is_none(
    bring: Callable[..., Result], original: OriginalFile, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    logo = picture("PNG")
    monkeypatch.setattr(reading, "_LOGO_BYTES", len(logo))
    monkeypatch.setattr(reading, "_LOGO_SHA256", hashlib.sha256(logo).hexdigest())
    ana = original.person()
    original.expense(ana, slika=logo, naziv_slike="my logo.png")
    original.expense(ana, slika=picture("PNG", (9, 9)), naziv_slike="logo.png")
    assert ", receipts: 1, " in bring().output
    assert session.scalars(select(Receipt.width)).all() == [9]


@pytest.mark.parametrize("blob", [None, b"", ""])
def test_no_receipt_is_none(
    bring: Callable[..., Result], original: OriginalFile, session: Session, blob: object
) -> None:
    original.expense(original.person(), slika=blob)
    assert bring().output.count("\n") == 1
    assert len(rows(session)) == 1


def count_rows(session: Session) -> list[int | None]:
    models = (User, Category, Expense, Receipt, ImportKey)
    return [session.scalar(select(func.count()).select_from(model)) for model in models]


def test_twice_adds_nothing(
    bring: Callable[..., Result], original: OriginalFile, session: Session, upload_folder: Path
) -> None:
    for username in ("ana", "Ana", "   "):
        user_id = original.person(username)
        original.category(user_id, "Hrana")
        original.expense(user_id, "12,50")
        original.expense(user_id, "12,50")
        original.expense(user_id, "3", slika=picture())
        original.expense(user_id, "nan")
    bring()
    before, files = count_rows(session), sorted(upload_folder.rglob("*"))
    assert before == [3, 3, 9, 3, 12]
    result = bring()
    assert (count_rows(session), sorted(upload_folder.rglob("*"))) == (before, files)
    assert result.output.count("here already: 3") == 3
    assert result.output.count("expense 4 is not taken: the amount 'nan' cannot be read") == 1


def test_what_was_added_to_the_original_since_comes_the_second_time(
    bring: Callable[..., Result], original: OriginalFile, session: Session
) -> None:
    ana = original.person()
    original.expense(ana, "1")
    bring()
    original.expense(ana, "2")
    assert "ana: new expenses: 1," in bring().output
    assert [row[1] for row in rows(session)] == [100, 200]


def test_what_was_deleted_here_stays_away(
    bring: Callable[..., Result], original: OriginalFile, session: Session
) -> None:
    original.expense(original.person())
    bring()
    session.execute(update(ImportKey).values(expense_id=None))
    session.execute(Expense.__table__.delete())  # type: ignore[attr-defined]
    assert "ana: new expenses: 0," in bring().output
    assert rows(session) == []


def test_a_command_that_was_stopped_goes_on(
    bring: Callable[..., Result], original: OriginalFile, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = original.person()
    for number in range(1, 4):
        original.expense(ana, number, slika=picture(size=(10 + number, 20)))
    write = storage.write_files

    def stop_at_the_third(key: str, *contents: Any, **options: Any) -> None:
        if session.scalar(select(func.count(Receipt.id))) == 2:
            raise KeyboardInterrupt
        write(key, *contents, **options)

    monkeypatch.setattr(storage, "write_files", stop_at_the_third)
    bring()
    assert [row[1] for row in rows(session)] == [100, 200]
    monkeypatch.setattr(storage, "write_files", write)
    assert "ana: new expenses: 1," in bring().output
    assert [row[1] for row in rows(session)] == [100, 200, 300]
    assert session.scalars(select(Receipt.width).order_by(Receipt.id)).all() == [11, 12, 13]


@pytest.mark.usefixtures("alice")
def test_a_username_that_is_taken_gets_a_number(
    bring: Callable[..., Result], original: OriginalFile, guest: Client, session: Session
) -> None:
    original.person("Alice", "stara")
    original.person("alice", "nova")
    original.person(" \t ", "prazna")
    result = bring()
    assert "  the username 'Alice' is that of another account: log in as Alice2\n" in result.output
    assert "  the username 'alice' is that of another account: log in as alice3\n" in result.output
    assert "  the username ' \\t ' cannot be taken as it is: log in as user-3\n" in result.output
    for username, password in (("alice2", "stara"), ("alice3", "nova"), ("user-3", "prazna"), ("alice", PASSWORD)):
        assert guest.submit("/auth/login", username=username, password=password).location == "/"
        guest.submit("/auth/logout")
    assert session.scalar(select(func.count(User.id))) == 4


def test_one_person_goes_into_the_account_that_is_here(  # noqa: PLR0913, PLR0917 - fixtures
    bring: Callable[..., Result], original: OriginalFile, make: Factory, alice: User, guest: Client, session: Session
) -> None:
    make.category(alice, "Hrana")
    original.expense(original.person("alice", "stara"), kategorija="HRANA")
    original.expense(original.person("eva"))
    result = bring("--user", "alice")
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert session.scalars(select(Expense.user_id)).all() == [alice.id]
    assert session.scalars(select(Category.name)).all() == ["Hrana"]
    assert guest.submit("/auth/login", username="alice", password="stara").status == 400
    assert guest.submit("/auth/login", username="alice", password=PASSWORD).location == "/"
    assert "here already: 1" in bring("--user", "alice").output
    assert "alice: new expenses: 0," in bring().output
    assert session.scalars(select(User.username).order_by(User.id)).all() == ["alice", "eva"]


def test_an_account_with_another_currency_is_refused(
    bring: Callable[..., Result], original: OriginalFile, make: Factory, session: Session
) -> None:
    make.user("ana", currency="USD")
    original.expense(original.person("ana"))
    result = bring("--user", "ana")
    assert (result.exit_code, "The account ana counts in USD, and the original in EUR." in result.stderr) == (1, True)
    assert rows(session) == []


def test_a_person_that_is_not_there_is_said(bring: Callable[..., Result], original: OriginalFile) -> None:
    original.person("ana")
    result = bring("--user", "eva")
    assert (result.exit_code, result.stderr) == (1, "Error: The original has no person eva.\n")


def test_the_file_stays_as_it_is(bring: Callable[..., Result], original: OriginalFile) -> None:
    original.expense(original.person())
    before = original.path.read_bytes()
    original.path.chmod(0o400)
    assert bring().exit_code == 0
    assert original.path.read_bytes() == before
    assert [path.name for path in original.path.parent.iterdir()] == [original.path.name]


@pytest.mark.parametrize(
    "script",
    [
        "DROP TABLE potrosnja",
        "DROP TABLE potrosnja; CREATE TABLE potrosnja (id INTEGER PRIMARY KEY)",
        "ALTER TABLE potrosnja RENAME TO p; CREATE VIEW potrosnja AS SELECT * FROM p",
        "ALTER TABLE user DROP COLUMN ime; ALTER TABLE user ADD COLUMN ime AS (hex(zeroblob(400000000)))",
    ],
    ids=["no table", "other columns", "view", "computed column"],
)
def test_another_file_of_sqlite_is_said(bring: Callable[..., Result], original: OriginalFile, script: str) -> None:
    change(original, script)
    result = bring()
    assert (result.exit_code, "it has no table " in result.stderr) == (1, True)


def test_a_file_that_is_no_database_is_said(bring: Callable[..., Result], original: OriginalFile) -> None:
    original.path.write_bytes(b"This is no database. " * 100)
    result = bring()
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "file is not a database" in result.stderr


def test_a_damaged_file_is_said_and_what_came_before_is_kept(
    bring: Callable[..., Result], original: OriginalFile, session: Session
) -> None:
    original.expense(original.person(), "1")
    with original.path.open("r+b") as file:
        file.truncate(original.path.stat().st_size - 4096)
    result = bring()
    assert (result.exit_code, "cannot be read as the database of the original" in result.stderr) == (1, True)
    assert rows(session) == []

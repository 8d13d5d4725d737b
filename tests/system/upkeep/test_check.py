"""`flask check`: what is wrong is said in a line each, and nothing is changed unless somebody says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask_migrate import downgrade
from sqlalchemy import select, text, update

from app.database.engine import Base, checkpoint, db
from app.models import Category, Expense, Receipt, User
from app.models.types import utc_now
from app.stores.store import MARKER
from tests.support.factories import files_in
from tests.support.sqlite_file import SQLITE_PAGE_BYTES, database_path
from tests.support.upload_folder import HOUR, KEY, OURS, put, stored_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from tests.support.factories import Factory


@pytest.fixture
def check(app: Flask, session: Session) -> Callable[..., Result]:  # noqa: ARG001 - the session empties the tables
    """Run `flask check` with options."""
    return lambda *options: app.test_cli_runner().invoke(args=["check", *options])


@pytest.fixture
def receipt(make: Factory, alice: User) -> Receipt:
    return make.receipt(make.expense(alice))


@pytest.mark.usefixtures("receipt")
def test_nothing_is_wrong_with_what_is_right(check: Callable[..., Result], make: Factory, alice: User) -> None:
    make.waiting(alice, deleted_at=utc_now())
    make.expense(alice, merchant="Čokolada", note="Ženi", deleted_at=utc_now())
    result = check()
    assert (result.exit_code, result.output) == (0, "Faults: 0.\n")


def test_an_empty_installation_is_fine(check: Callable[..., Result]) -> None:
    assert check().output == "Faults: 0.\n"


@pytest.mark.usefixtures("receipt")
@pytest.mark.parametrize("name", OURS)
def test_a_file_without_a_receipt_is_found_and_goes_when_somebody_says_so(
    check: Callable[..., Result], upload_folder: Path, name: str
) -> None:
    leftover = put(upload_folder, name, 25 * HOUR)
    result = check()
    assert (result.exit_code, result.output) == (1, f"belongs to no receipt: {leftover}\nFaults: 1.\n")
    assert leftover.exists()
    result = check("--fix")
    assert (result.exit_code, result.output) == (0, f"removed: {leftover}\nFaults: 0.\n")
    assert len(files_in(upload_folder)) == 2


@pytest.mark.usefixtures("receipt")
@pytest.mark.parametrize("name", OURS)
def test_a_file_that_may_be_an_image_which_is_being_saved_stays(
    check: Callable[..., Result], upload_folder: Path, name: str
) -> None:
    put(upload_folder, name, 23 * HOUR)
    assert check("--fix").output == "Faults: 0.\n"
    assert name in files_in(upload_folder)


@pytest.mark.usefixtures("clock", "receipt")
def test_no_file_gets_old_by_a_clock_that_is_set_ahead(
    check: Callable[..., Result], upload_folder: Path, clock: TimeMachineFixture
) -> None:
    put(upload_folder, OURS[0], HOUR)
    clock.shift(40 * 24 * HOUR)
    assert check("--fix").output == "Faults: 0.\n"
    assert OURS[0] in files_in(upload_folder)


@pytest.mark.usefixtures("receipt")
@pytest.mark.parametrize("name", ["IMG_2034.jpg", f"{KEY}.jpeg", f"{KEY.upper()}.jpg", ".DS_Store"])
def test_a_file_of_somebody_else_stays(check: Callable[..., Result], upload_folder: Path, name: str) -> None:
    put(upload_folder, name, 25 * HOUR)
    assert check("--fix").output == "Faults: 0.\n"
    assert name in files_in(upload_folder)


def test_the_images_of_another_database_stay(
    check: Callable[..., Result], make: Factory, alice: User, upload_folder: Path
) -> None:
    make.expense(alice)
    put(upload_folder, OURS[0], 25 * HOUR)
    assert check("--fix").output == "Faults: 0.\n"
    assert OURS[0] in files_in(upload_folder)


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-64] + bytes(64)), "damaged"),
        (lambda path: (path.unlink(), path.mkdir()), "damaged"),
    ],
    ids=["removed", "emptied", "cut off", "zeroed", "unreadable"],
)
@pytest.mark.parametrize("kind", ["file", "thumbnail"])
@pytest.mark.parametrize("options", [[], ["--fix"]])
def test_an_image_that_is_lost_or_damaged_is_found_and_keeps_its_row(  # noqa: PLR0913, PLR0917 - a table
    check: Callable[..., Result],
    receipt: Receipt,
    session: Session,
    upload_folder: Path,
    harm: Callable[[Path], None],
    fault: str,
    kind: str,
    options: list[str],
) -> None:
    key = receipt.storage_key if kind == "file" else f"{receipt.storage_key[:32]}.thumbnail.webp"
    harm(upload_folder / key[:2] / key)
    line = f"{kind} is {fault}: receipt {receipt.id} of user {receipt.user_id}, {receipt.storage_key}\n"
    result = check(*options)
    assert (result.exit_code, result.output) == (1, f"{line}Faults: 1.\n")
    assert session.get(Receipt, receipt.id) is not None


@pytest.mark.usefixtures("receipt")
def test_a_folder_without_its_marker_is_one_fault(check: Callable[..., Result], upload_folder: Path) -> None:
    (upload_folder / MARKER).unlink()
    result = check()
    assert (result.exit_code, result.output.count("\n")) == (1, 2)
    assert f"the file {upload_folder / MARKER} is missing" in result.output


@pytest.mark.parametrize(
    ("model", "name"),
    [(User, "username_key"), (Category, "name_key"), (Expense, "search_text"), (Expense, "merchant_key")],
)
def test_a_key_that_is_not_that_of_its_text_is_found(
    check: Callable[..., Result], make: Factory, alice: User, model: type[Any], name: str
) -> None:
    expense = make.expense(alice, merchant="Čokolada", category_id=make.category(alice, "Žene").id)
    row_id = {User: alice.id, Category: expense.category_id, Expense: expense.id}[model]
    make.session.execute(update(model).where(model.id == row_id).values({name: "another"}))
    result = check()
    line = f"key is wrong: {name} of {model.__tablename__} {row_id}\n"
    assert (result.exit_code, result.output) == (1, f"{line}Faults: 1.\n")


def write_unchecked(application: Flask, *statements: str) -> None:
    """Write to SQLite as no application does that keeps its rules."""
    with closing(sqlite3.connect(database_path(application))) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)


def run(application: Flask, *arguments: str) -> Result:
    return application.test_cli_runner().invoke(args=arguments)


@pytest.mark.sqlite
def test_a_row_that_points_nowhere_is_found(own: Flask) -> None:
    write_unchecked(own, "UPDATE receipt SET expense_id = 7", "UPDATE category SET user_id = 8")
    assert run(own, "check").output.splitlines() == [
        "row is missing: category 1 names one of user that is not there",
        "row is missing: expense 1 names one of category that is not there",
        "row is missing: receipt 1 names one of expense that is not there",
        "Faults: 3.",
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "statement", ["UPDATE expense SET amount_cents = 0", "UPDATE expense SET amount_cents = 'ten'"]
)
def test_an_amount_that_cannot_be_is_found(own: Flask, statement: str) -> None:
    write_unchecked(own, statement)
    assert "the database is damaged: CHECK constraint failed in expense\n" in run(own, "check").output


@pytest.mark.sqlite
def test_an_index_that_lost_a_row_is_found(own: Flask) -> None:
    write_unchecked(
        own,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'deleted_at IS NULL', 'deleted_at IS NOT NULL')"
        " WHERE name = 'ix_expense_by_amount'",
    )
    result = run(own, "check")
    assert result.exit_code == 1
    assert "the database is damaged: " in result.output
    assert "ix_expense_by_amount" in result.output


@pytest.mark.sqlite
def test_damaged_pages_are_found_and_what_can_be_read_is_still_looked_at(own: Flask) -> None:
    with own.app_context():
        checkpoint()
        page = db.session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'expense'"))
        stored_path(db.session.scalars(select(Receipt.storage_key)).one()).unlink()
        db.engine.dispose()
    with database_path(own).open("r+b") as file:
        file.seek((page - 1) * SQLITE_PAGE_BYTES)
        file.write(b"\xaa" * SQLITE_PAGE_BYTES)
    result = run(own, "check")
    assert result.exit_code == 1
    *faults, lost, count = result.output.splitlines()
    stopped = [
        f"the check of {name} stopped: database disk image is malformed" for name in ("pages", "references", "keys")
    ]
    assert faults == stopped
    assert (lost[:36], count) == ("file is missing: receipt 1 of user 1", "Faults: 4.")


def test_nothing_is_changed_by_reading(own: Flask) -> None:
    with own.app_context():
        before = read_rows()
    assert run(own, "check").exit_code == 0
    assert run(own, "user", "list").exit_code == 0
    with own.app_context():
        assert read_rows() == before


def read_rows() -> list[tuple[object, ...]]:
    return [tuple(row) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))]


reading = pytest.mark.parametrize("command", [["check"], ["user", "list"]], ids=" ".join)


@reading
def test_a_reading_command_migrates_nothing(own: Flask, command: list[str]) -> None:
    with own.app_context():
        downgrade(revision="-1")
        revision = text("SELECT version_num FROM alembic_version")
        before = db.session.scalar(revision)
        db.session.rollback()
        result = run(own, *command)
        assert db.session.scalar(revision) == before
    assert (result.exit_code, result.stdout) == (1, "")
    sentence = (
        "The database is not at the newest migration of this version of Potrošnja: start the server with it once."
    )
    assert result.stderr == f"Error: {sentence}\n"


@reading
def test_a_reading_command_says_that_there_is_nothing_to_read(
    make_app: Callable[..., Flask], empty_database_url: str, command: list[str]
) -> None:
    result = run(make_app(DATABASE_URL=empty_database_url), *command)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    path = Path(empty_database_url.removeprefix("sqlite:///"))
    assert not path.exists()


@pytest.mark.sqlite
@reading
def test_a_reading_command_says_that_a_file_is_no_database(own: Flask, command: list[str]) -> None:
    path = database_path(own)
    path.write_bytes(b"\xaa" * path.stat().st_size)
    path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
    result = run(own, *command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: The database cannot be read: file is not a database.\n"

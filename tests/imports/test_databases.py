from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.imports import databases
from app.imports.databases import read_database
from app.imports.files import Refusal, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

SCHEMA = "CREATE TABLE payment (id INTEGER, name TEXT); INSERT INTO payment VALUES (1, 'Konzum'), (2, 'Pekara');"


def database(script: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    return connection.serialize()


def refusal_of(file: SourceFile, statement: str = "SELECT * FROM payment") -> Refusal:
    with pytest.raises(RefusedFileError) as caught:
        list(read_database(file, ("payment",), statement))
    return caught.value.refusal


def test_rows_are_read(sent: Send) -> None:
    file = sent(database(SCHEMA))
    assert list(read_database(file, ("payment",), "SELECT * FROM payment")) == [(1, "Konzum"), (2, "Pekara")]


def test_a_database_with_a_journal_beside_it_is_read(sent: Send) -> None:
    raw = bytearray(database(SCHEMA))
    raw[18:20] = b"\x02\x02"
    assert len(list(read_database(sent(bytes(raw)), ("payment",), "SELECT * FROM payment"))) == 2


def test_text_in_no_encoding_is_no_error(sent: Send) -> None:
    file = sent(database("CREATE TABLE payment (name TEXT); INSERT INTO payment VALUES (CAST(x'ff41' AS TEXT));"))
    assert list(read_database(file, ("payment",), "SELECT * FROM payment")) == [("\N{REPLACEMENT CHARACTER}A",)]


@pytest.mark.parametrize(
    "raw",
    [
        b"no database",
        database("CREATE TABLE other (id INTEGER);"),
        database("CREATE VIEW payment AS SELECT 1 AS id;"),
        database("CREATE VIRTUAL TABLE payment USING fts5(name);"),
        database(SCHEMA)[:5000],
        b"SQLite format 3\0" + b"\xff" * 5000,
    ],
)
def test_what_is_no_plain_table_is_refused(sent: Send, raw: bytes) -> None:
    assert refusal_of(sent(raw)) is Refusal.DAMAGED


def test_a_column_that_is_missing_is_refused(sent: Send) -> None:
    assert refusal_of(sent(database(SCHEMA)), "SELECT amount FROM payment") is Refusal.DAMAGED


def test_nothing_can_be_written(sent: Send) -> None:
    assert refusal_of(sent(database(SCHEMA)), "DELETE FROM payment") is Refusal.DAMAGED


def test_limits_hold(sent: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sent(database(SCHEMA))
    monkeypatch.setattr(databases, "MAX_ROWS", 1)
    assert refusal_of(file) is Refusal.TOO_MANY_ROWS
    monkeypatch.setattr(databases, "MAX_DATABASE_BYTES", 100)
    assert refusal_of(file) is Refusal.TOO_LARGE


def test_a_statement_that_takes_too_long_is_stopped(sent: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_STEP", 10)
    monkeypatch.setattr(databases, "_MAX_STEPS", 10)
    file = sent(database(SCHEMA + "INSERT INTO payment (id) VALUES (3);" * 1000))
    assert refusal_of(file, "SELECT max(name) FROM payment") is Refusal.DAMAGED

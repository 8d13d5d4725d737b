"""SQLite files of other programs: read in memory, without running anything that their schema contains."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Any

from app.imports.records import MAX_ROWS
from app.imports.refusals import Refusal, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import Content

MAX_DATABASE_BYTES = 50_000_000  # 100,000 payments with their indexes are about half of it
_STEP, _MAX_STEPS = 1_000_000, 1000  # instructions of SQLite: a file of 100,000 payments takes a twentieth
_HEADER = b"SQLite format 3\0"
_VERSIONS = slice(18, 20)  # 2 says that a file of its own has the newest changes; the copy in memory can have none
_LEGACY = b"\x01\x01"
_IS_PLAIN_TABLE = (
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'"
)


def read_database(content: Content, tables: tuple[str, ...], statement: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that the statement finds.

    Raises:
        RefusedFileError: TOO_LARGE, TOO_MANY_ROWS; DAMAGED where one of the `tables` is missing or is no plain table,
            and where the file cannot be read.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            _load(connection, content.read_bytes(MAX_DATABASE_BYTES))
            if not all(connection.execute(_IS_PLAIN_TABLE, (table,)).fetchone()[0] for table in tables):
                raise RefusedFileError(Refusal.DAMAGED)
            yield from _limited(connection.execute(statement))
        except sqlite3.Error as error:
            raise RefusedFileError(Refusal.DAMAGED) from error


def _limited(rows: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(rows):
        if number == MAX_ROWS:
            raise RefusedFileError(Refusal.TOO_MANY_ROWS)
        yield row


def _size(raw: bytes) -> int:
    """Return how long the database says it is: https://www.sqlite.org/fileformat2.html#the_database_header."""
    return int.from_bytes(raw[16:18], "big") * int.from_bytes(raw[28:32], "big")


def _load(connection: sqlite3.Connection, raw: bytes) -> None:
    if not raw.startswith(_HEADER) or len(raw) < _size(raw):
        raise RefusedFileError(Refusal.DAMAGED)
    image = bytearray(raw)
    image[_VERSIONS] = _LEGACY
    connection.deserialize(bytes(image))
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    steps = count(1)
    connection.set_progress_handler(lambda: next(steps) > _MAX_STEPS, _STEP)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")

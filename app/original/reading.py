"""Reading the database of the original: a file of SQLite with the tables `user`, `kategorija` and `potrosnja`.

It declared lengths and types that SQLite does not enforce, so a column may hold anything.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Where no photo was sent, the original stored its own logo, of 505,063 bytes.
_LOGO_BYTES = 505_063
_LOGO_SHA256 = "3b7febfa37c911b184e8c10427aba2c16542772bc588a447e76bdfe4c4714ed8"
_TABLES = {
    "user": {"id", "ime", "prezime", "username", "password"},
    "kategorija": {"id", "naziv", "user_id"},
    "potrosnja": {"id", "kategorija", "trosak", "naziv_slike", "slika", "datum", "user_id"},
}
_COLUMNS = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0"  # none that an expression computes
_PEOPLE = "SELECT id, username, ime, prezime, password FROM user ORDER BY id"
_CATEGORIES = "SELECT naziv FROM kategorija WHERE user_id = ? ORDER BY id"
_EXPENSES = """
    SELECT id, kategorija, trosak, datum, naziv_slike, length(slika), CASE WHEN length(slika) <= ? THEN slika END
    FROM potrosnja WHERE user_id = ? ORDER BY id
"""
_LOST_EXPENSES = "SELECT id FROM potrosnja WHERE user_id IS NULL OR user_id NOT IN (SELECT id FROM user) ORDER BY id"

Cell = str | int | float | bytes | None


class UnreadableOriginalError(Exception):
    """The file cannot be read as the database of the original; the message is shown to the user."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"{path} cannot be read as the database of the original Potrošnja: {reason}.")


@dataclass(frozen=True)
class OriginalPerson:
    """A row of `user`. The password is a bcrypt hash, which the original stored as bytes."""

    id: int
    username: Cell
    first_name: Cell
    last_name: Cell
    password_hash: Cell


@dataclass(frozen=True)
class OriginalExpense:
    """A row of `potrosnja`: amount and day as text, the category by its name.

    `picture` is empty where none was sent, and where it has more bytes than may be read: `picture_bytes` tells.
    """

    id: int
    category: Cell
    amount: Cell
    day: Cell
    picture_name: Cell
    picture_bytes: int
    picture: bytes


@contextmanager
def open_original(path: Path) -> Iterator[Original]:
    """Open the file to read it alone; nothing in it is run, neither views nor triggers.

    Raises:
        UnreadableOriginalError: it is not what it should be, also while the caller reads.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda content: content.decode("utf-8", "replace")
            _check_tables(connection, path)
            yield Original(connection)
    except sqlite3.Error as error:
        raise UnreadableOriginalError(path, error) from error


class Original:
    """The opened database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def people(self) -> list[OriginalPerson]:
        return [OriginalPerson(*row) for row in self._connection.execute(_PEOPLE)]

    def category_names(self, person: OriginalPerson) -> list[Cell]:
        return [name for (name,) in self._connection.execute(_CATEGORIES, [person.id])]

    def expenses(self, person: OriginalPerson, max_picture_bytes: int) -> Iterator[OriginalExpense]:
        """Yield the expenses of a person, in the order in which they were entered, one at a time."""
        most = max(max_picture_bytes, _LOGO_BYTES)
        for row_id, category, amount, day, name, *picture in self._connection.execute(_EXPENSES, [most, person.id]):
            yield OriginalExpense(row_id, category, amount, day, name, *_without_logo(*picture))

    def lost_expense_ids(self) -> list[int]:
        """Return the expenses that belong to nobody."""
        return [row_id for (row_id,) in self._connection.execute(_LOST_EXPENSES)]


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, columns in _TABLES.items():
        if table not in tables or not columns <= {name for (name,) in connection.execute(_COLUMNS, [table])}:
            raise UnreadableOriginalError(
                path, f"it has no table {table} with the columns {', '.join(sorted(columns))}"
            )


def _without_logo(byte_count: int | None, picture: bytes | str | None) -> tuple[int, bytes]:
    if not byte_count or picture is None:
        return byte_count or 0, b""
    if isinstance(picture, str):
        return byte_count, picture.encode()
    if byte_count == _LOGO_BYTES and hashlib.sha256(picture).hexdigest() == _LOGO_SHA256:
        return 0, b""
    return byte_count, picture

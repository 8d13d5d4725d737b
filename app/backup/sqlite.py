"""Copying a database of SQLite while others write to it, and opening such copies."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from app.backup.files import PARTIAL_SUFFIX, copy_file, link_or_copy
from app.backup.locks import InUseError
from app.backup.manifest import SQLITE_FILE, BackupError
from app.database.engine import first_line
from app.stores.folder import sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection

    from app.backup.manifest import Manifest

_PAGES = 2048  # copied between two reports: 8 MB
_ALL_PAGES = -1
_PATIENCE_SECONDS = 2  # for somebody who reads or writes for a moment
_SUFFIXES = ("-wal", "-shm", "-journal")  # of files that SQLite keeps beside a database
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class DamagedDatabaseError(BackupError):
    """A database, or its copy, is damaged."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"The database {path} is damaged: {fault}. `flask check` says more.")


def begin_snapshot(connection: Connection) -> None:
    """Let a connection see the database as it is now, whatever others write, until its transaction ends."""
    connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()  # SQLite begins with the first read


def copy_snapshot(connection: Connection, target: Path, report: Callable[[int, int], None] | None = None) -> None:
    """Copy what the connection sees into one file, which is there only when it is whole.

    Nobody waits for it. `report` is called with the pages that are done, and all.
    """
    temporary = target.with_name(target.name + PARTIAL_SUFFIX)
    temporary.unlink(missing_ok=True)
    source = cast("sqlite3.Connection", connection.connection.driver_connection)

    def tell(_status: int, left: int, pages: int) -> None:
        if report:
            report(pages - left, pages)

    with closing(sqlite3.connect(temporary)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # it is synced once, below
        source.backup(copy, pages=_PAGES if report else _ALL_PAGES, progress=tell)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, not three
    sync(temporary)
    temporary.replace(target)
    sync(target.parent)


@contextmanager
def open_copy(path: Path) -> Iterator[Connection]:
    """Open a copy to read it, leaving no other file beside it.

    Raises:
        DamagedDatabaseError: it cannot be read.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        raise DamagedDatabaseError(path, first_line(error)) from error


def check_integrity(connection: Connection, path: Path) -> None:
    """Read all of a database.

    Raises:
        DamagedDatabaseError: a page is damaged, or a row points nowhere.
    """
    faults = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(1)") if row[0] != "ok"]
    faults += [f"a row of {row[0]} points nowhere" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    if faults:
        raise DamagedDatabaseError(path, faults[0].splitlines()[-1])


class SqliteTarget:
    """The file of the database that a restore replaces, which nobody else may use meanwhile."""

    def __init__(self, url: URL) -> None:
        self._path = Path(str(url.database))
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Lock the database, after what is in its log has been moved into it. One that is damaged cannot be locked.

        Raises:
            InUseError: somebody else has it open.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.is_file():
            return self
        self._connection = sqlite3.connect(self._path, timeout=_PATIENCE_SECONDS, isolation_level=None)
        try:
            self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            self._connection.close()
            if error.sqlite_errorcode & 0xFF in _BUSY:
                raise InUseError(self._path) from error
        return self

    def __exit__(self, *_error: object) -> None:
        """Write the new name to the disk, and unlock the file that was there."""
        sync(self._path.parent)
        if self._connection:
            self._connection.close()

    def set_aside(self, folder: Path) -> None:
        """Give the database a second name in the folder."""
        for suffix in ("", *_SUFFIXES):
            with suppress(FileNotFoundError):
                link_or_copy(self._sibling(suffix), folder / f"{SQLITE_FILE}{suffix}")

    def put(self, source: Path, _manifest: Manifest) -> None:
        """Replace the database, also the rows that its log has."""
        for suffix in _SUFFIXES:
            self._sibling(suffix).unlink(missing_ok=True)
        copy_file(source, self._path)

    def _sibling(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

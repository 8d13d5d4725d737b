"""Opening the source and the target of a copy, and their errors."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.database.engine import Base, begin_migration, connect_args, first_line
from app.database.migrate import OtherVersionError, is_newest, upgrade
from setting_reader import is_database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

_VERSION_TABLE = "alembic_version"
_SEARCH_TABLES = "receipt_search"  # SQLite keeps rows of its own there, and fills them from the readings
_DEFAULT_PORT = 5432
_SOURCE, _TARGET = "source", "target"


class DatabaseCopyError(Exception):
    """The copy failed; the message is shown to the user."""


class UnknownDatabaseError(DatabaseCopyError):
    """The URL is not one of a supported database."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"The {role} must be a URL like sqlite:////srv/potrosnja.db or postgresql+psycopg://user:password@host/name."
        )


class SameDatabaseError(DatabaseCopyError):
    """Source and target are the same database."""

    def __init__(self) -> None:
        super().__init__("Source and target are the same database.")


class UnreachableDatabaseError(DatabaseCopyError):
    """A database cannot be opened, or refuses a statement."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(f"The {role} cannot be used: {reason}.")


class CopyStoppedError(DatabaseCopyError):
    """A database failed in the middle of the copy."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The copy stopped, and nothing is kept of it: {reason}.")


class SourceNotMigratedError(DatabaseCopyError):
    """The tables of the source are not those of this version."""

    def __init__(self) -> None:
        super().__init__(
            "The source is not at the newest migration: start this version of Potrošnja with it once, then copy."
        )


class TargetNotEmptyError(DatabaseCopyError):
    """The target is not empty; it is left as it is."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The target is not empty: look at its table {table}. Name a database that is new.")


class OtherTargetError(DatabaseCopyError):
    """The target is at a migration that is not known here."""

    def __init__(self) -> None:
        super().__init__("The target was made by another version of Potrošnja. Name a database that is new.")


@contextmanager
def open_databases(source: str, target: str, folder: Path) -> Iterator[tuple[Connection, Connection]]:
    """Open two databases by their URLs, as in DATABASE_URL; relative SQLite files are in the folder.

    The source is read in one snapshot. The target is empty and migrated in a transaction that the caller commits;
    otherwise it stays untouched.

    Raises:
        DatabaseCopyError: one of them cannot be used, also while the caller works with them.
    """
    source_url, target_url = _read_url(_SOURCE, source, folder), _read_url(_TARGET, target, folder)
    if _place(source_url) == _place(target_url):
        raise SameDatabaseError
    with ExitStack() as stack:
        with _refusals_of(_SOURCE):
            _check_file(source_url)
            reading = stack.enter_context(_engine(source_url).connect())
            _begin_reading(reading)
        with _refusals_of(_TARGET):
            writing = stack.enter_context(_engine(target_url).connect())
            _begin_writing(writing)
        try:
            yield reading, writing
        except DBAPIError as error:
            raise CopyStoppedError(first_line(error)) from error


def _read_url(role: str, text: str, folder: Path) -> URL:
    if not is_database_url(text):
        raise UnknownDatabaseError(role)
    url = make_url(text)
    if url.get_backend_name() != "sqlite":
        return url
    if url.database in {None, "", ":memory:"}:
        raise UnknownDatabaseError(role)
    return url.set(database=str((folder / str(url.database)).resolve()))


def _place(url: URL) -> tuple[object, ...]:
    """Return what identifies a database in its URL, whoever connects."""
    if url.get_backend_name() == "sqlite":
        return ("sqlite", url.database)
    host = "localhost" if url.host in {None, "127.0.0.1", "::1"} else url.host
    return ("postgresql", host, url.port or _DEFAULT_PORT, url.database or url.username)


def _check_file(source: URL) -> None:
    """Check that the file exists: SQLite would create it."""
    if source.get_backend_name() == "sqlite" and not Path(str(source.database)).is_file():
        raise UnreachableDatabaseError(_SOURCE, f"there is no file {source.database}")


def _engine(url: URL) -> Engine:
    return create_engine(url, poolclass=NullPool, connect_args=connect_args(str(url)))


@contextmanager
def _refusals_of(role: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise UnreachableDatabaseError(role, first_line(error)) from error


def _begin_reading(source: Connection) -> None:
    """Begin a snapshot, so that the server may go on writing."""
    if source.dialect.name == "sqlite":
        source.exec_driver_sql("BEGIN")
    else:
        source.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    if not is_newest(source):
        raise SourceNotMigratedError


def _begin_writing(target: Connection) -> None:
    begin_migration(target)
    _check_empty(target)
    try:
        upgrade(target)
    except OtherVersionError as error:
        raise OtherTargetError from error


def _check_empty(target: Connection) -> None:
    for name in sorted(set(inspect(target).get_table_names()) - {_VERSION_TABLE}):
        if name.startswith(_SEARCH_TABLES):
            continue
        table = Base.metadata.tables.get(name)
        # Every revision of a table has its primary key.
        if table is None or target.scalar(select(*table.primary_key).limit(1)) is not None:
            raise TargetNotEmptyError(name)

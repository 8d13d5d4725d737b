"""The two databases of a copy, each opened once, and what can be wrong with them."""

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
from config import is_database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

_VERSION_TABLE = "alembic_version"
_DEFAULT_PORT = 5432
_SOURCE, _TARGET = "source", "target"


class DatabaseCopyError(Exception):
    """A copy cannot be made; the message is the sentence to show."""


class UnknownDatabaseError(DatabaseCopyError):
    """What was named is no database that the application speaks to."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"The {role} must be a URL like sqlite:////srv/potrosnja.db or postgresql+psycopg://user:password@host/name."
        )


class SameDatabaseError(DatabaseCopyError):
    """Source and target are one database."""

    def __init__(self) -> None:
        super().__init__("Source and target are the same database.")


class UnreachableDatabaseError(DatabaseCopyError):
    """A database cannot be opened, or refuses what is asked of it."""

    def __init__(self, role: str, reason: str) -> None:
        super().__init__(f"The {role} cannot be used: {reason}.")


class CopyStoppedError(DatabaseCopyError):
    """One of the databases refused something in the middle of the copy."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The copy stopped, and nothing is kept of it: {reason}.")


class SourceNotMigratedError(DatabaseCopyError):
    """The tables of the source are not those of this version."""

    def __init__(self) -> None:
        super().__init__(
            "The source is not at the newest migration: start this version of Potrošnja with it once, then copy."
        )


class TargetNotEmptyError(DatabaseCopyError):
    """The target holds something already, which stays as it is."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The target is not empty: look at its table {table}. Name a database that is new.")


class OtherTargetError(DatabaseCopyError):
    """The tables of the target were made by code whose migrations are not known here."""

    def __init__(self) -> None:
        super().__init__("The target was made by another version of Potrošnja. Name a database that is new.")


@contextmanager
def open_databases(source: str, target: str, folder: Path) -> Iterator[tuple[Connection, Connection]]:
    """Open two databases, named as DATABASE_URL does; a relative file of SQLite lies in the folder.

    The source is read as it is at this moment. The target is empty and at the newest migration, inside a transaction
    that the caller commits; without that, nothing of it stays.

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
    """Return what two URLs of one database have in common, whoever connects."""
    if url.get_backend_name() == "sqlite":
        return ("sqlite", url.database)
    host = "localhost" if url.host in {None, "127.0.0.1", "::1"} else url.host
    return ("postgresql", host, url.port or _DEFAULT_PORT, url.database or url.username)


def _check_file(source: URL) -> None:
    """See that the file is there: SQLite would make it."""
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
    """Read one state of the source to the end, whatever its server writes meanwhile."""
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
        table = Base.metadata.tables.get(name)
        # The primary key is what every revision of a table has.
        if table is None or target.scalar(select(*table.primary_key).limit(1)) is not None:
            raise TargetNotEmptyError(name)

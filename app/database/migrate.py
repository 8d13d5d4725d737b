"""Migrating the database, at a start and in commands."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from click import ClickException
from sqlalchemy.exc import DBAPIError, OperationalError

from app.database.engine import db, first_line
from app.database.revisions import MIGRATIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

_GONE_REVISIONS = frozenset(f"{number:04}" for number in range(1, 10))
OLDEST_COMMIT = "eee35e91816a"  # the last commit with their migrations
_PATIENCE_SECONDS = 60  # for a database server that starts together with this one
_PAUSE_SECONDS = 1


class OtherVersionError(Exception):
    """The database is at a migration that is not known here."""


class NewerDatabaseError(OtherVersionError):
    """The database was migrated by newer code."""

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a newer version of Potrošnja. Install that version, or restore a backup."
        )


class OlderDatabaseError(OtherVersionError):
    """The database is at a migration that has been removed."""

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a version of Potrošnja that is too old to go on from. "
            f"Start it once with the older code (git checkout {OLDEST_COMMIT}, then make run), then with this one."
        )


class UnreadableDatabaseError(ClickException):
    """A command that only reads cannot use the database as it is; the message is shown to the user."""


def is_newest(connection: Connection) -> bool:
    heads = MigrationContext.configure(connection).get_current_heads()
    return heads == tuple(ScriptDirectory(str(MIGRATIONS)).get_heads())


def require_newest() -> None:
    """Check that the database can be read without migrating it.

    Raises:
        UnreadableDatabaseError: it is missing, cannot be opened, or is at another migration.
    """
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():  # SQLite would create it
        msg = f"There is no database {url.database}: start the server once, or look at DATA_FOLDER and DATABASE_URL."
        raise UnreadableDatabaseError(msg)
    try:
        with db.engine.connect() as connection:
            if is_newest(connection):
                return
    except DBAPIError as error:
        msg = f"The database cannot be read: {first_line(error)}."
        raise UnreadableDatabaseError(msg) from error
    msg = "The database is not at the newest migration of this version of Potrošnja: start the server with it once."
    raise UnreadableDatabaseError(msg)


def upgrade(connection: Connection | None = None) -> None:
    """Migrate the application's database or, inside its transaction, the one of a connection.

    Raises:
        NewerDatabaseError: it is at an unknown migration.
        OlderDatabaseError: it is at a migration that has been removed.
    """
    config = Config()  # Alembic's own: Flask-Migrate's command exits on errors
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        unknown = getattr(error.__cause__, "argument", None)
        raise (OlderDatabaseError if unknown in _GONE_REVISIONS else NewerDatabaseError) from error


def wait_for_database() -> None:
    """Wait until PostgreSQL accepts connections, and print that; return at once for SQLite.

    Raises:
        OperationalError: it accepts none for a minute.
    """
    if db.engine.dialect.name == "sqlite":
        return None
    deadline = time.monotonic() + _PATIENCE_SECONDS
    said = ""
    while True:
        try:
            return db.engine.connect().close()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise
            reason = first_line(error)
            if reason != said:
                click.echo(f"Waiting for the database: {reason}", err=True)
            said = reason
            time.sleep(_PAUSE_SECONDS)

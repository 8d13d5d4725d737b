"""Bringing a database to the newest migration: for a start and for commands, never for a request."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from alembic import command
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.exc import OperationalError

from app.extensions import db

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_PATIENCE_SECONDS = 60  # with a database server that starts at the same time as this machine
_PAUSE_SECONDS = 1


class NewerDatabaseError(Exception):
    """The tables were made by code that is not known here."""

    def __init__(self) -> None:
        super().__init__("The database was made by a newer version of Potrošnja.")


def upgrade(connection: Connection | None = None) -> None:
    """Migrate the application's database, or the one of a connection, inside the transaction of its owner.

    Alembic's own command does it, because that of Flask-Migrate turns errors into exits.

    Raises:
        NewerDatabaseError: the database is at a migration that does not exist here.
    """
    config = current_app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise NewerDatabaseError from error


def wait_for_database() -> None:
    """Wait until the database takes connections, and say so; SQLite, which has no server, is never waited for.

    Raises:
        OperationalError: it takes none for a whole minute.
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
            reason = str(error.orig).splitlines()[0]
            if reason != said:
                click.echo(f"Waiting for the database: {reason}", err=True)
            said = reason
            time.sleep(_PAUSE_SECONDS)

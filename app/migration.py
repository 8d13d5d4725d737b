"""Bringing a database to the newest migration: for a start and for commands, never for a request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.util import CommandError
from flask import current_app

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parents[1] / "migrations"


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

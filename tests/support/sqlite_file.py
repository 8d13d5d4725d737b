"""The file of a database of SQLite: how it is made, and where it is to be damaged."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.database.engine import db
from app.database.migrate import upgrade
from tests.support.applications import new_app

if TYPE_CHECKING:
    from flask import Flask

SQLITE_PAGE_BYTES = 4096


def database_path(application: Flask) -> Path:
    return Path(application.config["SETTINGS"].database_url.removeprefix("sqlite:///"))


def make_tables(application: Flask) -> None:
    """Bring a new database to the newest migration; a file of SQLite is a copy of one that is migrated once."""
    if application.config["SETTINGS"].database_url.startswith("sqlite:"):
        database_path(application).write_bytes(_migrated_file())
    else:
        _migrate(application)


@cache
def _migrated_file() -> bytes:
    """Return a file with all tables and no rows."""
    with TemporaryDirectory() as folder:
        application = new_app({"DATA_FOLDER": folder, "DATABASE_URL": ""})
        _migrate(application)
        return database_path(application).read_bytes()


def _migrate(application: Flask) -> None:
    with application.app_context():
        upgrade()
        db.engine.dispose()  # and SQLite leaves one file

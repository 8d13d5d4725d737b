"""Databases that are empty and applications with settings of their own."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from app import create_app
from app.factors import recovery_codes
from app.stores.store import MARKER
from app.system.commands import register_commands
from app.web.extensions import bcrypt, receipt_store
from config import load_config
from tests.support.client import Client

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

# One database a worker on the server that this names, such as postgresql+psycopg://user@/postgres; SQLite when unset.
SERVER_URL = os.environ.get("TEST_DATABASE_URL", "")
CHEAP_HASH_ROUNDS = 4

_END_OWN_CONNECTIONS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND usename = current_user"
)


def new_database(name: str, folder: Path) -> str:
    """Make an empty database and return its URL."""
    if not SERVER_URL:
        return f"sqlite:///{folder / 'test.db'}"
    engine = create_engine(SERVER_URL, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        # WITH (FORCE) fails while autovacuum works there, which only a superuser may end.
        connection.execute(_END_OWN_CONNECTIONS, {"name": name})
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))  # it need not outlive a test
    return SERVER_URL.rsplit("/", 1)[0] + f"/{name}"


def new_app(settings: dict[str, str]) -> Flask:
    quiet = {"AUTOMATIC_COPIES": "off", "READ_RECEIPTS": "off"}  # most tests want no process beside them
    quiet["REGISTRATION"] = "open"  # and some people
    quiet["MIN_FREE_BYTES"] = "0"  # what the machine has left is not what is tested
    application = create_app(load_config({**quiet, **settings}))
    register_commands(application)  # as wsgi.py does
    application.testing = False  # errors become pages, as in life
    application.test_client_class = Client
    mark_upload_folder(application)
    bcrypt._log_rounds = recovery_codes._HASH_ROUNDS = CHEAP_HASH_ROUNDS  # noqa: SLF001
    return application


def empty_upload_folder(application: Flask) -> None:
    folder = application.config["SETTINGS"].upload_folder
    if not folder.is_dir() or [path.name for path in folder.iterdir()] != [MARKER]:
        shutil.rmtree(folder, ignore_errors=True)
        mark_upload_folder(application)


def mark_upload_folder(application: Flask) -> None:
    """Do what a start does with a folder that is new; where a test sees to it that there can be none, there is none."""
    with application.app_context(), suppress(OSError):
        receipt_store().mark()

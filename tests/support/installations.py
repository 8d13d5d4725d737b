"""An installation of its own in a folder: its commands, and all that it holds."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.database.engine import db
from tests.support.applications import new_app
from tests.support.factories import Factory, picture
from tests.support.sqlite_file import make_tables

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from flask import Flask

    from app.models import Receipt


class Installation:
    """A data folder with SQLite, or with the database that `url` names."""

    def __init__(self, folder: Path, url: str = "", **settings: str) -> None:
        self.folder = folder
        self.database = folder / "potrosnja.db"
        self.uploads = folder / "uploads"
        is_new = bool(url) or not self.database.exists()
        self.app: Flask = new_app({"DATA_FOLDER": str(folder), "DATABASE_URL": url, **settings})
        if is_new:
            make_tables(self.app)

    def run(self, *arguments: object) -> Result:
        """Run a `flask` command, as a process of its own would that has nothing open before."""
        self.disconnect()
        result = self.app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
        self.disconnect()
        return result

    def disconnect(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def add(self, username: str = "", count: int = 1, content: bytes | None = None) -> list[Receipt]:
        """Add an account with so many expenses, each with a receipt: that content, or pictures that look different."""
        with self.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
            make = Factory(self.app, session)
            user = make.user(username)
            receipts = [
                make.receipt(make.expense(user, 100 + number), content or picture(size=(20 + number, 30)))
                for number in range(count)
            ]
            session.commit()
        self.disconnect()
        return receipts

    def change(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement)


def refuse_links(*_paths: object) -> None:
    """Do what the system does with hard links to another disk."""
    raise OSError(errno.EXDEV, "Invalid cross-device link")


def rows_in(database: Path) -> dict[str, list[Any]]:
    """Return everything that a file of SQLite holds."""
    with closing(sqlite3.connect(database)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(names)}  # noqa: S608


def images_in(uploads: Path) -> dict[str, str]:
    """Return the SHA-256 of each image and thumbnail below a folder, by name."""
    paths = (path for path in uploads.rglob("*") if path.is_file() and path.suffix != ".txt")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

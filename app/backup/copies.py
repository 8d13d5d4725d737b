"""Copies of the SQLite database that the application makes by itself, in `backups/` in the data folder.

They hold what goes wrong inside of the database; only a backup also has the receipts, and only one on another disk
outlives the disk.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from app.backup.locks import making_backup
from app.backup.manifest import BackupError
from app.backup.sqlite import copy_snapshot
from app.database.engine import db
from app.web.extensions import settings
from data_folder import DataFolderError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

KEPT = 14
DAILY = "potrosnja-{day}.db"
MIGRATED = "potrosnja-{day}-migrated-from-{revision}.db"
_ANY = {"day": "????-??-??", "revision": "*"}


class CopyError(BackupError):
    """The database cannot be copied."""

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(
            f"The database cannot be copied to {path}: {reason}. Make room; or set AUTOMATIC_COPIES=off, and back up."
        )


def has_copies() -> bool:
    """Tell whether this installation copies its database by itself."""
    return settings().has_automatic_copies and db.engine.dialect.name == "sqlite"


def copy_path(name: str, **values: str) -> Path:
    return settings().data_folder / "backups" / name.format(**values)


def make_copy(connection: Connection, name: str, path: Path, *, replaces: bool) -> None:
    """Copy what a connection sees, and remove all but the newest copies with such names.

    Raises:
        CopyError: it cannot be written.
        OtherBackupError: another process writes a copy now.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        with making_backup(path.parent, waits=replaces):
            if replaces or not path.exists():
                copy_snapshot(connection, path)
                _remove_old(path, name)
    except (OSError, sqlite3.Error, DataFolderError) as error:
        raise CopyError(path, getattr(error, "strerror", None) or error) from error


def _remove_old(newest: Path, name: str) -> None:
    found = set(newest.parent.glob(name.format(**_ANY))) - {newest}  # the clock may have been ahead once
    for path in sorted(found, reverse=True)[KEPT - 1 :]:
        path.unlink(missing_ok=True)

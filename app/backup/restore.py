"""Restoring a backup into the place of this installation.

First what is there gets a second name, then images are added, and then the database changes in one step: a process that
is killed before it leaves the old data, and after it the new one. Images that are too many do no harm.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from app.backup.files import copy_file, hash_file, link_or_copy, made_whole, remove_unfinished, sync_folders
from app.backup.locks import restoring
from app.backup.manifest import KEY_FILE, UPLOADS, BackupError
from app.backup.postgresql import PostgresqlTarget
from app.backup.progress import reported
from app.backup.sqlite import SqliteTarget
from app.database.engine import db
from app.models.types import utc_now
from app.receipts import storage
from app.web.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.backup.backups import Backup
    from app.backup.progress import Report

_ASIDE = "before-restore-"


class OtherDatabaseError(BackupError):
    """The backup has a database of another kind than DATABASE_URL names."""

    def __init__(self, *, is_sqlite: bool) -> None:
        kinds = ("SQLite", "PostgreSQL") if is_sqlite else ("PostgreSQL", "SQLite")
        super().__init__(
            f"The backup has a database of {kinds[0]}, and DATABASE_URL names one of {kinds[1]}. Restore it as "
            f"{kinds[0]}, then copy it with `flask database copy`."
        )


def restore_backup(backup: Backup, report: Report) -> Path:
    """Restore a backup that is whole, and return the folder that has what was there before.

    Raises:
        BackupError: it cannot be restored; nothing is changed.
        OSError: a folder cannot be written; nothing is changed.
    """
    with restoring(settings().data_folder), _target(backup) as target:
        aside = _set_aside(backup, target, report)
        with ExitStack() as undo:
            if not backup.has_database_alone:
                _add_images(backup, undo, report)
            target.put(backup.database, backup.manifest)
            undo.pop_all()
        if not backup.has_database_alone:
            copy_file(backup.path / KEY_FILE, settings().data_folder / KEY_FILE)
            _remove_other_images(backup)
    return aside


@contextmanager
def _target(backup: Backup) -> Iterator[SqliteTarget | PostgresqlTarget]:
    """Hold the database that will be replaced."""
    url = db.engine.url
    if backup.is_sqlite != (url.get_backend_name() == "sqlite"):
        raise OtherDatabaseError(is_sqlite=backup.is_sqlite)
    kind = SqliteTarget if backup.is_sqlite else PostgresqlTarget
    with kind(url) as target:
        yield target


def _set_aside(backup: Backup, target: SqliteTarget | PostgresqlTarget, report: Report) -> Path:
    data_folder = settings().data_folder
    remove_unfinished(data_folder, f"{_ASIDE}*")
    aside = data_folder / f"{_ASIDE}{utc_now():%Y%m%d-%H%M%S-%f}"
    with made_whole(aside) as folder:
        target.set_aside(folder)
        if not backup.has_database_alone:
            with suppress(FileNotFoundError):  # the setting may have it
                link_or_copy(data_folder / KEY_FILE, folder / KEY_FILE)
            _set_images_aside(folder / UPLOADS, report)
    return aside


def _set_images_aside(folder: Path, report: Report) -> None:
    folder.mkdir()
    upload_folder = settings().upload_folder
    marker = [upload_folder / storage.MARKER] if storage.is_marked() else []
    for path in reported(report, "Setting aside", [*marker, *storage.stored_files()]):
        target = folder / path.relative_to(upload_folder)
        target.parent.mkdir(exist_ok=True)
        link_or_copy(path, target)


def _add_images(backup: Backup, undo: ExitStack, report: Report) -> None:
    """Add the images of the backup to the upload folder; `undo` removes them."""
    storage.mark_folder()
    files = [item for item in backup.manifest.files.items() if item[0].startswith(f"{UPLOADS}/")]
    for name, facts in reported(report, "Receipts", files):
        path = settings().upload_folder / name.removeprefix(f"{UPLOADS}/")
        if path.is_file() and hash_file(path) == facts:
            continue
        if not path.exists():
            undo.callback(path.unlink, missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        copy_file(backup.path / name, path)
    sync_folders(settings().upload_folder)


def _remove_other_images(backup: Backup) -> None:
    upload_folder = settings().upload_folder
    for path in list(storage.stored_files()):
        if f"{UPLOADS}/{path.relative_to(upload_folder).as_posix()}" not in backup.manifest.files:
            path.unlink()

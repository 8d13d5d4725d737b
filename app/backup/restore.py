"""Restoring a backup into the place of this installation.

First what is there gets a second name, or is copied out of a bucket. Then images are added, and then the database
changes in one step: a process that is killed before it leaves the old data, and after it the new one. Images that are
too many do no harm.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from app.backup.files import copy_file, copy_stored, describe_bytes, link_or_copy, made_whole, remove_unfinished
from app.backup.locks import restoring
from app.backup.manifest import KEY_FILE, UPLOADS, BackupError
from app.backup.postgresql import PostgresqlTarget
from app.backup.progress import reported
from app.backup.sqlite import SqliteTarget
from app.database.engine import db
from app.models.types import utc_now
from app.receipts import storage
from app.stores.folder import is_temporary
from app.stores.store import MARKER
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.backup.backups import Backup
    from app.backup.manifest import FileFacts
    from app.backup.progress import Report
    from app.stores.store import Store

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
    store = receipt_store()
    marker = [MARKER] if store.is_marked() else []
    for name in reported(report, "Setting aside", [*marker, *(file.name for file in storage.stored_files())]):
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        if store.folder:
            link_or_copy(store.folder / name, target)
        else:
            copy_stored(store, name, target)


def _add_images(backup: Backup, undo: ExitStack, report: Report) -> None:
    """Add the images of the backup to the store; `undo` removes them."""
    store = receipt_store()
    store.mark()
    store.remove([file.name for file in storage.stored_files() if is_temporary(file.name)])  # of a killed restore
    files = [item for item in backup.manifest.files.items() if item[0].startswith(f"{UPLOADS}/")]
    added = []
    for path, facts in reported(report, "Receipts", files):
        name = path.removeprefix(f"{UPLOADS}/")
        found = _describe(store, name)
        if found == facts:
            continue
        if found is None:
            undo.callback(store.remove, [name])
        store.write(name, (backup.path / path).read_bytes(), is_synced=False)
        added.append(name)
    store.sync(added)


def _describe(store: Store, name: str) -> FileFacts | None:
    try:
        return describe_bytes(store.read(name))
    except FileNotFoundError:
        return None


def _remove_other_images(backup: Backup) -> None:
    names = [file.name for file in storage.stored_files()]
    receipt_store().remove([name for name in names if f"{UPLOADS}/{name}" not in backup.manifest.files])

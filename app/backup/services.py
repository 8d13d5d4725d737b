"""Making backups beside a running server, and removing old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.backup.backups import Backup
from app.backup.files import copy_stored, hash_file, made_whole, remove_folder, remove_unfinished, write_file
from app.backup.locks import making_backup, using
from app.backup.manifest import (
    KEY_FILE,
    MANIFEST,
    POSTGRESQL_FILE,
    SQLITE_FILE,
    UPLOADS,
    BackupError,
    Manifest,
    write_manifest,
)
from app.backup.postgresql import dump_snapshot
from app.backup.queries import read_state
from app.backup.receipts import ReceiptFiles
from app.backup.sqlite import begin_snapshot, check_integrity, copy_snapshot, open_copy
from app.database.engine import db
from app.models import Receipt
from app.models.types import utc_now
from app.stores.store import MARKER
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.backup.progress import Report
    from app.backup.queries import State

_PATTERN = "potrosnja-[0-9]*"
_MOST_ROUNDS = 5


class PlaceError(BackupError):
    """The folder for backups lies in the upload folder, whose files belong to receipts."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} lies in the upload folder. Name a folder elsewhere, best on another disk.")


class RestlessReceiptsError(BackupError):
    """Receipts went for good all the time while the backup was made."""

    def __init__(self) -> None:
        super().__init__("Receipts were being removed for good all the time. Try again.")


def create_backup(folder: Path, report: Report) -> Backup:
    """Make a backup in a new folder inside of `folder`, while the server goes on.

    Raises:
        BackupError: it cannot be made; nothing is left of it.
        OSError: the folder cannot be written, or a file of the installation not read.
    """
    folder = folder.resolve()
    upload_folder = receipt_store().folder
    if upload_folder and folder.is_relative_to(upload_folder):
        raise PlaceError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with using(settings().data_folder), making_backup(folder):
        remove_unfinished(folder, _PATTERN)
        target = folder / f"potrosnja-{utc_now():%Y%m%d-%H%M%S-%f}"
        earlier = max(list_backups(folder), default=None)
        with made_whole(target) as partial:
            manifest = _fill(partial, earlier, report)
    return Backup(target, manifest)


def list_backups(folder: Path) -> list[Path]:
    """Return the whole backups in a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"{_PATTERN}/{MANIFEST}") if path.parent.suffix == "")


def remove_old_backups(made: Backup, kept: int) -> list[Path]:
    """Remove all but the newest backups beside one that was made now; return what was removed."""
    with making_backup(made.path.parent):
        others = [path for path in list_backups(made.path.parent) if path != made.path]  # the clock may be behind
        old = others[: max(0, len(others) - kept + 1)]
        for path in old:
            remove_folder(path)
    return old


def _fill(folder: Path, earlier: Path | None, report: Report) -> Manifest:
    store = receipt_store()
    store.require_marker()
    receipts = ReceiptFiles(folder / UPLOADS, earlier)
    state, lost = _copy_together(folder, receipts, report)
    copy_stored(store, MARKER, folder / UPLOADS / MARKER)
    write_file(folder / KEY_FILE, settings().secret_key)
    others = (path for path in (*folder.iterdir(), folder / UPLOADS / MARKER) if path.is_file())
    files = {path.relative_to(folder).as_posix(): hash_file(path) for path in others}
    files |= {f"{UPLOADS}/{name}": facts for name, facts in receipts.files.items()}
    manifest = Manifest(utc_now().isoformat(), state.revision, state.contents.counts, state.sums, files, lost)
    write_file(folder / MANIFEST, write_manifest(manifest))
    return manifest


def _copy_together(folder: Path, receipts: ReceiptFiles, report: Report) -> tuple[State, list[str]]:
    """Copy the database and then the images that it names; return the keys of those that are lost.

    An image may go for good in between. Then the database is copied again, and then only the images that are new.
    """
    for _ in range(_MOST_ROUNDS):
        state = _copy_database(folder, report)
        lost = receipts.store(state.receipts, report)
        if not _have_gone(lost):
            receipts.forget_others(state.receipts.values())
            return state, lost
    raise RestlessReceiptsError


def _have_gone(storage_keys: Iterable[str]) -> bool:
    """Tell whether a receipt is no longer in the database."""
    with db.engine.connect() as connection:
        known = set(connection.scalars(select(Receipt.storage_key))) if storage_keys else set()
    return not known.issuperset(storage_keys)


def _copy_database(folder: Path, report: Report) -> State:
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            report("Database", 0, 1)
            dump_snapshot(connection, folder / POSTGRESQL_FILE)
            return read_state(connection)
        begin_snapshot(connection)
        copy_snapshot(connection, folder / SQLITE_FILE, lambda done, pages: report("Database", done, pages))
    with open_copy(folder / SQLITE_FILE) as connection:
        check_integrity(connection, folder / SQLITE_FILE)
        return read_state(connection)

"""A backup as it lies on a disk: reading and verifying it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.backup.files import hash_file, list_files
from app.backup.manifest import MANIFEST, POSTGRESQL_FILE, SQLITE_FILE, UPLOADS, BackupError, Manifest, read_manifest
from app.backup.progress import reported
from app.backup.queries import is_known_revision, read_state
from app.backup.sqlite import check_integrity, open_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.backup.progress import Report
    from app.backup.queries import State


class NoBackupError(BackupError):
    """There is no backup at a path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no backup: name a folder with a {MANIFEST}, or a copy of the database.")


class NewerBackupError(BackupError):
    """The backup has a database that newer code has migrated."""

    def __init__(self) -> None:
        super().__init__("The backup was made by a newer version of Potrošnja. Install that version, then restore.")


@dataclass(frozen=True)
class Backup:
    """A backup: a folder with its manifest, or the file of a daily copy, which has the database alone."""

    path: Path
    manifest: Manifest

    @property
    def has_database_alone(self) -> bool:
        return self.path.is_file()

    @property
    def is_sqlite(self) -> bool:
        return self.has_database_alone or SQLITE_FILE in self.manifest.files

    @property
    def database(self) -> Path:
        if self.has_database_alone:
            return self.path
        return self.path / (SQLITE_FILE if self.is_sqlite else POSTGRESQL_FILE)


def read_backup(path: Path) -> Backup:
    """Read what a backup says that it has.

    Raises:
        NoBackupError: there is none.
        BackupError: its manifest or its database cannot be read.
        NewerBackupError: newer code has made it.
    """
    if path.is_file():
        backup = Backup(path, _describe_copy(path))
    elif (path / MANIFEST).is_file():
        backup = Backup(path, read_manifest((path / MANIFEST).read_text(encoding="utf-8", errors="replace")))
    else:
        raise NoBackupError(path)
    if not backup.manifest.revision:
        raise NoBackupError(path)
    if not is_known_revision(backup.manifest.revision):
        raise NewerBackupError
    return backup


def find_faults(backup: Backup, report: Report) -> Iterator[str]:
    """Compare all of a backup with its manifest; yield a line for each fault."""
    found = {} if backup.has_database_alone else list_files(backup.path)
    found.pop(MANIFEST, None)
    yield from (f"not in the manifest: {name}" for name in sorted(found.keys() - backup.manifest.files.keys()))
    for name, facts in reported(report, "Files", sorted(backup.manifest.files.items())):
        if name not in found:
            yield f"file is missing: {name}"
        elif found[name].is_symlink() or hash_file(found[name]) != facts:
            yield f"file is damaged: {name}"
    if backup.is_sqlite and backup.database.is_file():
        yield from _find_faults_of_database(backup)


def _find_faults_of_database(backup: Backup) -> Iterator[str]:
    try:
        with open_copy(backup.database) as connection:
            if backup.has_database_alone:  # any other is as it was when it was made and checked, or its hash is wrong
                check_integrity(connection, backup.database)
            state = read_state(connection)
    except BackupError as error:
        yield str(error)
        return
    manifest = backup.manifest
    if (state.revision, state.contents.counts, state.sums) != (manifest.revision, manifest.counts, manifest.sums):
        yield "the database has other rows than the manifest says"
    if not backup.has_database_alone:
        yield from _find_missing_receipts(manifest, state)


def _find_missing_receipts(manifest: Manifest, state: State) -> Iterator[str]:
    for storage_key, receipt in state.receipts.items():
        stored, *drawn = (manifest.files.get(f"{UPLOADS}/{name}") for name in receipt.names)
        is_whole = stored is not None and stored.sha256 == receipt.sha256 and None not in drawn
        if not is_whole and storage_key not in manifest.lost:
            yield f"receipt is missing: {storage_key}"


def _describe_copy(path: Path) -> Manifest:
    with open_copy(path) as connection:
        state = read_state(connection)
    made_at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return Manifest(made_at.isoformat(), state.revision, state.contents.counts, state.sums, files={}, lost=[])

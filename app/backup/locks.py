"""Locks between processes: a folder that a server uses is not restored, and one that is restored is not used.

The system ends a lock with the last process that holds it, also when that is killed; forked workers hold it too.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.backup.manifest import BackupError
from data_folder import DataFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_USE_LOCK = "in_use.lock"
_BACKUP_LOCK = "backup.lock"


class InUseError(BackupError):
    """The data is in use, so it cannot be restored."""

    def __init__(self, place: object) -> None:
        super().__init__(f"{place} is in use: stop the server and all else that uses it, then restore.")


class RestoringError(BackupError):
    """A backup is being restored, so the data cannot be used."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"A backup is being restored into {folder}: wait until that has ended.")


class OtherBackupError(BackupError):
    """Another process makes a backup in the same folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another backup is being made in {folder}: wait until that has ended.")


@contextmanager
def using(data_folder: Path) -> Iterator[None]:
    """Say that a data folder is in use, by this process and those that it forks.

    Raises:
        RestoringError: a backup is being restored into it.
        DataFolderError: it cannot be written.
    """
    with _locked(data_folder / _USE_LOCK, fcntl.LOCK_SH | fcntl.LOCK_NB, RestoringError(data_folder)):
        yield


@contextmanager
def restoring(data_folder: Path) -> Iterator[None]:
    """Keep everybody from using a data folder.

    Raises:
        InUseError: somebody uses it.
        DataFolderError: it cannot be written.
    """
    with _locked(data_folder / _USE_LOCK, fcntl.LOCK_EX | fcntl.LOCK_NB, InUseError(data_folder)):
        yield


@contextmanager
def making_backup(folder: Path, *, waits: bool = False) -> Iterator[None]:
    """Make the only backup in a folder at a time.

    Raises:
        OtherBackupError: another process makes one, and this one does not wait for it.
        DataFolderError: it cannot be written.
    """
    kind = fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB
    with _locked(folder / _BACKUP_LOCK, kind, OtherBackupError(folder)):
        yield


@contextmanager
def _locked(path: Path, kind: int, refusal: BackupError) -> Iterator[None]:
    try:
        file = path.open("ab")
    except OSError as error:
        raise DataFolderError(path.parent, error.strerror or "it cannot be used") from error
    with file:
        try:
            fcntl.flock(file, kind)
        except BlockingIOError:
            raise refusal from None
        yield

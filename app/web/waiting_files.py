"""Files that people sent and that wait for answers: in the folder `imports` of the store, under random names.

They are no receipts and no part of a backup: each is gone after a day. It lies here so that deleting an account can
remove them too; with a bucket, a copy that another machine fetched stays there for what is left of the day.
"""

from __future__ import annotations

import logging
import os
import secrets
from typing import IO, TYPE_CHECKING

from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

_FOLDER = "imports"
_CHUNK_BYTES = 256 * 1024
_logger = logging.getLogger(__name__)


class TooLargeError(Exception):
    """The file has more bytes than it may have."""


def keep_file(stream: IO[bytes], max_bytes: int) -> str:
    """Copy a stream into a new file that only the server's user may read, and return its key.

    Raises:
        TooLargeError: it has more than `max_bytes`; nothing is left of it.
        OSError: it cannot be written.
    """
    receipt_store().require_marker()
    key = secrets.token_hex(16)
    path = _copy_folder() / key
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _copy(stream, file, max_bytes)
        receipt_store().take(_name(key), path)
    except (TooLargeError, OSError):
        path.unlink(missing_ok=True)
        raise
    return key


def waiting_path(key: str) -> Path:
    """Return a path of a file on this machine.

    Raises:
        FileNotFoundError: it is gone.
        StorageError: the store cannot be reached.
    """
    return receipt_store().to_open(_name(key), _copy_folder())


def remove_file(key: str) -> None:
    """Remove a file, if it is there; one that stays behind goes after a day."""
    try:
        (_copy_folder() / key).unlink(missing_ok=True)
        receipt_store().remove([_name(key)])
    except OSError:
        _logger.exception("the file %s stays behind", _name(key))


def remove_files_before(moment: dt.datetime) -> None:
    """Remove the files that were written before a moment, whether anybody still knows them or not.

    Raises:
        StorageError: the store cannot be used.
    """
    _remove_copies_before(moment)
    old = [file.name for file in receipt_store().list_files(_FOLDER) if file.changed_at < moment]
    receipt_store().remove(old)


def _remove_copies_before(moment: dt.datetime) -> None:
    for path in _copy_folder().glob("*"):
        try:
            is_old = path.stat().st_mtime < moment.timestamp()
        except FileNotFoundError:  # another request has removed it
            continue
        if is_old:
            path.unlink(missing_ok=True)


def _name(key: str) -> str:
    return f"{_FOLDER}/{key}"


def _copy_folder() -> Path:
    """Return the folder of this machine for files on their way into the store, and for copies out of it."""
    return settings().data_folder / _FOLDER


def _copy(stream: IO[bytes], file: IO[bytes], max_bytes: int) -> None:
    left = max_bytes
    while chunk := stream.read(_CHUNK_BYTES):
        left -= len(chunk)
        if left < 0:
            raise TooLargeError
        file.write(chunk)

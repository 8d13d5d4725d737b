"""Files that people sent and that wait for answers: in a folder of the data folder, under random names.

They are no receipts and no part of a backup: each is gone after a day. It lies here so that deleting an account can
remove them too.
"""

from __future__ import annotations

import os
import secrets
from typing import IO, TYPE_CHECKING

from app.web.extensions import settings

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

_FOLDER = "imports"
_CHUNK_BYTES = 256 * 1024


class TooLargeError(Exception):
    """The file has more bytes than it may have."""


def keep_file(stream: IO[bytes], max_bytes: int) -> str:
    """Copy a stream into a new file that only the server's user may read, and return its key.

    Raises:
        TooLargeError: it has more than `max_bytes`; nothing is left of it.
        OSError: it cannot be written.
    """
    key = secrets.token_hex(16)
    path = waiting_path(key)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _copy(stream, file, max_bytes)
    except (TooLargeError, OSError):
        remove_file(key)
        raise
    return key


def waiting_path(key: str) -> Path:
    return settings().data_folder / _FOLDER / key


def remove_file(key: str) -> None:
    """Remove a file, if it is there."""
    waiting_path(key).unlink(missing_ok=True)


def remove_files_before(moment: dt.datetime) -> None:
    """Remove the files that were written before a moment, whether anybody still knows them or not."""
    for path in (settings().data_folder / _FOLDER).glob("*"):
        try:
            is_old = path.stat().st_mtime < moment.timestamp()
        except FileNotFoundError:  # another request has removed it
            continue
        if is_old:
            path.unlink(missing_ok=True)


def _copy(stream: IO[bytes], file: IO[bytes], max_bytes: int) -> None:
    left = max_bytes
    while chunk := stream.read(_CHUNK_BYTES):
        left -= len(chunk)
        if left < 0:
            raise TooLargeError
        file.write(chunk)

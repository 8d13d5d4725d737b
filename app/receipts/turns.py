"""Whose turn it is to decode photos: one request at a time on a machine, because a large photo takes 600 MB."""

from __future__ import annotations

import fcntl
import threading
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME = "photos.lock"
PATIENCE_SECONDS = 20.0  # see MAX_SECONDS_TOGETHER in `limits.py`
MAX_REQUESTS = 3  # of each process that decode or wait; its other threads stay free to answer pages
_PAUSE_SECONDS = 0.05
_places = threading.BoundedSemaphore(MAX_REQUESTS)


class BusyError(Exception):
    """Others decode photos, or wait to."""


@contextmanager
def turn(folder: Path, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Have the turn among all processes that share the folder, until the block or the process ends.

    Raises:
        BusyError: the turn did not come in time, or as many of this process as may wait for it do so already.
    """
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        with (folder / LOCK_NAME).open("ab") as file:
            _lock(file, time.monotonic() + patience_seconds)
            yield
    finally:
        _places.release()


def _lock(file: IO[bytes], deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise BusyError from None
        time.sleep(_PAUSE_SECONDS)

"""One request at a time decodes images, across all workers: a large one takes 600 MB."""

from __future__ import annotations

import fcntl
import threading
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME = "images.lock"
PATIENCE_SECONDS = 20.0  # see MAX_SECONDS_TOGETHER in `limits.py`
MAX_REQUESTS = 3  # that decode or wait in each process; the other threads answer pages
_PAUSE_SECONDS = 0.05
_places = threading.BoundedSemaphore(MAX_REQUESTS)


class BusyError(Exception):
    """Too many other requests decode images or wait to."""


@contextmanager
def turn(folder: Path, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock of all processes that share the folder, until the block or the process ends.

    Raises:
        BusyError: the lock was not free in time, or MAX_REQUESTS of this process wait already.
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

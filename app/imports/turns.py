"""One import at a time in each worker: 100,000 rows take 150 MB and a core for seconds."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from app.receipts.turns import BusyError

if TYPE_CHECKING:
    from app.imports.work import Steps

T = TypeVar("T")
PATIENCE_SECONDS = 60.0
MAX_REQUESTS = 3  # that read a file or wait in each worker; the other threads answer pages
_places = threading.BoundedSemaphore(MAX_REQUESTS)
_turn = threading.Lock()


def in_turn(steps: Steps[T], patience_seconds: float = PATIENCE_SECONDS) -> Steps[T]:
    """Do the steps while no other import of this process is at work.

    Raises:
        BusyError: others take longer than the patience, or MAX_REQUESTS of them work or wait already.
    """
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        if not _turn.acquire(timeout=patience_seconds):
            raise BusyError
        try:
            return (yield from steps)
        finally:
            _turn.release()
    finally:
        _places.release()

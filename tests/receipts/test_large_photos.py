"""The real server under several photos at once that take as much memory and time as a photo may."""

from __future__ import annotations

import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.support.factories import TODAY, flat_webp
from tests.support.http_client import registered
from tests.support.servers import memory_settings, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.http_client import Answer
    from tests.support.servers import Server

MAX_MEMORY_BYTES = 900_000_000  # of all processes of the server together
HEALTH_SECONDS = 5  # one is what is wanted, on a machine that does nothing else
ANSWER_SECONDS = 90
BUSY = "The server is busy with other photos."


@dataclass
class Watch:
    """What was seen of a server: the most memory that it took, in bytes, and how its health checks went."""

    server: Server
    most_bytes: int = 0
    statuses: set[int] = field(default_factory=set)
    slowest_seconds: float = 0.0
    is_over: threading.Event = field(default_factory=threading.Event)

    def watch_memory(self) -> None:
        while not self.is_over.wait(0.02):
            self.most_bytes = max(self.most_bytes, memory_bytes(self.server))

    def watch_health(self) -> None:
        while not self.is_over.wait(0.1):
            started = time.monotonic()
            self.statuses.add(self.server.ask("GET", "/healthz")[0])
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - started)


@contextmanager
def watching(server: Server) -> Iterator[Watch]:
    watch = Watch(server)
    with ThreadPoolExecutor() as pool:
        watches = [pool.submit(watch.watch_memory), pool.submit(watch.watch_health)]
        try:
            yield watch
        finally:
            watch.is_over.set()
        for each in watches:
            each.result()


def memory_bytes(server: Server) -> int:
    """Return what all processes of the server take together; what they share counts once."""
    return sum(proportional_bytes(path) for path in Path("/proc").glob("[0-9]*") if belongs_to(server, path))


def belongs_to(server: Server, process: Path) -> bool:
    try:
        return os.getsid(int(process.name)) == server.process.pid
    except ProcessLookupError:
        return False


def proportional_bytes(process: Path) -> int:
    lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def progressive_jpeg() -> bytes:
    """Return a JPEG of 64 megapixels in four colors, all of which its decoder keeps until the last scan."""
    target = io.BytesIO()
    Image.new("CMYK", (8000, 8000)).save(target, "JPEG", progressive=True, subsampling=0)
    return target.getvalue()


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what processes share")
def test_the_largest_photos_at_once_leave_memory_and_threads_to_everybody_else(tmp_path: Path) -> None:
    photos = 4 * [flat_webp(5650, 5650), progressive_jpeg()]
    with running(tmp_path, WORKERS="2", **memory_settings()) as server:
        browser = registered(server, "ana")
        fields = {"amount": "12,50", "category_id": "1", "spent_on": TODAY.isoformat(), "merchant": "Kiosk"}

        def send(photo: bytes) -> Answer:
            return browser.submit(server, "/expenses/new", **fields, receipts=photo)

        started = time.monotonic()
        with watching(server) as watch, ThreadPoolExecutor(len(photos)) as pool:
            answers = list(pool.map(send, photos))
        assert time.monotonic() - started < ANSWER_SECONDS
        kept = [answer for answer in answers if answer.status == 200]
        assert len(kept) >= 2
        assert all(BUSY in answer.html and "Kiosk" in answer.html for answer in answers if answer not in kept)
        assert watch.most_bytes < MAX_MEMORY_BYTES
        assert (watch.statuses, watch.slowest_seconds < HEALTH_SECONDS) == ({200}, True)

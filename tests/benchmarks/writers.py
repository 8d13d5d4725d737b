"""Several people who save an expense at the same moment, again and again, through the real server."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.server import send_prepared

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from tests.benchmarks.measure import Prepared
    from tests.benchmarks.server import Server

WRITERS = 8
_LOCKED = "database is locked"


@dataclass(frozen=True)
class WriteLoad:
    """How long a save took, in milliseconds, and how many failed or found the database locked."""

    p50_ms: float
    p99_ms: float
    failed_count: int
    locked_count: int
    per_second: float


def write_at_once(server: Server, form: Prepared, count: int) -> WriteLoad:
    """Let each writer save `count` expenses, one after the other."""
    barrier = threading.Barrier(WRITERS)

    def write(_number: int) -> list[tuple[str, float]]:
        with closing(server.connect()) as connection:
            send_prepared(connection, form)  # the first one loads what every later one has
            barrier.wait()
            return [_timed(connection, form) for _ in range(count)]

    begin = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        samples = [sample for samples in pool.map(write, range(WRITERS)) for sample in samples]
    elapsed = time.perf_counter() - begin
    milliseconds = sorted(seconds * 1000 for _, seconds in samples)
    return WriteLoad(
        p50_ms=quantile(milliseconds, 0.5),
        p99_ms=quantile(milliseconds, 0.99),
        failed_count=sum(status != form.status for status, _ in samples),
        locked_count=server.complaints().count(_LOCKED),
        per_second=len(samples) / elapsed,
    )


def quantile(ordered: list[float], share: float) -> float:
    """Return the smallest value that at least this share of the ordered values does not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _timed(connection: HTTPConnection, form: Prepared) -> tuple[str, float]:
    begin = time.perf_counter()
    status = send_prepared(connection, form)
    return str(status), time.perf_counter() - begin

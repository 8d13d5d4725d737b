"""Several people who save an expense at the same moment, again and again, through the real server."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.drivers import Driver
from benchmarks.server import send_prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Engine

    from benchmarks.drivers import Statement
    from benchmarks.measure import Prepared
    from benchmarks.server import Server

WRITERS = 8
_UNCOUNTED = 5  # the first saves of each writer load what all later ones have, in every thread of the server
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

    @contextmanager
    def connected() -> Iterator[Callable[[], bool]]:
        with closing(server.connect()) as connection:
            yield lambda: str(send_prepared(connection, form)) == form.status

    load = _load(connected, count)
    return replace(load, locked_count=server.complaints().count(_LOCKED))


def insert_at_once(engine: Engine, statements: list[Statement], count: int) -> WriteLoad:
    """Let each writer send the statements `count` times through the plain driver, without a server around it."""

    @contextmanager
    def connected() -> Iterator[Callable[[], bool]]:
        with closing(Driver(engine)) as driver:

            def save() -> bool:
                driver.replay(statements, is_writing=True)  # raises when it fails
                return True

            yield save

    return _load(connected, count)


def _load(connected: Callable[[], AbstractContextManager[Callable[[], bool]]], count: int) -> WriteLoad:
    begins: list[float] = []
    barrier = threading.Barrier(WRITERS, action=lambda: begins.append(time.perf_counter()))

    def write(_number: int) -> list[tuple[bool, float]]:
        with connected() as save:
            for _ in range(_UNCOUNTED):
                save()
            barrier.wait()
            return [_timed(save) for _ in range(count)]

    with ThreadPoolExecutor(WRITERS) as pool:
        samples = [sample for samples in pool.map(write, range(WRITERS)) for sample in samples]
    elapsed = time.perf_counter() - begins[0]
    milliseconds = sorted(seconds * 1000 for _, seconds in samples)
    return WriteLoad(
        p50_ms=quantile(milliseconds, 0.5),
        p99_ms=quantile(milliseconds, 0.99),
        failed_count=sum(not is_saved for is_saved, _ in samples),
        locked_count=0,
        per_second=len(samples) / elapsed,
    )


def quantile(ordered: list[float], share: float) -> float:
    """Return the smallest value that at least this share of the ordered values does not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _timed(save: Callable[[], bool]) -> tuple[bool, float]:
    begin = time.perf_counter()
    is_saved = save()
    return is_saved, time.perf_counter() - begin

"""What the benchmark runs on, and what a new process of the application costs there."""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from benchmarks.results import Figure, Machine
from benchmarks.server import clean_environment

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from benchmarks.data import Place

_PROJECT = Path(__file__).parents[1]
_STARTS = 3
_GIGABYTE = 1_000_000_000
_START_UP = """
import time
begin = time.process_time()
from app import create_app
imported = time.process_time()
create_app()
print(time.process_time() - begin, time.process_time() - imported)
"""


def describe_machine(engine: Engine) -> Machine:
    """Return what figures depend on."""
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gigabytes=memory_bytes / _GIGABYTE,
        system=platform.system(),
        python=platform.python_version(),
        database=_database(engine),
    )


def measure_start_up(place: Place) -> list[Figure]:
    """Return the CPU seconds until an application is there, in new processes: all of it, and `create_app()` alone."""
    runs = [_start_once(place) for _ in range(_STARTS)]
    names = ("imports and create_app()", "create_app() alone")
    return [
        Figure(name, statistics.median(times), "s") for name, times in zip(names, zip(*runs, strict=True), strict=True)
    ]


def _start_once(place: Place) -> list[float]:
    output = subprocess.run(
        [sys.executable, "-c", _START_UP],
        cwd=_PROJECT,
        env=clean_environment(place.settings),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [float(seconds) for seconds in output.split()]


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    match = re.search(r"model name\s*: (.+)", information.read_text(encoding="utf-8")) if information.exists() else None
    return match[1] if match else platform.machine()


def _database(engine: Engine) -> str:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar_one()}"
        return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"

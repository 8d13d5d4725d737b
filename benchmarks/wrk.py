"""Throughput over HTTP, by wrk where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from benchmarks.measure import AFTER_CHANGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.measure import Prepared
    from benchmarks.server import Server

CONNECTIONS = (1, 8, 32)
NOT_INSTALLED = "wrk is not installed: throughput over HTTP is left out."
# Each request has a URL of its own, so that no page of them is one made before.
_ALWAYS_ANEW = """
math.randomseed(os.time())
local number = math.random(2^40)
request = function()
  number = number + 1
  return wrk.format(nil, wrk.path .. "?number=" .. number)
end
"""
_UNITS_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
_PERCENTILE = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)$", re.MULTILINE)
_RATE = re.compile(r"^Requests/sec:\s+([\d.]+)$", re.MULTILINE)
_FAILED = re.compile(r"^\s+Non-2xx or 3xx responses: (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Throughput:
    """What a server did for some connections at once; latencies in milliseconds."""

    page: str
    connections: int
    per_second: float
    p50_ms: float
    p99_ms: float
    failed_count: int


def is_installed() -> bool:
    return shutil.which("wrk") is not None


def measure_throughput(server: Server, pages: Sequence[tuple[str, Prepared]], seconds: int) -> Iterator[Throughput]:
    """Measure each page with each number of connections; one after a change is made anew each time."""
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_ALWAYS_ANEW)
        script.flush()
        for name, prepared in pages:
            options = ["-s", script.name] if name.endswith(AFTER_CHANGE) else []
            for connections in CONNECTIONS:
                output = _run(server, prepared, [*options, f"-c{connections}", f"-d{seconds}s"])
                yield read_output(name, connections, output)


def _run(server: Server, prepared: Prepared, options: Sequence[str]) -> str:
    headers = {"Cookie": prepared.environ["HTTP_COOKIE"], "Accept-Encoding": prepared.environ["HTTP_ACCEPT_ENCODING"]}
    fields = [option for name, value in headers.items() for option in ("-H", f"{name}: {value}")]
    command = ["wrk", "--latency", "-t1", *options, *fields, f"http://127.0.0.1:{server.port}{prepared.url}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def read_output(page: str, connections: int, output: str) -> Throughput:
    """Read what wrk prints."""
    latencies = {match[1]: float(match[2]) * _UNITS_MS[match[3]] for match in _PERCENTILE.finditer(output)}
    rate, failed = _RATE.search(output), _FAILED.search(output)
    return Throughput(
        page,
        connections,
        per_second=float(rate[1]) if rate else 0.0,
        p50_ms=latencies.get("50", 0.0),
        p99_ms=latencies.get("99", 0.0),
        failed_count=int(failed[1]) if failed else 0,
    )

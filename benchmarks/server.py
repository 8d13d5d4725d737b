"""The real server: started on a free port of this machine, asked over HTTP, and its memory."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from benchmarks.measure import UnexpectedAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.data import Place
    from benchmarks.measure import Prepared

_PROJECT = Path(__file__).parents[1]
_HEALTH_URL = "/healthz"
_PATIENCE_SECONDS = 60
_STOP_SECONDS = 20
_KIBIBYTE = 1024
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Server:
    """A running server; `errors` is the file into which it complains."""

    process_id: int
    port: int
    errors: IO[str]

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)

    def complaints(self) -> str:
        self.errors.seek(0)
        return self.errors.read()


@contextmanager
def running_server(place: Place, workers: int) -> Iterator[Server]:
    """Start `run.py` on the data of a place, wait until it answers, and stop it afterwards."""
    port = _free_port()
    settings = {**place.settings, "PORT": str(port), "HOST": "127.0.0.1", "WORKERS": str(workers)}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "run.py"],
            cwd=_PROJECT,
            env=clean_environment(settings),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        server = Server(process.pid, port, errors)
        try:
            _wait_until_it_answers(server)
            yield server
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)


def clean_environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment of a new process: what every process needs, and the settings."""
    inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**inherited, **settings}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with closing(server.connect()) as connection, contextlib.suppress(OSError):
            connection.request("GET", _HEALTH_URL)
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.05)
    raise UnexpectedAnswerError(_HEALTH_URL, server.complaints())


def send_prepared(connection: http.client.HTTPConnection, prepared: Prepared) -> int:
    """Send a request over an open connection, read the answer to its end, and return its status."""
    environ = prepared.environ
    headers = {"Cookie": str(environ["HTTP_COOKIE"]), "Accept-Encoding": str(environ["HTTP_ACCEPT_ENCODING"])}
    if prepared.body:
        headers["Content-Type"] = str(environ["CONTENT_TYPE"])
    connection.request(str(environ["REQUEST_METHOD"]), prepared.url, prepared.body or None, headers)
    response = connection.getresponse()
    response.read()
    return response.status


def tour(server: Server, pages: Sequence[Prepared]) -> None:
    """Ask for each page.

    Raises:
        UnexpectedAnswerError: one of them failed.
    """
    with closing(server.connect()) as connection:
        for page in pages:
            status = send_prepared(connection, page)
            if str(status) != page.status:
                raise UnexpectedAnswerError(page.url, str(status))


def worker_megabytes(server: Server) -> float:
    """Return the resident memory of the largest worker, in MB."""
    return max(_resident_bytes(child) for child in _children(server.process_id)) / _MEGABYTE


def _children(process_id: int) -> list[int]:
    folder = Path(f"/proc/{process_id}/task")
    return [int(child) for path in folder.glob("*/children") for child in path.read_text(encoding="ascii").split()]


def _resident_bytes(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace")
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(match[1]) * _KIBIBYTE if match else 0

"""The versions that are compared: the code that stands here and that of an earlier commit, each on data of its own."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from werkzeug.datastructures import EnvironHeaders

from benchmarks.application import Form, Login, UnexpectedAnswerError, register, right_status, start
from benchmarks.data import Size, connect, fill
from benchmarks.receipts import fill_receipts

PROJECT = Path(__file__).parents[1]
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Version:
    """Code in a folder, a folder for its data, and the URL of its database."""

    code: Path
    data: Path
    database_url: str
    reads_receipts: bool = False

    @property
    def settings(self) -> dict[str, str]:
        key = "the same for all versions"
        own = {"DATA_FOLDER": str(self.data), "DATABASE_URL": self.database_url, "SECRET_KEY": key}
        reading = "on" if self.reads_receipts else "off"
        return {**own, "WORKERS": "2", "REGISTRATION": "open", "READ_RECEIPTS": reading}

    @contextmanager
    def application(self) -> Iterator[ProcessPoolExecutor]:
        """Start a process for the functions of `benchmarks.application`."""
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, spawn, start, (str(self.code), self.settings)) as pool:
            yield pool

    @contextmanager
    def server(self) -> Iterator[Server]:
        """Start `run.py`, which migrates the database, wait until it answers, and stop it afterwards."""
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            port: int = probe.getsockname()[1]
        environ = {**os.environ, **self.settings, "HOST": "127.0.0.1", "PORT": str(port)}
        log = self.data / "server.log"
        command = [sys.executable, "run.py"]
        with (
            log.open("w") as output,
            subprocess.Popen(command, cwd=self.code, env=environ, stdout=output, stderr=output) as process,
        ):
            server = Server(process.pid, port)
            try:
                while not server.send(Login("", ""), "/healthz"):
                    if process.poll() is not None:
                        raise UnexpectedAnswerError(log.name, log.read_text())
                    time.sleep(_PAUSE_SECONDS)
                yield server
            finally:
                process.terminate()


@dataclass(frozen=True)
class Server:
    """A running server."""

    process_id: int
    port: int

    def send(self, login: Login, url: str, form: Form | None = None) -> bool:
        """Send a request over HTTP, and tell whether it went well."""
        environ = login.request(url, form)
        method, body, headers = environ["REQUEST_METHOD"], environ["wsgi.input"].read(), EnvironHeaders(environ)
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection, suppress(OSError):
            connection.request(method, url, body, dict(headers))
            response = connection.getresponse()
            response.read()
            return response.status == right_status(form)
        return False

    def memory_mb(self) -> float:
        """Return the memory of all its processes; what some of them share counts once (PSS)."""
        files = [Path(f"/proc/{number}/smaps_rollup") for number in _with_children(self.process_id)]
        lines = [line for file in files for line in file.read_text().splitlines() if line.startswith("Pss:")]
        return sum(int(line.split()[1]) for line in lines) / 1000


def prepare_versions(size: Size, today: dt.date, base: str, url: str, folder: Path) -> list[Version]:
    """Return the version that stands here, and that of the commit `base` if there is one, on equal data.

    The earlier version makes the tables. Its filled database is copied, and the newer version migrates the copy.
    """
    now = Version(PROJECT, folder / "now", url or f"sqlite:///{folder}/now/potrosnja.db")
    if not base:
        _fill(now, size, today)
        _fill_receipts(now)
        return [now]
    earlier = Version(_check_out(base, folder / "code"), folder / "base", f"sqlite:///{folder}/base/potrosnja.db")
    _fill(earlier, size, today)
    shutil.copytree(earlier.data, now.data)
    with now.server():
        pass  # it has migrated
    _fill_receipts(now)
    return [now, earlier]


def _check_out(commit: str, folder: Path) -> Path:
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-x"], cwd=folder, check=True, input=archive)
    return folder


def _fill(version: Version, size: Size, today: dt.date) -> None:
    version.data.mkdir()
    with version.server():
        pass  # it has made the tables
    with version.application() as application:
        list(application.map(register, [person.username for person in size.people]))
    with connect(version.database_url) as connection:
        fill(connection, size, today)


def _fill_receipts(version: Version) -> None:
    with connect(version.database_url) as connection:
        fill_receipts(connection)


def _with_children(process_id: int) -> list[int]:
    lists = Path(f"/proc/{process_id}/task").glob("*/children")
    children = [int(number) for file in lists for number in file.read_text().split()]
    return [process_id, *(one for child in children for one in _with_children(child))]

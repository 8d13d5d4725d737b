"""Measure an import of 100,000 rows through a real server: `python -m benchmarks.imports`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

from benchmarks.version import PROJECT

_PASSWORD = "a long passphrase"  # noqa: S105 - of an account that lives as long as the run
_BOUNDARY = "boundary-of-the-form"
_FIRST_DAY = dt.date(2016, 1, 1)
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass
class Browser:
    """One person's browser."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> str:
        return self._send("GET", path)[1]

    def post(self, path: str, form_path: str = "", **fields: str | bytes) -> str:
        """Send a form with the token of its page; return where it leads, or the page."""
        token = _TOKEN.findall(self.get(form_path or path))[0]
        parts = [_part(name, value) for name, value in {**fields, "csrf_token": token}.items()]
        body = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
        return "".join(self._send("POST", path, body))

    def _send(self, method: str, path: str, body: bytes | None = None) -> tuple[str, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = f"multipart/form-data; boundary={_BOUNDARY}"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        connection.close()
        location = answer.headers.get("Location", "")
        return (location, "") if location else ("", text)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", default="", help="the URL of an empty PostgreSQL database, in place of SQLite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, value in run(arguments.rows, arguments.database, Path(folder)).items():
            print(f"| {name} | {value} |")


def run(row_count: int, database_url: str, folder: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA_FOLDER": str(folder), "PORT": str(port), "WORKERS": "1", "PATH": os.environ["PATH"]}
    settings |= {"DATABASE_URL": database_url} if database_url else {}
    process = subprocess.Popen([sys.executable, "run.py"], cwd=PROJECT, env=settings, stdout=subprocess.DEVNULL)
    try:
        return _measure(_registered(port), process.pid, _file(row_count))
    finally:
        process.terminate()
        process.wait()


def _measure(browser: Browser, pid: int, content: bytes) -> dict[str, str]:
    before = _memory(pid)
    figures: dict[str, str] = {}

    def timed(name: str, action: Callable[[], str]) -> str:
        begin, cpu_begin = time.perf_counter(), _cpu_seconds(pid)
        answer = action()
        used = _cpu_seconds(pid) - cpu_begin
        figures[name] = f"{used:.1f} s of a core, {time.perf_counter() - begin:.1f} s with what else runs"
        return answer

    url = timed("sending the file", lambda: browser.post("/imports/", file=content))
    timed("categories", lambda: browser.get(f"{url}/categories"))
    timed("preview", lambda: browser.get(f"{url}/preview"))
    page = timed("import", lambda: browser.post(f"{url}/preview", form_path="/imports/"))
    figures["memory of the worker"] = f"{(_memory(pid) - before) / 1024:.0f} MB more"
    url = browser.post("/imports/", file=content)
    with Visitor(browser.port, browser.cookies) as visitor:
        browser.get(f"{url}/preview")
    figures["another page meanwhile"] = visitor.figure()
    if "expenses are in" not in page:
        raise SystemExit(page)
    return figures


class Visitor:
    """Looks at the list of expenses, again and again."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self._browser = Browser(port, dict(cookies))
        self._seconds: list[float] = []
        self._thread = threading.Thread(target=self._look)
        self._is_done = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_done = True
        self._thread.join()

    def figure(self) -> str:
        return f"{statistics.median(self._seconds):.2f} s, at most {max(self._seconds):.2f} s"

    def _look(self) -> None:
        while not self._is_done:
            begin = time.perf_counter()
            self._browser.get("/expenses/")
            self._seconds.append(time.perf_counter() - begin)
            time.sleep(0.1)


def _registered(port: int) -> Browser:
    deadline = time.monotonic() + 60
    browser = Browser(port)
    while time.monotonic() < deadline:
        try:
            browser.post("/auth/register", username="ana", password=_PASSWORD, first_name="Ana", last_name="Horvat")
        except OSError:
            time.sleep(0.2)
        else:
            return browser
    raise SystemExit("the server did not start")  # noqa: EM101, TRY003


def _file(row_count: int) -> bytes:
    """Return a CSV of ExpenseOwl without numbers, so that each row needs a fingerprint."""
    chance = random.Random(1)
    rows = (
        f",Trgovina {chance.randint(1, 800)} Žabno,Category {chance.randint(1, 30)},"
        f"-{chance.randint(100, 20_000) / 100:.2f},{_FIRST_DAY + dt.timedelta(chance.randint(0, 3600))},"
        for _ in range(row_count)
    )
    return "\n".join(["ID,Name,Category,Amount,Date,Tags", *rows]).encode()


def _memory(pid: int) -> int:
    """Return the highest resident memory of the workers so far, in kilobytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    statuses = [Path(f"/proc/{child}/status").read_text(encoding="utf-8") for child in children]
    return max(int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) for status in statuses)


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of the workers so far."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    fields = [Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for child in children]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def _part(name: str, value: str | bytes) -> bytes:
    kind = '; filename="export.csv"\r\nContent-Type: text/csv' if isinstance(value, bytes) else ""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{kind}\r\n\r\n'
    return head.encode() + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"


if __name__ == "__main__":
    main()

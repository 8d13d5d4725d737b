"""The start-up script as a real process, spoken to over a real socket."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60  # for a start on a busy machine
STOP_SECONDS = 15
BODY_ABOVE_THE_LIMIT = bytes(13 * 1024 * 1024)  # with 2 MiB a receipt, a request may have 11


def environment(folder: Path, port: int, **settings: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    own = {"DATA_FOLDER": str(folder), "PORT": str(port), "WORKERS": "1", "READ_RECEIPTS": "off"}
    own["REGISTRATION"], own["MIN_FREE_BYTES"] = "open", "0"
    return {**inherited, **own, **settings}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True)
class Server:
    """A running server; `line` is what it printed."""

    process: subprocess.Popen[str]
    port: int
    line: str

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Return status and text of an answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal, Ctrl-C to all processes as a terminal does; return the exit status and what else was said."""
        send = os.killpg if number == signal.SIGINT else os.kill
        send(self.process.pid, number)
        output, errors = self.process.communicate(timeout=STOP_SECONDS)
        return self.process.returncode, output, errors


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Server]:
    """Start the server, wait until it answers, and see that it is gone afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "run.py"],
        cwd=PROJECT,
        env=environment(folder, port, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            assert process.stdout is not None
            server = Server(process, port, process.stdout.readline())
            wait_for(server)
            yield server
        finally:
            process.terminate()  # not killed: its workers would live on
            process.wait(STOP_SECONDS)


def wait_for(server: Server) -> None:
    wait_for_port(server.process, server.port)


def wait_for_port(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)


def fail_to_start(folder: Path, **settings: str) -> str:
    """Start the server where it cannot; return the one sentence that it says."""
    result = subprocess.run(
        [sys.executable, "run.py"],
        cwd=PROJECT,
        env=environment(folder, free_port(), **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith(".\n")
    return result.stderr


def open_form(server: Server, path: str) -> tuple[dict[str, str], str]:
    """Fetch a form as a guest; return the headers to send it with, and its token."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        token = re.findall(r'name="csrf_token" value="([^"]+)"', response.read().decode())[0]
        return {"Cookie": session_cookie(response), "Content-Type": "application/x-www-form-urlencoded"}, token


def register(server: Server) -> str:
    """Make an account; return the cookie of its session."""
    headers, token = open_form(server, "/auth/register")
    fields = f"first_name=Ana&last_name=Horvat&username=ana&password=correct+horse&csrf_token={token}"
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("POST", "/auth/register", fields, headers)
        return session_cookie(connection.getresponse())


def session_cookie(response: http.client.HTTPResponse) -> str:
    """Return the cookie of the session among those that an answer sets."""
    return re.findall(r"\bsession=[^;]*", response.getheader("Set-Cookie") or "")[0]


def memory_settings() -> dict[str, str]:
    """Return what `make run` tells the C library about memory."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"(MALLOC_[A-Z_]+)=([0-9]+)", makefile))


def worker_ids(server: Server) -> set[int]:
    """Return the numbers of the workers, of which at least one has answered."""
    assert server.ask("GET", "/healthz")[0] == 200
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return {int(child) for child in children.read_text(encoding="ascii").split()}


def is_running(process_id: int) -> bool:
    """Tell whether a process is there; one that has ended may wait for somebody to take notice."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"

"""A photo that a real server stores is read by itself."""

from __future__ import annotations

import http.client
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.reading.engine import is_installed
from tests.support.pictures import encode
from tests.support.receipts import INN, photograph
from tests.support.servers import PATIENCE_SECONDS, is_running, register, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Server

pytestmark = pytest.mark.skipif(not is_installed(), reason="`make reading` adds the engine")

BOUNDARY = "a-boundary"
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="receipts"; filename="a.jpg"\r\n\r\n'


def share(server: Server, cookie: str, content: bytes) -> int:
    """Send a photo as another app on the device does; return the status of the answer."""
    body = PART.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    headers = {"Cookie": cookie, "Content-Type": content_type, "Sec-Fetch-Site": "same-origin"}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("POST", "/receipts/share", body, headers)
        return connection.getresponse().status


def read_states(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "potrosnja.db")) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM receipt_reading")]


def readers_of(server: Server) -> list[int]:
    """Return the numbers of the processes that read for a server."""
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [number for number in numbers if is_reader(number) and group_of(number) == server.process.pid]


def is_reader(number: int) -> bool:
    try:
        return b"receipts\0read" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def group_of(number: int) -> int:
    return int(Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[2])


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


def test_a_photo_is_read_by_one_process_that_ends_with_the_server(tmp_path: Path) -> None:
    photo = encode(photograph(INN), "JPEG", quality=80)
    with running(tmp_path, READ_RECEIPTS="on", WORKERS="2") as server:
        cookie = register(server)
        assert [share(server, cookie, photo) for _ in range(2)] == [303, 303]
        assert wait_until(lambda: read_states(tmp_path) == ["read", "read"])
        readers = readers_of(server)
        assert len(readers) == 2  # the one with the queue, and its engine
    assert wait_until(lambda: not any(map(is_running, readers)))

"""Clients that send slowly, never finish, or only keep a connection: nobody else waits for them."""

from __future__ import annotations

import http.client
import io
import re
import resource
import select
import socket
import time
import zipfile
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING

import pytest

from app.exports.routes import MOST_ARCHIVES
from app.system.server import THREADS
from tests.support.factories import TODAY, picture
from tests.support.http_client import BOUNDARY, form_part, registered
from tests.support.pictures import draw_noise, encode
from tests.support.servers import BODY_ABOVE_THE_LIMIT, running, worker_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.servers import Server

GUESTS = 64
ANSWER_SECONDS = 5  # generous: other tests run meanwhile
KEPT_BODIES = 8  # of the largest size, at once
LARGEST_BODY = 5 * 2_097_152 + 1_048_576
HOST = "Host: 127.0.0.1\r\n"
UNFINISHED = {
    "length": f"POST /auth/login HTTP/1.1\r\n{HOST}Content-Length: 1000\r\n\r\nuser",
    "chunks": f"POST /auth/login HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n4\r\nuser\r\n",
    "chunk size": f"POST /auth/login HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n00000000",
    "GET with a body": f"GET / HTTP/1.1\r\n{HOST}Content-Length: 1000\r\n\r\nbody",
    "unknown path": f"POST /nowhere HTTP/1.1\r\n{HOST}Content-Length: 1000\r\n\r\nbody",
    "header": f"GET / HTTP/1.1\r\n{HOST}X-Long: ",
    "nothing": "",
    # For HTTP/2 without a handshake: the preface and empty settings. The server knows HTTP/1.1 alone.
    "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One worker, which answers six requests at a time."""
    with running(tmp_path_factory.mktemp("served"), MAX_UPLOAD_BYTES="2097152") as server:
        yield server


def connect(server: Server, beginning: str) -> socket.socket:
    guest = socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_SECONDS)
    guest.sendall(beginning.encode("latin-1"))
    return guest


def answer(guest: socket.socket) -> bytes:
    """Return all that the server says until it closes the connection."""
    said = b""
    while data := guest.recv(65536):
        said += data
    return said


def health(server: Server) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status


@pytest.mark.parametrize("kind", UNFINISHED)
def test_guests_who_never_finish_keep_nobody_waiting(server: Server, kind: str) -> None:
    with ExitStack() as stack:
        for _ in range(GUESTS):
            stack.enter_context(closing(connect(server, UNFINISHED[kind])))
        assert health(server) == 200
        registered(server, re.sub(r"\W", "_", kind))  # a real form, with a real password
    assert health(server) == 200  # after all of them have gone at once


def test_guests_who_ask_for_much_and_read_nothing_keep_nobody_waiting(server: Server) -> None:
    request = f"GET /static/css/components.css HTTP/1.1\r\n{HOST}\r\n"
    with ExitStack() as stack:
        for _ in range(THREADS):
            stack.enter_context(closing(connect(server, request * 1500)))
        time.sleep(3)  # until a thread that waits for them would have been taken
        assert health(server) == 200


def test_connections_that_only_wait_do_no_harm(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(900):
            stack.enter_context(closing(connect(server, "")))
        assert health(server) == 200


def test_a_photo_that_comes_in_small_pieces_is_saved(server: Server) -> None:
    browser = registered(server, "slow")
    html = browser.get(server, "/expenses/new").html
    values = {
        "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', html)[0],
        "amount": "12,50",
        "category_id": re.findall(r'name="category_id" value="(\d+)"', html)[0],
        "spent_on": TODAY.isoformat(),
    }
    parts = [form_part(name, value) for name, value in values.items()]
    body = b"".join([*parts, form_part("receipts", picture())]) + f"--{BOUNDARY}--\r\n".encode()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    head = (
        f"POST /expenses/new HTTP/1.1\r\n{HOST}Connection: close\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with closing(connect(server, head)) as guest:
        for start in range(0, len(body), len(body) // 20):
            guest.sendall(body[start : start + len(body) // 20])
            assert health(server) == 200
        assert answer(guest).startswith(b"HTTP/1.1 302 ")
    assert "/thumbnail" in browser.get(server, "/expenses/").html


def test_a_body_above_the_limit_that_comes_in_chunks_shows_the_page(server: Server) -> None:
    head = f"POST /auth/login HTTP/1.1\r\n{HOST}Connection: close\r\nTransfer-Encoding: chunked\r\n"
    chunk = f"{len(BODY_ABOVE_THE_LIMIT):x}\r\n{BODY_ABOVE_THE_LIMIT.decode()}\r\n0\r\n\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with closing(connect(server, head + form + chunk)) as guest:
        said = answer(guest)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"<h1>Too large</h1>" in said


def test_a_body_that_is_far_too_large_is_refused_in_words(server: Server) -> None:
    with closing(connect(server, f"POST / HTTP/1.1\r\n{HOST}Content-Length: 1000000000\r\n\r\n")) as guest:
        said = answer(guest)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"larger than the server accepts" in said


def test_the_size_of_a_chunk_that_never_ends_is_refused(server: Server) -> None:
    endless = f"POST / HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\n" + "0" * 5000
    with closing(connect(server, endless)) as guest:
        assert answer(guest).startswith(b"HTTP/1.1 400 ")


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of another process")
def test_a_disk_without_room_for_a_request_is_said(tmp_path: Path) -> None:
    with running(tmp_path, MAX_UPLOAD_BYTES="2097152") as server:
        for worker in worker_ids(server):
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (100_000, 100_000))
        with closing(connect(server, f"POST /auth/login HTTP/1.1\r\n{HOST}Content-Length: 500000\r\n\r\n")) as guest:
            send(guest, b"a" * 110_000)
            assert first_answer([guest]) == b"HTTP/1.1 503 "
        assert server.ask("GET", "/auth/login")[0] == 200


def test_unfinished_bodies_take_only_so_much_room(server: Server) -> None:
    head = f"POST /auth/login HTTP/1.1\r\n{HOST}Content-Length: {LARGEST_BODY}\r\n\r\n"
    with ExitStack() as stack:
        guests = [stack.enter_context(closing(connect(server, head))) for _ in range(KEPT_BODIES + 1)]
        for guest in guests:
            send(guest, b"a" * (LARGEST_BODY - 1000))
        assert first_answer(guests) in {b"", b"HTTP/1.1 503 "}  # nothing, where the guest was still sending
        registered(server, "meanwhile")
    registered(server, "afterwards")


def first_answer(guests: list[socket.socket]) -> bytes:
    """Let the guests go on byte by byte until the server answers one of them; return how the answer begins."""
    for _ in range(900):  # as many bytes as they have not sent yet, or fewer
        answered = select.select(guests, [], [], 0.1)[0]
        if answered:
            with suppress(ConnectionResetError):
                return answer(answered[0])[:13]
            return b""
        for guest in guests:
            send(guest, b"a")
    raise AssertionError(guests)


def send(guest: socket.socket, data: bytes) -> None:
    """Send data to a server that may close the connection before their end."""
    with suppress(BrokenPipeError, ConnectionResetError):
        guest.sendall(data)


def test_an_archive_waits_for_its_client_and_is_never_kept_whole(server: Server) -> None:
    person = registered(server, "archivist")
    photo = encode(draw_noise(800, 800), "PNG")  # 2 MB; together more than the system itself keeps for a connection
    for _ in range(8):
        person.submit(server, "/expenses/new", amount="5", category_id="1", spent_on=TODAY.isoformat(), receipts=photo)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.cookies)
    request = f"GET /exports/archive.zip HTTP/1.0\r\n{HOST}Cookie: {cookies}\r\n\r\n"
    with ExitStack() as stack:
        readers = [stack.enter_context(closing(connect(server, request))) for _ in range(MOST_ARCHIVES)]
        beginnings = [reader.recv(100) for reader in readers]
        assert "The server is making other archives" in person.get(server, "/exports/archive.zip").html
        assert health(server) == 200
        head, _, archive = (beginnings[0] + answer(readers[0])).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 200 OK")
    assert zipfile.ZipFile(io.BytesIO(archive)).testzip() is None

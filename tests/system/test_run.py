"""The start-up script as a real process, spoken to over a real socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import platform
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from configparser import RawConfigParser
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from app.backup.cli import create
from app.backup.locks import InUseError, restoring
from app.database.engine import db
from app.database.migrate import OLDEST_COMMIT, upgrade
from app.system import server as server_module
from app.system import workers
from tests.support.servers import (
    BODY_ABOVE_THE_LIMIT,
    PATIENCE_SECONDS,
    PROJECT,
    STOP_SECONDS,
    environment,
    fail_to_start,
    free_port,
    is_running,
    memory_settings,
    open_form,
    register,
    running,
    worker_ids,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.support.servers import Server

# What threads of a worker that turn pictures leave behind in its memory, in bytes.
TURN_PICTURES = """
import threading
from pathlib import Path
from PIL import Image

def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def turn_pictures(kept):
    for _ in range(4):
        Image.new("RGB", (4000, 3000)).transpose(Image.Transpose.ROTATE_90)
        kept.append(Image.new("L", (500, 500)))

before, kept = resident_bytes(), []
threads = [threading.Thread(target=turn_pictures, args=(kept,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(resident_bytes() - before)
"""


@pytest.fixture(autouse=True)
def _hears_ctrl_c() -> Iterator[None]:
    """Let what is started here hear Ctrl-C: a shell makes deaf to it whatever it runs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests of this file share."""
    with running(tmp_path_factory.mktemp("served"), MAX_UPLOAD_BYTES="2097152") as server:
        yield server


def test_it_serves_a_healthy_application(server: Server) -> None:
    status, text = server.ask("GET", "/readyz")
    assert (status, json.loads(text)) == (200, {"status": "ok", "database": True, "migrations": True, "uploads": True})


def test_it_says_where_it_is(server: Server) -> None:
    assert server.line == f"Potrošnja is at http://127.0.0.1:{server.port} (Ctrl-C stops it)\n"


def test_it_listens_to_this_machine_alone(server: Server) -> None:
    # All of 127/8 is this machine on Linux, and elsewhere there is no such address: it answers only who listens to all.
    with pytest.raises(OSError, match=r".+"):
        socket.create_connection(("127.0.0.2", server.port), timeout=2)


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET /auth/login HTTP/1.1", 200),
        ("GET /static/css/base.css HTTP/1.1", 200),
        ("GET /nowhere HTTP/1.1", 404),
        ("GET / HTTP/1.1\r\nContent-Length: much", 400),  # the server itself answers, not the application
    ],
)
def test_no_answer_names_the_program(server: Server, request_line: str, status: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as guest:
        guest.sendall(f"{request_line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: guest.recv(65536), b""))
    head = (said.partition(b"\r\n\r\n")[0] if status < 400 else said).lower()
    assert head.startswith(f"http/1.1 {status} ".encode())
    assert not [name for name in (b"\nserver:", b"waitress", b"werkzeug", b"flask", b"python") if name in head]


@pytest.mark.parametrize("path", ["/auth/login", "/expenses/new", "/nowhere"])
def test_a_body_above_the_limit_gets_an_answer(server: Server, path: str) -> None:
    form = "application/x-www-form-urlencoded"
    status, text = server.ask("POST", path, BODY_ABOVE_THE_LIMIT, **{"Content-Type": form})
    assert (status, "<h1>Too large</h1>" in text) == (413, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path) as server, closing(http.client.HTTPConnection("127.0.0.1", server.port)) as browser:
        browser.request("GET", "/healthz")
        browser.getresponse().read()  # and the browser keeps the connection
        assert server.stop(number) == (0, "", "")
        with pytest.raises(ConnectionRefusedError):
            server.ask("GET", "/healthz")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_right_after_the_address_is_printed_stops_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    settings = environment(tmp_path, free_port())
    with subprocess.Popen([sys.executable, "run.py"], cwd=PROJECT, env=settings, stdout=-1, stderr=-1) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(number)
        _, errors = process.communicate(timeout=STOP_SECONDS)
    assert (process.returncode, errors) == (0, b"")


def test_the_next_start_finds_the_data(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        cookie = register(server)
        server.stop()
    with running(tmp_path) as server:
        status, text = server.ask("GET", "/", Cookie=cookie)
        assert (status, "Ana Horvat" in text) == (200, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_after_a_stop_the_database_file_alone_has_everything(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path / "data", WORKERS="2") as server:
        register(server)
        with closing(sqlite3.connect(tmp_path / "data" / "potrosnja.db")) as other:
            other.execute("SELECT count(*) FROM user").fetchone()  # with nobody else, SQLite tidies up by itself
            server.stop(number)
            shutil.copy(tmp_path / "data" / "potrosnja.db", tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT username FROM user").fetchall() == [("ana",)]


@pytest.mark.sqlite
def test_a_request_in_progress_gets_its_answer_though_the_server_stops(tmp_path: Path) -> None:
    with running(tmp_path) as server, ThreadPoolExecutor() as pool:
        headers, token = open_form(server, "/auth/login")
        form = f"username=ana&password=wrong+horse&csrf_token={token}".encode()
        with closing(sqlite3.connect(tmp_path / "potrosnja.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # which the failure waits for to be noted, ten seconds at most
            answer = pool.submit(server.ask, "POST", "/auth/login", form, **headers)
            time.sleep(1)
            server.process.terminate()
            time.sleep(6)
            other.rollback()
        assert answer.result()[0] == 400


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries give memory back by themselves")
def test_a_worker_gives_the_memory_of_pictures_back(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", TURN_PICTURES],
        cwd=PROJECT,
        env=environment(tmp_path, free_port(), **memory_settings()),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert int(result.stdout) < 4000 * 3000 * 4 / 2  # half a picture


def test_several_workers_share_one_address(tmp_path: Path) -> None:
    with running(tmp_path, WORKERS="2") as server:
        assert [server.ask("GET", "/healthz")[0] for _ in range(10)] == [200] * 10
        status, _, errors = server.stop(signal.SIGINT)  # what is said depends: a worker may still be starting
        assert (status, errors) == (0, "")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells which processes a process has")
def test_workers_that_crash_again_and_again_come_back(tmp_path: Path) -> None:
    with running(tmp_path, WORKERS="2") as server:
        for _ in range(3):
            for worker in worker_ids(server):
                os.kill(worker, signal.SIGKILL)
            assert server.ask("GET", "/healthz")[0] == 200  # who connects meanwhile waits for the next worker
        status, _, errors = server.stop()
        assert (status, "ended with status -9; another one takes its place." in errors) == (0, True)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells which processes a process has")
def test_no_worker_stays_when_the_process_that_watches_them_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, WORKERS="2") as server:
        workers = worker_ids(server)
        server.process.kill()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(is_running(worker) for worker in workers):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with running(tmp_path) as server:
        assert server.ask("GET", "/healthz")[0] == 200


def test_a_host_may_be_a_name(tmp_path: Path) -> None:
    with running(tmp_path, HOST="localhost") as server:
        assert f"http://localhost:{server.port} " in server.line
        assert server.ask("GET", "/healthz")[0] == 200


def test_a_busy_port_is_said_in_a_sentence(server: Server, tmp_path: Path) -> None:
    assert f"Cannot serve on 127.0.0.1:{server.port}: " in fail_to_start(tmp_path, PORT=str(server.port))


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
def test_a_host_that_is_not_here_is_said_in_a_sentence(tmp_path: Path, host: str) -> None:
    assert f"Cannot serve on {host}:" in fail_to_start(tmp_path, HOST=host)


@pytest.mark.parametrize("setting", ["DATA_FOLDER", "UPLOAD_FOLDER"])
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, setting: str) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written" in fail_to_start(tmp_path, **{setting: str(tmp_path / "file")})


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what a process has open")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_migration_is_said_in_a_sentence(tmp_path: Path, number: signal.Signals) -> None:
    with closing(sqlite3.connect(tmp_path / "potrosnja.db", isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")  # the migration waits for it
        process = subprocess.Popen(
            [sys.executable, "run.py"],
            cwd=PROJECT,
            env=environment(tmp_path, free_port()),
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        migrating = wait_for_migration(process.pid, tmp_path)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does
        else:
            os.kill(migrating if number == signal.SIGKILL else process.pid, number)
        _, errors = process.communicate(timeout=STOP_SECONDS)
    assert process.returncode == 1
    assert errors.endswith("The migration was stopped; the database is as it was.\n")
    assert not is_running(migrating)


def wait_for_migration(process_id: int, folder: Path) -> int:
    """Wait until the process has a child that has the database open, and return its id."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for child in Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii").split():
            with contextlib.suppress(OSError):  # it may end or close a file meanwhile
                if any(path.readlink().is_relative_to(folder) for path in Path(f"/proc/{child}/fd").iterdir()):
                    return int(child)
        time.sleep(0.01)
    raise AssertionError(process_id)


def test_a_start_waits_for_the_database_and_says_so(tmp_path: Path) -> None:
    settings = environment(tmp_path, free_port(), DATABASE_URL=f"postgresql://ana@127.0.0.1:{free_port()}/money")
    with subprocess.Popen(
        [sys.executable, "run.py"], cwd=PROJECT, env=settings, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Waiting for the database: ")
        process.terminate()
        assert process.stderr.read() == "The migration was stopped; the database is as it was.\n"
    assert process.returncode == 1


@pytest.mark.postgresql
def test_a_start_goes_on_when_the_database_has_come(tmp_path: Path, empty_database_url: str) -> None:
    url = make_url(empty_database_url)
    port = free_port()
    settings = environment(tmp_path, free_port(), DATABASE_URL=url.set(port=port).render_as_string(hide_password=False))
    command = [sys.executable, "run.py"]
    with subprocess.Popen(command, cwd=PROJECT, env=settings, stdout=-1, stderr=-1, text=True) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        assert process.stderr.readline().startswith("Waiting for the database: ")
        with forwarding(port, (str(url.host), url.port or 5432)):
            assert process.stdout.readline().startswith("Potrošnja is at ")
            process.terminate()
            process.wait(STOP_SECONDS)
    assert process.returncode == 0


@contextmanager
def forwarding(port: int, target: tuple[str, int]) -> Iterator[None]:
    """Carry each connection to a port on to another address, until all of them have ended."""

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def forward(client: socket.socket) -> None:
        with client, socket.create_connection(target) as server, ThreadPoolExecutor() as pool:
            pool.submit(carry, client, server)
            pool.submit(carry, server, client)

    def accept() -> None:
        with ThreadPoolExecutor() as pool, contextlib.suppress(OSError):
            while True:
                pool.submit(forward, listener.accept()[0])

    with ThreadPoolExecutor() as pool, socket.create_server(("127.0.0.1", port)) as listener:
        pool.submit(accept)
        yield
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [("ffff", "made by a newer version of Potrošnja"), ("0009", f"git checkout {OLDEST_COMMIT}, then make run")],
)
def test_a_database_of_another_version_is_said_in_a_sentence(
    make_app: Callable[..., Flask], tmp_path: Path, revision: str, sentence: str
) -> None:
    with make_app(DATA_FOLDER=str(tmp_path), DATABASE_URL="").app_context():
        upgrade()
        db.engine.dispose()
    with closing(sqlite3.connect(tmp_path / "potrosnja.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
    assert sentence in fail_to_start(tmp_path)


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "potrosnja.db").write_text("This is no database. " * 100)
    assert "The database cannot be opened: file is not a database." in fail_to_start(tmp_path)


@pytest.mark.parametrize(("name", "text"), [("PORT", "http"), ("DATABASE_URL", "mysql://me@host/name")])
def test_a_wrong_setting_is_said_in_a_sentence(tmp_path: Path, name: str, text: str) -> None:
    assert f"The setting {name}=" in fail_to_start(tmp_path, **{name: text})


def test_a_folder_that_is_being_restored_is_said_in_a_sentence(tmp_path: Path) -> None:
    with restoring(tmp_path):
        assert fail_to_start(tmp_path) == (f"A backup is being restored into {tmp_path}: wait until that has ended.\n")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells which processes a process has")
def test_a_folder_is_in_use_as_long_as_a_worker_runs(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        with pytest.raises(InUseError), restoring(tmp_path):
            pass
        server.stop()
        with restoring(tmp_path):
            pass


def test_the_units_for_systemd_make_a_backup() -> None:
    service, timer = RawConfigParser(strict=False), RawConfigParser()  # a setting may come twice
    service.read(PROJECT / "docs" / "potrosnja-backup.service", encoding="utf-8")
    timer.read(PROJECT / "docs" / "potrosnja-backup.timer", encoding="utf-8")
    program, *arguments = service["Service"]["ExecStart"].split()
    assert program == service["Service"]["WorkingDirectory"] + "/.venv/bin/flask"
    assert create.make_context("create", arguments[2:]).params["keep"] == 30
    assert (arguments[:2], timer["Timer"]["Persistent"]) == (["backup", "create"], "true")


def test_the_unit_for_systemd_runs_what_is_here_and_starts_it_anew() -> None:
    unit = RawConfigParser(strict=False)  # a setting may come twice, and the last one counts here
    unit.read(PROJECT / "docs" / "potrosnja.service", encoding="utf-8")
    service = unit["Service"]
    program, script = service["ExecStart"].removeprefix(service["WorkingDirectory"] + "/").split()
    assert (program, (PROJECT / script).is_file()) == (".venv/bin/python", True)
    assert service["Restart"] == "always"
    assert dict(item.split("=") for item in service["Environment"].split()) == memory_settings()
    assert int(service["TimeoutStopSec"]) > workers.STOP_SECONDS
    assert int(service["LimitNOFILE"]) > 2 * server_module.MOST_CONNECTIONS

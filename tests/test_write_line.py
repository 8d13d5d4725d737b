"""Writers of SQLite stand in a line, and whatever becomes of one of them, the next one has its turn."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from app import write_line
from app.extensions import engine_options
from app.write_line import LinedUpConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE_SECONDS = 30
WRITERS, WRITES = 4, 25
only_linux = pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who waits for a lock")
INSERT = "INSERT INTO note (writer) VALUES (?)"
# It says when it holds the lock, and commits when it is told to.
PROCESS = """
import sqlite3, sys
from app.write_line import LinedUpConnection
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level="IMMEDIATE", factory=LinedUpConnection)
for _ in range(int(sys.argv[2])):
    connection.cursor().execute("INSERT INTO note (writer) VALUES (?)", (sys.argv[3],))
    print("written", flush=True)
    sys.stdin.readline()
    connection.commit()
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "test.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE note (writer INTEGER CHECK (writer >= 0))")
    return path


def connect(
    database: str, isolation_level: str | None = "IMMEDIATE", timeout: float = PATIENCE_SECONDS
) -> LinedUpConnection:
    """Connect as the application does; `timeout` is SQLite's own patience, which who opens and closes needs too."""
    return LinedUpConnection(database, timeout, isolation_level=isolation_level, check_same_thread=False)


def write(database: str, writer: int) -> None:
    with closing(connect(database)) as connection:
        connection.cursor().execute(INSERT, (writer,))
        connection.commit()


def list_writers(database: str) -> list[int]:
    with closing(sqlite3.connect(database)) as connection:
        return [writer for (writer,) in connection.execute("SELECT writer FROM note ORDER BY rowid")]


@contextmanager
def locked_folder(database: str) -> Iterator[None]:
    descriptor = os.open(Path(database).parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def is_free(database: str) -> bool:
    try:
        with locked_folder(database):
            return True
    except BlockingIOError:
        return False


def count_waiting(database: str) -> int:
    """Count those who wait for their turn, in all processes."""
    place = f":{Path(database).parent.stat().st_ino} "
    locks = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    return sum("->" in line and place in line for line in locks)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@contextmanager
def process_that_writes(database: str, writer: int, writes: int = 1) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROCESS, database, str(writes), str(writer)]
    folder = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def hear(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip()  # type: ignore[union-attr]


@only_linux
def test_threads_write_in_the_order_in_which_they_came(database: str) -> None:
    with closing(connect(database)) as first, ThreadPoolExecutor(WRITERS) as pool:
        first.cursor().execute(INSERT, (0,))
        for number in range(1, WRITERS + 1):
            pool.submit(write, database, number)
            wait_until(lambda: count_waiting(database) == number)  # noqa: B023 - it is called at once
        first.commit()
    assert list_writers(database) == list(range(WRITERS + 1))


@only_linux
def test_a_process_that_waits_has_its_turn_before_who_comes_later(database: str) -> None:
    with closing(connect(database)) as first, ExitStack() as stack:
        first.cursor().execute(INSERT, (0,))
        process = stack.enter_context(process_that_writes(database, 1))
        wait_until(lambda: count_waiting(database) == 1)
        later = stack.enter_context(ThreadPoolExecutor()).submit(write, database, 2)
        wait_until(lambda: count_waiting(database) == 2)
        first.commit()
        assert hear(process) == "written"
        assert list_writers(database) == [0]
        process.communicate("\n", PATIENCE_SECONDS)
        later.result(PATIENCE_SECONDS)
    assert list_writers(database) == [0, 1, 2]


def test_threads_and_processes_that_write_at_once_never_fail(database: str) -> None:
    def write_here(writer: int) -> None:
        for _ in range(WRITES):
            write(database, writer)

    def write_there(writer: int) -> None:
        with process_that_writes(database, writer, WRITES) as process:
            process.communicate("\n" * WRITES, PATIENCE_SECONDS)
            assert process.returncode == 0

    with ThreadPoolExecutor(2 * WRITERS) as pool:
        for _ in [*pool.map(write_here, range(WRITERS)), *pool.map(write_there, range(WRITERS))]:
            pass
    assert sorted(list_writers(database)) == sorted([*range(WRITERS)] * 2 * WRITES)


def test_a_process_that_is_killed_holds_nobody_up(database: str) -> None:
    with process_that_writes(database, 1) as process:
        assert hear(process) == "written"
        assert not is_free(database)
        process.kill()
        write(database, 2)
    assert list_writers(database) == [2]


@pytest.mark.parametrize("end", [LinedUpConnection.commit, LinedUpConnection.rollback, LinedUpConnection.close])
def test_the_turn_ends_with_the_transaction(database: str, end: Callable[[LinedUpConnection], None]) -> None:
    with closing(connect(database)) as connection:
        connection.execute("SELECT writer FROM note")
        assert is_free(database)
        connection.cursor().executemany(INSERT, [(1,), (2,)])
        connection.cursor().execute("UPDATE note SET writer = writer + 1")
        assert not is_free(database)
        end(connection)
        assert is_free(database)


def test_the_turn_ends_when_a_write_fails(database: str) -> None:
    engine = create_engine(f"sqlite:///{database}", **engine_options("sqlite"))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql(INSERT, (-1,))
    assert is_free(database)
    engine.dispose()


def test_the_turn_ends_when_the_connection_goes_back_to_the_pool(database: str) -> None:
    engine = create_engine(f"sqlite:///{database}", **engine_options("sqlite"))
    with engine.connect() as connection:
        connection.exec_driver_sql(INSERT, (1,))
        assert not is_free(database)
    assert is_free(database)
    engine.dispose()


def test_the_turn_ends_when_the_database_is_locked_by_who_stands_in_no_line(database: str) -> None:
    with closing(sqlite3.connect(database)) as outsider, closing(connect(database, timeout=0)) as connection:
        outsider.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            connection.cursor().execute(INSERT, (1,))
        connection.rollback()
        assert is_free(database)


def test_without_a_transaction_there_is_no_turn(database: str) -> None:
    with closing(connect(database, isolation_level=None)) as connection:
        connection.cursor().execute(INSERT, (1,))
        assert is_free(database)
        connection.execute("BEGIN IMMEDIATE")
        connection.cursor().execute(INSERT, (2,))
        assert is_free(database)
        connection.commit()
    assert list_writers(database) == [1, 2]


def test_a_database_in_memory_has_no_line() -> None:
    with closing(connect(":memory:")) as connection:
        connection.execute("CREATE TABLE note (writer INTEGER)")
        connection.cursor().execute(INSERT, (1,))
        connection.commit()


def test_who_has_waited_for_long_writes_without_a_turn(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_line, "PATIENCE_SECONDS", 0.01)
    with locked_folder(database):
        write(database, 1)
    assert list_writers(database) == [1]
    wait_until(lambda: is_free(database))


def test_a_process_that_was_stopped_while_it_writes_stops_nobody_for_good(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_line, "PATIENCE_SECONDS", 0.01)
    with process_that_writes(database, 1) as process, closing(connect(database)) as connection:
        assert hear(process) == "written"
        begin = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            connection.cursor().execute(INSERT, (2,))
        assert time.monotonic() - begin < PATIENCE_SECONDS  # the time in the line counts, SQLite's own is not added
        connection.rollback()
    wait_until(lambda: is_free(database))
    assert list_writers(database) == [1]


def test_where_folders_cannot_be_locked_writing_goes_on(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "flock", refuse)
        write(database, 1)
    assert list_writers(database) == [1]
    assert is_free(database)

"""Connections to SQLite whose writers wait for each other in a line.

SQLite lets one transaction write at a time. It keeps no line: who finds it locked looks again after pauses that grow to
100 ms, so that among many writers the newest are served and the oldest wait for half a second. Here every writer, a
thread or another process, first locks the folder of the database. The kernel wakes those who wait for that in the order
in which they came, and takes the lock from a process that dies.

The line is a courtesy, and SQLite's own lock is still what keeps writes apart. Whoever has waited too long, or cannot
lock the folder, writes as if there were no line; so does whatever else writes to the database, such as a migration.
"""

from __future__ import annotations

import fcntl
import math
import os
import sqlite3
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE_SECONDS = 10.0  # as long as SQLite itself is told to wait
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")  # what the driver begins a transaction for


class LinedUpConnection(sqlite3.Connection):
    """A connection whose transaction waits for its turn with the first write, and has it until it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = ExitStack()
        self._has_turn = False
        _number, _name, file = super().execute("PRAGMA database_list").fetchone()
        self._folder = Path(file).parent if file else None  # a database in memory has no file, and one writer

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor that tells this connection what it is about to do."""
        return super().cursor(factory or _LinedUpCursor)

    def wait_for_turn(self, sql: str) -> None:
        """Wait if this statement is the one with which the driver begins a transaction."""
        begins = self.isolation_level is not None and not self.in_transaction and sql.startswith(_WRITES)
        if begins and self._folder is not None and not self._has_turn:
            self._has_turn = True
            with suppress(OSError):  # some network drives cannot lock a folder
                # Not the database itself: closing it would drop all locks of SQLite that the process has on it.
                descriptor = os.open(self._folder, os.O_RDONLY)
                self._turn.callback(os.close, descriptor)
                deadline = time.monotonic() + PATIENCE_SECONDS
                _lock(descriptor)
                # What the line took of the time that a write may wait, SQLite's own lock must not take again.
                left_seconds = math.ceil(max(0.0, deadline - time.monotonic()))
                super().execute(f"PRAGMA busy_timeout = {1000 * left_seconds}")

    def commit(self) -> None:
        """Commit, and let the next one write."""
        try:
            super().commit()
        finally:
            self._end_turn()

    def rollback(self) -> None:
        """Roll back, and let the next one write."""
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        """Close the connection, and let the next one write."""
        try:
            super().close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        self._turn.close()
        self._has_turn = False


class _LinedUpCursor(sqlite3.Cursor):
    """A cursor whose writes wait for the turn of their connection; SQLAlchemy has a cursor for each statement."""

    connection: LinedUpConnection

    def execute(self, sql: str, parameters: Any = (), /) -> _LinedUpCursor:
        """Execute a statement."""
        self.connection.wait_for_turn(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> _LinedUpCursor:
        """Execute a statement with each of the parameters."""
        self.connection.wait_for_turn(sql)
        return super().executemany(sql, parameters)


def _lock(descriptor: int) -> None:
    """Lock a folder after all who asked before, or give up after a while.

    Raises:
        OSError: folders cannot be locked here.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # The kernel knows no end of waiting, and a process that was stopped while it writes must not stop the others.
        # A thread can be left waiting: with the descriptor closed, it loses the lock in the moment in which it gets it.
        waiting = threading.Thread(target=_wait_for_lock, args=(descriptor,), daemon=True)
        waiting.start()
        waiting.join(PATIENCE_SECONDS)


def _wait_for_lock(descriptor: int) -> None:
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)

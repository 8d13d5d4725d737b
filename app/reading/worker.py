"""The engine in a process of its own, which a picture can end without ending the one that asks."""

from __future__ import annotations

import multiprocessing
import signal
from typing import TYPE_CHECKING

from app.reading.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess
    from pathlib import Path

    from app.reading.lines import Page

MAX_SECONDS = 20  # of the processor, for a picture; most take one or two
MAX_PICTURES = 200  # then the process is replaced, so that no memory is held for ever
_LOOK_SECONDS = 0.5
_fork = multiprocessing.get_context("fork")  # it shares the memory of what is loaded


class NotReadError(Exception):
    """A picture was not read: it is lost or broken, took too long, or ended the engine."""


class NotWantedError(Exception):
    """Nobody wants the picture any more: the server is stopped."""


class Worker:
    """Reads pictures one after the other, as long as `is_wanted`; the process starts with the first one."""

    def __init__(
        self, is_wanted: Callable[[], bool], max_seconds: int = MAX_SECONDS, max_pictures: int = MAX_PICTURES
    ) -> None:
        self._is_wanted = is_wanted
        self._max_seconds = max_seconds
        self._max_pictures = max_pictures
        self._count = 0
        self._process: ForkProcess | None = None
        self._connection: Connection | None = None

    def read(self, path: Path) -> Page:
        """Return the lines of a picture.

        Raises:
            NotReadError: it was not read.
            NotWantedError: the server was stopped meanwhile.
        """
        if self._count == self._max_pictures:
            self.end()
        self._count += 1
        connection = self._connection or self._start()
        try:
            connection.send(path)
            while not connection.poll(_LOOK_SECONDS):
                self._check_wanted()
            page: Page | None = connection.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise NotReadError from error
        if page is None:
            raise NotReadError
        return page

    def end(self) -> None:
        """End the process, and wait until it is gone."""
        if self._connection is not None and self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
        self._connection, self._process, self._count = None, None, 0

    def _check_wanted(self) -> None:
        if not self._is_wanted():
            self.end()
            raise NotWantedError

    def _start(self) -> Connection:
        own, other = _fork.Pipe()
        self._process = _fork.Process(target=_serve, args=(other, own, self._max_seconds), daemon=True)
        self._process.start()
        other.close()
        self._connection = own
        return own


def _serve(connection: Connection, parents: Connection, max_seconds: int) -> None:
    """Read what is asked for, until the other side is gone; a picture that takes too long ends the process."""
    parents.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends this process
    engine = Engine()
    while True:
        try:
            path = connection.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, max_seconds)  # the system ends the process, whatever it is doing
        connection.send(_read(engine, path))
        signal.setitimer(signal.ITIMER_PROF, 0)


def _read(engine: Engine, path: Path) -> Page | None:
    try:
        return engine.read(path)
    except (OSError, SyntaxError, ValueError):  # what Pillow raises on files that are lost or broken
        return None

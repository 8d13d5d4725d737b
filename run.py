"""`app` for a WSGI server; run as a script: migrate the database, then serve."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy.exc import DatabaseError

from app import create_app
from config import DataFolderError, SettingError, load_config

if TYPE_CHECKING:
    from flask import Flask

    from config import Config

_BLOCKING_THREADS = 4  # requests that one worker answers at a time
_KILL_TIMEOUT_SECONDS = 10  # what a request in progress gets when the server stops
# By the names of glibc's malloc.h, in bytes: what may stay free at the end of the heap, what is so large that it lies
# outside of the heap. And how many heaps there are: one is enough where one thread runs at a time.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_MEMORY_LIMITS = {_M_TRIM_THRESHOLD: 256 * 1024, _M_MMAP_THRESHOLD: 4 * 1024 * 1024, _M_ARENA_MAX: 1}


class StartError(Exception):
    """The server cannot start; the message is the sentence to show."""


def main() -> int:
    """Migrate, then serve until stopped; return the exit status."""
    try:
        config = load_config()
        address = _free_address(config)
    except (SettingError, DataFolderError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    if not _migrate_apart(config):
        return 1
    _serve(config, address)
    return 0


def _free_address(config: Config) -> str:
    """Return the address of the host as numbers, which is all that the server takes.

    Whether it is free is found out before the start: the workers share it and would not complain.

    Raises:
        StartError: there is no such address here, or somebody serves on it.
    """
    is_version_6 = ":" in config.host
    try:
        address = config.host if is_version_6 else socket.gethostbyname(config.host)
        with socket.socket(socket.AF_INET6 if is_version_6 else socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, config.port))
            probe.listen()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "there is no such name"
        msg = f"Cannot serve on {config.host}:{config.port}: {reason}. Set HOST or PORT to another address."
        raise StartError(msg) from error
    return address


def _migrate_apart(config: Config) -> bool:
    """Migrate in a process of its own, and tell whether that went well; if not, it has been said why.

    Workers are forked from this process: they would keep what Alembic needs, and share a connection.
    """
    process = multiprocessing.Process(target=_migrate, args=(config,))
    end_at_once = signal.signal(signal.SIGTERM, _interrupt)
    process.start()
    try:
        process.join()
    except KeyboardInterrupt:
        process.terminate()
        process.join()
    signal.signal(signal.SIGTERM, end_at_once)
    if process.exitcode is not None and process.exitcode < 0:
        reason = signal.Signals(-process.exitcode).name
        print(f"The migration was stopped by {reason}; the database is as it was.", file=sys.stderr)
    return process.exitcode == 0


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _migrate(config: Config) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # a migration that is stopped is rolled back
    from app.migration import NewerDatabaseError, upgrade  # noqa: PLC0415 - in this process alone, as said above

    application = create_app(config)
    try:
        config.upload_folder.mkdir(parents=True, exist_ok=True)
        if not os.access(config.upload_folder, os.W_OK):
            sys.exit(str(DataFolderError(config.upload_folder, "Permission denied")))
        with application.app_context(), contextlib.redirect_stdout(sys.stderr):
            upgrade()
    except OSError as error:
        sys.exit(str(DataFolderError(config.upload_folder, error.strerror or str(error))))
    except NewerDatabaseError as error:
        sys.exit(f"{error} Install that version, or restore a backup.")
    except DatabaseError as error:
        sys.exit(f"The database cannot be opened: {error.orig}. Look at DATABASE_URL and at the folder's permissions.")


def _serve(config: Config, address: str) -> None:
    server = Server(
        "run:app",
        address=address,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=_BLOCKING_THREADS,
        workers_kill_timeout=_KILL_TIMEOUT_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    )
    host = f"[{config.host}]" if ":" in config.host else config.host
    server.on_startup(lambda: print(f"Potrošnja is at http://{host}:{config.port} (Ctrl-C stops it)", flush=True))
    server.serve(target_loader=_load_worker, wrap_loader=False)


def _load_worker() -> Flask:
    """Build the application of a worker, which only the server stops.

    A terminal sends Ctrl-C to the workers too. One that gets the server's signal while it still handles the terminal's
    locks itself up.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    _give_memory_back()
    application = create_app()
    # What was loaded stays. The garbage collector need not look through it again and again, for which every request of
    # the worker would have to wait.
    gc.collect()
    gc.freeze()
    return application


def _give_memory_back() -> None:
    """Let the C library return memory that is free to the system, where it is glibc.

    By itself it raises its limits whenever a large block is freed, up to 64 MB for each heap and a heap for each
    thread: a worker would keep what decoding its largest photos took.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for parameter, value in _MEMORY_LIMITS.items():
        mallopt(parameter, value)


if __name__ == "__main__":
    sys.exit(main())
else:
    app = create_app()

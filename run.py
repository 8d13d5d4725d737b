"""`app` for a WSGI server; run as a script: migrate the database, then serve."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError

from app import create_app
from app.extensions import checkpoint, first_line
from app.server import MOST_CONNECTIONS, run_server
from app.workers import run_apart, run_workers
from config import DataFolderError, SettingError, load_config

if TYPE_CHECKING:
    from config import Config

_BACKLOG = 1024  # connections that wait until a worker takes them
# Keys of mallopt (malloc.h): bytes that may stay free at the heap's end, bytes from which on a block lies outside the
# heap, and the number of heaps: one is enough where one thread runs at a time.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_MEMORY_LIMITS = {_M_TRIM_THRESHOLD: 256 * 1024, _M_MMAP_THRESHOLD: 4 * 1024 * 1024, _M_ARENA_MAX: 1}


class StartError(Exception):
    """The server cannot start; the message is the sentence to show."""


def main() -> int:
    """Migrate, then serve until stopped; return the exit status."""
    try:
        config = load_config()
        listener = _listen(config)
    except (SettingError, DataFolderError, StartError) as error:
        print(error, file=sys.stderr)
        return 1
    with listener:
        if not _migrate_apart(config):
            return 1
        _serve(config, listener)
    return 0


def _listen(config: Config) -> socket.socket:
    """Return the socket that all workers share; who connects before they are ready waits for them.

    Raises:
        StartError: there is no such address here, or somebody serves on it.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "there is no such name"
        msg = f"Cannot serve on {config.host}:{config.port}: {reason}. Set HOST or PORT to another address."
        raise StartError(msg) from error


def _migrate_apart(config: Config) -> bool:
    """Migrate in a process of its own, and tell whether that went well; if not, it has been said why.

    Workers are forked from this process: they would keep what Alembic needs, and share a connection.
    """
    status = run_apart(partial(_migrate, config))
    if status < 0:
        reason = signal.Signals(-status).name
        print(f"The migration was stopped by {reason}; the database is as it was.", file=sys.stderr)
    return status == 0


def _migrate(config: Config) -> None:
    # In this process alone, as said above.
    from app.migration import NewerDatabaseError, upgrade, wait_for_database  # noqa: PLC0415
    from app.upkeep.services import prepare  # noqa: PLC0415

    application = create_app(config)
    try:
        with application.app_context(), contextlib.redirect_stdout(sys.stderr):
            wait_for_database()
            upgrade()
            prepare()
        if not os.access(config.upload_folder, os.W_OK):
            sys.exit(str(DataFolderError(config.upload_folder, "Permission denied")))
    except OSError as error:
        sys.exit(str(DataFolderError(config.upload_folder, error.strerror or str(error))))
    except NewerDatabaseError as error:
        sys.exit(f"{error} Install that version, or restore a backup.")
    except DatabaseError as error:
        reason = first_line(error)
        sys.exit(f"The database cannot be opened: {reason}. Look at DATABASE_URL and at the folder's permissions.")


def _serve(config: Config, listener: socket.socket) -> None:
    _give_memory_back()
    _allow_many_files()
    application = create_app(config)
    host = f"[{config.host}]" if ":" in config.host else config.host
    print(f"Potrošnja is at http://{host}:{config.port} (Ctrl-C stops it)", flush=True)
    run_workers(config.workers, partial(run_server, application, listener, config.max_request_bytes))
    with application.app_context():
        checkpoint()


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


def _allow_many_files() -> None:
    """Raise the limit of open files, as far as the system allows: a connection is one, and a large body another."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(limit, 3 * MOST_CONNECTIONS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


if __name__ == "__main__":
    sys.exit(main())
else:
    app = create_app()

"""Migrate the database, then serve."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import socket
import sys
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import matplotlib.figure  # noqa: F401 - before the fork: 190 MB in all and not 210, the first chart in 0.3 s and not 0.8

from app import create_app
from app.backup.locks import RestoringError, using
from app.database.engine import checkpoint
from app.events.host_log import write_host_log
from app.system.logs import write_logs
from app.system.metrics import SHARED_FOLDER
from app.system.server import MOST_CONNECTIONS, run_server
from app.system.workers import hold_signals, run_workers
from config import load_config
from data_folder import DataFolderError
from setting_reader import SettingError

if TYPE_CHECKING:
    from config import Config

_BACKLOG = 1024  # connections that wait until a worker takes them
_STOPS = signal.SIGINT, signal.SIGTERM
_LOOK_SECONDS = 0.1  # after a signal to stop


class StartError(Exception):
    """The server cannot start; the message is the sentence to show."""


def main() -> int:
    """Migrate, then serve until stopped; return the exit status."""
    with ExitStack() as stack:
        try:
            config = load_config()
            listener = stack.enter_context(_listen(config))
            stack.enter_context(using(config.data_folder))
        except (SettingError, DataFolderError, StartError, RestoringError) as error:
            print(error, file=sys.stderr)
            return 1
        if not _prepare(config):
            return 1
        if config.metrics_token:  # where the workers count requests together
            os.environ[SHARED_FOLDER] = stack.enter_context(TemporaryDirectory(prefix="potrosnja-"))
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


def _prepare(config: Config) -> bool:
    """Migrate the database and make the data folder ready; tell whether that went well, if not it has been said why.

    It happens in a process of its own: workers are forked from this one, and would keep what only migrations need.
    """
    stops: list[int] = []  # signals to stop: this process ends that one, and only when it knows it
    for number in _STOPS:
        signal.signal(number, lambda number, _frame: stops.append(number))
    process = multiprocessing.get_context("fork").Process(target=_run_prepare, args=(config,))
    process.start()
    while process.is_alive() and not stops:
        process.join(_LOOK_SECONDS)
    if stops:
        process.kill()
    process.join()  # before that, nobody knows how the database is
    for number in _STOPS:
        signal.signal(number, signal.default_int_handler)
    if stops or (process.exitcode or 0) < 0:
        print("The migration was stopped; the database is as it was.", file=sys.stderr)
        return False
    return process.exitcode == 0


def _run_prepare(config: Config) -> None:
    from app.system.commands import prepare  # noqa: PLC0415 - in this process alone

    with create_app(config).app_context():
        prepare.main(args=[])


def _serve(config: Config, listener: socket.socket) -> None:
    hold_signals()
    _allow_many_files()
    write_logs(config)
    application = create_app(config)
    if config.writes_events:
        write_host_log()
    host = f"[{config.host}]" if ":" in config.host else config.host
    gc.freeze()  # workers go on sharing what is loaded: 172 MB in all after a look around, and not 227
    print(f"Potrošnja is at http://{host}:{config.port} (Ctrl-C stops it)", flush=True)
    run_workers(config.workers, partial(run_server, application, listener, config.max_request_bytes))
    with application.app_context():
        checkpoint()


def _allow_many_files() -> None:
    """Raise the limit of open files, as far as the system allows: a connection is one, and a large body another."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(limit, 3 * MOST_CONNECTIONS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


if __name__ == "__main__":
    sys.exit(main())

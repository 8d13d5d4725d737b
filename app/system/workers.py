"""Forking workers, replacing those that end, and stopping them."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.context import ForkProcess
    from types import FrameType

_logger = logging.getLogger(__name__)
STOP_SECONDS = 10  # for workers to finish their requests
_PAUSE_SECONDS = 1.0  # before replacing a worker: the new one may end at once too
_STOPS = frozenset({signal.SIGINT, signal.SIGTERM})
_WATCHED = _STOPS | {signal.SIGCHLD}
_fork = multiprocessing.get_context("fork")  # children share the memory of what is loaded


def hold_signals() -> None:
    """Let the signals that `run_workers` waits for wait for it, so that none interrupts this process.

    One to stop may come to a thread of numpy, which blocks none. Its handler runs in this thread and sends it here.
    """
    for number in _STOPS:
        signal.signal(number, lambda number, _frame: signal.raise_signal(number))
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)


def run_workers(count: int, work: Callable[[], None]) -> None:
    """Run `work` in this many processes until told to stop; replace workers that end."""
    hold_signals()
    workers = [_start(work) for _ in range(count)]
    while signal.sigwait(_WATCHED) == signal.SIGCHLD:
        workers = [worker if worker.is_alive() else _replace(worker, work) for worker in workers]
    _stop(workers)


def _replace(worker: ForkProcess, work: Callable[[], None]) -> ForkProcess:
    _logger.error("Worker %s ended with status %s; another one takes its place.", worker.pid, worker.exitcode)
    return _start(work, _PAUSE_SECONDS)


def _start(work: Callable[[], None], pause_seconds: float = 0) -> ForkProcess:
    process = _fork.Process(target=_run, args=(work, pause_seconds))
    process.start()
    return process


def _run(work: Callable[[], None], pause_seconds: float) -> None:
    for number in _STOPS:
        signal.signal(number, _leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
    time.sleep(pause_seconds)
    work()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Exit once: Ctrl-C reaches a worker from the terminal and from its parent."""
    for number in _STOPS:
        signal.signal(number, lambda *_: None)  # with SIG_IGN, Python complains about a signal that is already pending
    raise SystemExit


def _stop(processes: Sequence[ForkProcess]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        process.join(max(0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()

"""Starting the process that reads, one for the host: when a receipt waits, unless one runs."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.reading.engine import is_installed
from app.web.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_NAME = "reading.lock"
_PROJECT = Path(__file__).parents[2]
_COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "receipts", "read"]
_is_installed = cache(is_installed)


class AnotherReaderError(Exception):
    """Another process reads already."""


def is_reading_on() -> bool:
    """Tell whether the text of receipts is read here: the extra is installed, and the setting does not say off."""
    return settings().reads_receipts and _is_installed()


@contextmanager
def only_reader() -> Iterator[None]:
    """Be the one process of the host that reads, until the block or the process ends.

    Raises:
        AnotherReaderError: another one is it.
    """
    with (settings().data_folder / LOCK_NAME).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherReaderError from error
        yield


def start_reader() -> None:
    """Start the process that reads, if none runs; it goes on with what waits, and ends by itself."""
    try:
        with only_reader():
            pass
    except AnotherReaderError:
        return
    process = subprocess.Popen(_COMMAND, cwd=_PROJECT, stdin=subprocess.DEVNULL)  # noqa: S603 - no input
    threading.Thread(target=process.wait, daemon=True).start()  # takes notice of its end

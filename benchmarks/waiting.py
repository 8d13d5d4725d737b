"""Measure pages while ten receipts are read: `make bench-waiting RECEIPTS=folder`; see docs/reading.md."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, text

from benchmarks.application import Form, Login, UnexpectedAnswerError, log_in
from benchmarks.data import OWN, Size, connect
from benchmarks.version import Server, Version, prepare_versions

_SIZE = Size(20_000, 5_000, 1_000)
_URLS = ("/", "/expenses/", "/receipts/", "/goals/")
_ROUNDS = 4
_RECEIPTS = 10
_PAGES = 40  # in a round without receipts
_PAUSE_SECONDS = 0.2
_WAITING = text("SELECT count(*) FROM receipt_reading WHERE state IN ('waiting', 'reading')")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="has pictures of receipts")
    pictures = sorted(parser.parse_args().folder.glob("*.jpg"))[:_RECEIPTS]
    with tempfile.TemporaryDirectory() as folder:
        [silent] = prepare_versions(_SIZE, dt.datetime.now(dt.UTC).date(), "", "", Path(folder))
        version = Version(silent.code, silent.data, silent.database_url, reads_receipts=True)
        with version.application() as application:
            login = application.submit(log_in, OWN).result()
        with version.server() as server, connect(version.database_url) as connection:
            print(compare(server, login, connection, [path.read_bytes() for path in pictures]))


def compare(server: Server, login: Login, connection: Connection, pictures: Sequence[bytes]) -> str:
    """Return how long pages take with and without receipts that are read; both take turns, so that noise slows both."""
    quiet: list[float] = []
    busy: list[float] = []
    for _ in range(_ROUNDS):
        quiet += time_pages(server, login, is_enough=lambda times: len(times) >= _PAGES)
        form: Form = {"receipts": [(io.BytesIO(content), f"{number}.jpg") for number, content in enumerate(pictures)]}
        server.send(login, "/receipts/", form)
        if not count_waiting(connection):
            raise UnexpectedAnswerError(form)
        busy += time_pages(server, login, is_enough=lambda _: not count_waiting(connection))
    ratio = median(busy) / median(quiet)
    return (
        f"{len(quiet)} pages without, median {median(quiet):.0f} ms; "
        f"{len(busy)} pages while ten receipts are read, median {median(busy):.0f} ms; ratio {ratio:.2f}"
    )


def time_pages(server: Server, login: Login, is_enough: Callable[[Sequence[float]], bool]) -> list[float]:
    """Ask for one page after the other, with a pause as of a quick person, and return the milliseconds of each."""
    times: list[float] = []
    while not is_enough(times):
        for url in _URLS:
            begin = time.perf_counter()
            if not server.send(login, url):
                raise UnexpectedAnswerError(url)
            times.append(1000 * (time.perf_counter() - begin))
            time.sleep(_PAUSE_SECONDS)
    return times


def count_waiting(connection: Connection) -> int:
    count: int = connection.execute(_WAITING).scalar_one()
    connection.rollback()  # the next count sees what is new
    return count


if __name__ == "__main__":
    main()

"""Measure what the application costs; docs/performance.md says how to read it."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.data import Size, connect
from benchmarks.load import measure_server
from benchmarks.pages import list_pages, measure_pages, measure_receipts
from benchmarks.report import describe_machine, write_docs, write_table
from benchmarks.version import PROJECT, prepare_versions


@dataclass(frozen=True)
class Options:
    """How thorough a run is; `photo_height` is in pixels."""

    size: Size
    seconds_per_page: float
    saves_per_writer: int
    photo_height: int


FULL = Options(Size(1_000_000, 100_000, 20_000), seconds_per_page=9, saves_per_writer=60, photo_height=3_000)
QUICK = Options(Size(50_000, 10_000, 5_000), seconds_per_page=0.3, saves_per_writer=10, photo_height=1_000)
RECEIPTS = Options(Size(70_000, 10_000, 20_000), seconds_per_page=9, saves_per_writer=0, photo_height=0)


def main() -> None:
    """Measure, and show or keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less data and fewer rounds: a look")
    parser.add_argument("--receipts", action="store_true", help="the pages of receipts alone")
    parser.add_argument("--base", default="", help="the commit to compare with; SQLite only")
    parser.add_argument("--database", default="", help="the URL of an empty PostgreSQL database, in place of SQLite")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options = RECEIPTS if arguments.receipts else QUICK if arguments.quick else FULL
        text = run(options, arguments.base, arguments.database, Path(folder))
    print(text)
    if arguments.write_docs:
        write_docs(text, PROJECT / "docs" / "performance.md")


def run(options: Options, base: str, database_url: str, folder: Path) -> str:
    """Measure everything in an empty folder, and return what is to be read."""
    today = dt.datetime.now(ZoneInfo("Europe/Zagreb")).date()
    versions = prepare_versions(options.size, today, base, database_url, folder)
    pages = list_pages(options.size, today)
    lines = []
    receipts = measure_receipts(versions[0], options.size, today, options.seconds_per_page)
    others = chain(
        measure_pages(versions, pages, options.seconds_per_page),
        measure_server(versions, pages, options.saves_per_writer, options.photo_height),
    )
    for line in receipts if options is RECEIPTS else chain(others, receipts):
        print(*filter(None, line.cells), sep=" | ", file=sys.stderr, flush=True)
        lines.append(line)
    with connect(versions[0].database_url) as connection:
        machine = describe_machine(connection)
    return f"{today}: {machine}{f', base {base}' if base else ''}.\n\n{write_table(lines)}"


if __name__ == "__main__":
    main()

"""Measure what the application costs, as ratios within one run, so that a noisy machine does not matter.

    python -m benchmarks [--quick] [--sizes 1000,100000,1000000] [--rounds 30] [--json PATH] [--write-docs]

With DATABASE_URL naming a PostgreSQL server it makes databases of its own there, and drops them afterwards.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.data import SIZES
from benchmarks.report import list_lines, write_docs, write_json, write_machine, write_table
from benchmarks.run import Options, run_benchmark

_HERE = Path(__file__).parent
_DOCS_PAGE = _HERE.parents[0] / "docs" / "performance.md"
_ROUNDS, _QUICK_ROUNDS = 30, 10


def main() -> None:
    """Measure, print the table, keep it."""
    arguments = _parser().parse_args()
    wanted = {int(size) for size in arguments.sizes.split(",")}
    options = Options(
        sizes=SIZES[:1] if arguments.quick else tuple(size for size in SIZES if size.expenses in wanted),
        rounds=arguments.rounds or (_QUICK_ROUNDS if arguments.quick else _ROUNDS),
        server_url=os.environ.get("DATABASE_URL", ""),
        http_seconds=1 if arguments.quick else 2,
    )
    with tempfile.TemporaryDirectory() as folder:
        results = run_benchmark(options, Path(folder), lambda sentence: print(sentence, file=sys.stderr, flush=True))
    print(write_machine(results), write_table(list_lines(results)), sep="\n\n")
    write_json(results, arguments.json)
    if arguments.write_docs:
        write_docs(results, _DOCS_PAGE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the smallest data set, in fewer rounds")
    parser.add_argument("--sizes", default=",".join(str(size.expenses) for size in SIZES))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--json", type=Path, default=_HERE / "results.json")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/performance.md")
    return parser


if __name__ == "__main__":
    main()

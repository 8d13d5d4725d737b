"""The figures as one table, with what they should be, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from benchmarks.measure import AFTER_CHANGE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.results import Figure, PageCost, Pair, Results

# At most, with the largest data set of a run: against the floor, against the plain driver, against another way.
_FLOOR_LIMITS = {
    "home": 2.0,
    "expenses": 2.0,
    "one month, 100 expenses": 2.0,
    "goals": 3.0,
    "category": 3.0,
    "year": 3.0,
}
_SQL_LIMITS = {"all months": 1.5}
_PAIR_LIMITS = {
    "home against few expenses": 1.1,
    "page in the middle against the first": 1.1,
    "last page against the first": 1.1,
    "common text against the first page": 5.0,
    "rare text against the first page": 5.0,
    "year against itself without charts": 1.1,
    "category against itself without charts": 1.1,
    "all months against itself without charts": 1.1,
    "chart of rows against matplotlib": 1.2,
    "chart of columns against matplotlib": 1.2,
    "upload against Pillow": 1.2,
}
_FIGURE_LIMITS = {
    "imports and create_app()": 0.5,
    "memory of a worker before the first chart": 75,
    "memory of a worker after a tour of every page": 130,
}
_MAX_QUERIES, _MAX_QUERIES_OF_HOME = 8, 5
_MAX_WRITE_P99_MS = 50


@dataclass(frozen=True)
class Line:
    """A line of the table, as it is read; what does not apply is empty."""

    expenses: str
    what: str
    measured: str
    against: str = ""
    ratio: str = ""
    sql: str = ""
    sql_ratio: str = ""
    at_most: str = ""
    verdict: str = ""
    queries: str = ""
    bytes: str = ""


_HEADINGS = {"against": "floor, or against", "sql": "SQL alone", "sql_ratio": "x SQL", "at_most": "at most"}


def list_lines(results: Results) -> list[Line]:
    """Return all figures of a run in their order."""
    largest = max(cost.expenses for cost in results.pages)
    return [
        *(_page_line(cost, is_judged=cost.expenses == largest) for cost in results.pages),
        *_query_lines(results),
        *(_pair_line(pair) for pair in results.pairs),
        *(_figure_line(figure) for figure in results.figures),
        *_write_lines(results),
        *_throughput_lines(results),
    ]


def _page_line(cost: PageCost, *, is_judged: bool) -> Line:
    name = cost.page.removesuffix(AFTER_CHANGE)
    floor_limit = _FLOOR_LIMITS.get(name) if is_judged else None
    sql_limit = _SQL_LIMITS.get(name) if is_judged else None
    at_most, verdict = "", ""
    if floor_limit:
        at_most, verdict = f"{floor_limit:.1f} x", _judge(cost.floor_ratio, floor_limit)
    elif sql_limit and cost.sql_ratio:
        at_most, verdict = f"{sql_limit:.1f} x SQL", _judge(cost.sql_ratio, sql_limit)
    return Line(
        *(f"{cost.expenses:,}", cost.page, _ms(cost.page_ms), _ms(cost.floor_ms), f"{cost.floor_ratio:.2f} x"),
        sql=_ms(cost.sql_ms) if cost.sql_ms else "",
        sql_ratio=f"{cost.sql_ratio:.2f} x" if cost.sql_ratio else "",
        at_most=at_most,
        verdict=verdict,
        queries=str(cost.query_count),
        bytes=f"{cost.byte_count:,}",
    )


def _query_lines(results: Results) -> Iterator[Line]:
    most = max(results.pages, key=lambda cost: cost.query_count)
    home = max(cost.query_count for cost in results.pages if cost.page == "home" + AFTER_CHANGE)
    yield _limited(f"most queries of a page ({most.page})", most.query_count, _MAX_QUERIES)
    yield _limited("queries of home", home, _MAX_QUERIES_OF_HOME)


def _pair_line(pair: Pair) -> Line:
    limit = _PAIR_LIMITS[pair.name.removesuffix(AFTER_CHANGE)]
    ratio, at_most = f"{pair.ratio:.2f} x", f"{limit:.1f} x"
    ours, theirs = _ms(pair.ours_ms), _ms(pair.theirs_ms)
    return Line("", pair.name, ours, theirs, ratio, at_most=at_most, verdict=_judge(pair.ratio, limit))


def _figure_line(figure: Figure) -> Line:
    limit = _FIGURE_LIMITS.get(figure.name)
    measured = f"{figure.value:.2f} {figure.unit}" if figure.unit == "s" else f"{figure.value:.0f} {figure.unit}"
    if limit is None:
        return Line("", figure.name, measured)
    return Line("", figure.name, measured, at_most=f"{limit} {figure.unit}", verdict=_judge(figure.value, limit))


def _write_lines(results: Results) -> Iterator[Line]:
    writes = results.writes
    if writes is None:
        return
    is_judged = results.machine.database.startswith("SQLite")
    yield Line("", "adding an expense, 8 writers at once: p50", _ms(writes.p50_ms), f"{writes.per_second:.0f} a second")
    yield Line(
        *("", "adding an expense, 8 writers at once: p99", _ms(writes.p99_ms)),
        at_most=f"{_MAX_WRITE_P99_MS} ms" if is_judged else "",
        verdict=_judge(writes.p99_ms, _MAX_WRITE_P99_MS) if is_judged else "",
    )
    yield _limited("the same: answers that failed", writes.failed_count, 0)
    yield _limited("the same: database is locked", writes.locked_count, 0)
    if results.inserts:
        inserts = results.inserts
        rate = f"p50 {_ms(inserts.p50_ms)}, {inserts.per_second:.0f} a second"
        yield Line("", "the same INSERT through the driver alone: p99", _ms(inserts.p99_ms), rate)


def _throughput_lines(results: Results) -> Iterator[Line]:
    if not results.throughput:
        yield Line("", "throughput over HTTP", "not measured: no wrk")
    for item in results.throughput:
        latency = f"p50 {_ms(item.p50_ms)}, p99 {_ms(item.p99_ms)}"
        yield Line("", f"HTTP, {item.connections} connections: {item.page}", f"{item.per_second:.0f} a second", latency)


def _limited(what: str, count: int, limit: int) -> Line:
    return Line("", what, str(count), at_most=str(limit), verdict=_judge(count, limit))


def _judge(value: float, limit: float) -> str:
    return "reached" if value <= limit else "not reached"


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.2f} ms"


def write_table(lines: list[Line]) -> str:
    """Return the lines as a Markdown table that can be read as it is."""
    names = [column.name for column in fields(Line)]
    cells = [
        [_HEADINGS.get(name, name) for name in names],
        *([getattr(line, name) for name in names] for line in lines),
    ]
    widths = [max(len(row[place]) for row in cells) for place in range(len(names))]
    rows = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([rows[0], rule, *rows[1:]])


def write_machine(results: Results) -> str:
    """Return in one sentence what was measured on, and how."""
    machine = results.machine
    return (
        f"{results.measured_on}: {machine.processor}, {machine.cores} cores, {machine.memory_gigabytes:.0f} GB, "
        f"{machine.system}, Python {machine.python}, {machine.database}; medians of {results.rounds} rounds, "
        f"{results.seconds:.0f} seconds in all."
    )


def write_json(results: Results, path: Path) -> None:
    """Write the figures, and the lines of the table with their verdicts."""
    content = {**asdict(results), "lines": [asdict(line) for line in list_lines(results)]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_docs(results: Results, page: Path) -> None:
    """Put the table between the page's two markers for the database, and the figures as JSON beside the page."""
    kind = results.machine.database.partition(" ")[0].lower()
    begin, end = f"<!-- {kind}: written by the benchmark -->", f"<!-- {kind}: end -->"
    head, _, rest = page.read_text(encoding="utf-8").partition(begin)
    tail = rest.partition(end)[2]
    table = f"\n{write_machine(results)}\n\n{write_table(list_lines(results))}\n"
    page.write_text(f"{head}{begin}{table}{end}{tail}", encoding="utf-8")
    write_json(results, page.with_name(f"{page.stem}.json" if kind == "sqlite" else f"{page.stem}-{kind}.json"))

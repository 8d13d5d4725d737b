"""The figures as one table."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

_HEADINGS = ("what", "measured", "base", "ratio", "at most", "floor", "ratio", "at most", "queries", "")
_MOST_QUERIES = 8
_BETWEEN_MARKS = re.compile(r"(?<=<!-- written by the benchmark -->\n).*(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A figure, what it is compared with, and the limits: of itself, and of how many times the others it may be."""

    name: str
    value: float
    unit: str = " ms"
    limit: float | None = None
    base: float | None = None
    base_limit: float | None = None
    floor: float | None = None
    floor_limit: float | None = None
    query_count: int | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        measured = f"{_number(self.value)}{self.unit}" + ("" if self.limit is None else f", at most {self.limit:g}")
        against_base = _number(self.base), _ratio(self.value, self.base), _number(self.base_limit)
        against_floor = _number(self.floor), _ratio(self.value, self.floor), _number(self.floor_limit)
        queries = "" if self.query_count is None else str(self.query_count)
        return self.name, measured, *against_base, *against_floor, queries, self._verdict

    @property
    def _verdict(self) -> str:
        pairs = [(self.value, self.limit), (self.query_count, _MOST_QUERIES)]
        pairs += [(self.value / self.base, self.base_limit)] if self.base else []
        pairs += [(self.value / self.floor, self.floor_limit)] if self.floor else []
        kept = [round(value, 2) <= limit for value, limit in pairs if value is not None and limit is not None]
        return "met" if kept and all(kept) else "NOT MET" if kept else ""


def write_table(lines: Sequence[Line]) -> str:
    rows = [_HEADINGS, *(line.cells for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


def describe_machine(connection: Connection) -> str:
    match = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    database = f"{connection.dialect.name} {'.'.join(map(str, connection.dialect.server_version_info or ()))}"
    processor = match[1] if match else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory_gb:.0f} GB, Python {platform.python_version()}, {database}"


def write_docs(text: str, page: Path) -> None:
    """Put a text into the document, between its marks."""
    page.write_text(_BETWEEN_MARKS.sub(lambda _: f"\n{text}\n\n", page.read_text()))


def _ratio(value: float, base: float | None) -> str:
    return f"{value / base:.2f}" if base else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".removesuffix(".00")

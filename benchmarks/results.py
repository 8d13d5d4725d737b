"""What one run of the benchmark found out."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.writers import WriteLoad  # noqa: TC001 - dataclasses read it
from benchmarks.wrk import Throughput  # noqa: TC001


@dataclass(frozen=True)
class PageCost:
    """What a page costs with `expenses` in the database; times in milliseconds, of CPU where not said otherwise.

    `sql_page_ms` and `sql_ms` are the page and its statements alone, by the clock that suits the database.
    """

    expenses: int
    page: str
    page_ms: float
    floor_ms: float
    sql_page_ms: float | None
    sql_ms: float | None
    query_count: int
    byte_count: int

    @property
    def floor_ratio(self) -> float:
        return self.page_ms / self.floor_ms

    @property
    def sql_ratio(self) -> float | None:
        """How the page compares with its statements alone, where they could be replayed."""
        return self.sql_page_ms / self.sql_ms if self.sql_page_ms and self.sql_ms else None


@dataclass(frozen=True)
class Pair:
    """Two ways to the same end, in milliseconds, of CPU where a database server has no part in them."""

    name: str
    ours_ms: float
    theirs_ms: float

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.theirs_ms


@dataclass(frozen=True)
class Machine:
    """What the figures were measured on."""

    processor: str
    cores: int
    memory_gigabytes: float
    system: str
    python: str
    database: str


@dataclass(frozen=True)
class Figure:
    """One figure that is not about a page."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Results:
    """All of it; `inserts` are the statements of `writes` alone, `seconds` is how long the run took."""

    measured_on: str
    machine: Machine
    rounds: int
    pages: list[PageCost]
    pairs: list[Pair]
    figures: list[Figure] = field(default_factory=list)
    throughput: list[Throughput] = field(default_factory=list)
    writes: WriteLoad | None = None
    inserts: WriteLoad | None = None
    seconds: float = 0.0

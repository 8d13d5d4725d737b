"""What pages cost: each version in turn, then the floor, round after round, after a change each time."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from benchmarks import application
from benchmarks.application import Form
from benchmarks.data import (
    COLLECTOR,
    FEW,
    OWN,
    PAPERLESS,
    RARE_WORD,
    SHOPPER,
    SMALL,
    Size,
    change,
    connect,
    find_highest,
    month_begin,
)
from benchmarks.receipts import WORD_OF_RECEIPTS
from benchmarks.report import Line
from benchmarks.version import Version

Result = TypeVar("Result")
_ROWS_OF_PAGE = 50  # of the list of expenses
_FEWEST_ROUNDS, _MOST_ROUNDS = 7, 60
_CHART_LIMITS_MS = {31: 6, 121: 12}
_CHARTS = 40
_SEARCH_LIMIT = 1.25


@dataclass(frozen=True)
class Page:
    """A page, and the days from `begin` up to `end` of which an expense changes before each request.

    The limits are against the earlier commit and against the page's floor.
    """

    name: str
    url: str
    begin: dt.date
    end: dt.date
    base_limit: float | None = None
    floor_limit: float | None = None
    username: str = OWN
    form: Form | None = None


def list_pages(size: Size, today: dt.date) -> list[Page]:
    """Return all pages; each limit is what was asked for."""
    month, last_month = (month_begin(today, 0), month_begin(today, 1)), (month_begin(today, -1), month_begin(today, 0))
    last_year = month_begin(today, -today.month - 11), month_begin(today, 1 - today.month)
    ten_years = month_begin(today, -120), month[1]
    many, some = f"{size.own:,}", f"{size.own // 10:,}"
    # The person with the first category is the measured one.
    form: Form = {"amount": "12,50", "category_id": "1", "spent_on": today.isoformat(), "merchant": "Pekara"}
    return [
        Page("home", "/", *month, 0.55, 5),
        Page("home of two months", "/", *month, username=FEW),
        Page("list of this month", "/expenses/", *month, 0.75, 7),
        Page("list of all, first page", "/expenses/?month=all", *month),
        Page("list of all, last page", f"/expenses/?page={size.own // _ROWS_OF_PAGE}", *month),
        Page("list of all, by a rare word", f"/expenses/?q={RARE_WORD}", *month),
        Page("one month", f"/months/{last_month[0]:%Y-%m}", *last_month, 0.35, 10),
        Page("all months, ten years", "/months/", *ten_years, 0.30, 12),
        Page("year", f"/years/{today.year - 1}", *last_year, 0.5, 10),
        Page("goals", "/goals/", *month, 0.55, 10),
        Page("habits", "/habits/", *month, 0.6, 10),
        Page("categories", "/categories/", *month, 0.15, 8),
        Page(f"recurring, {some} expenses", "/recurring/", *month, 0.5, username=SMALL),
        Page(f"recurring, {many} expenses", "/recurring/", *month, 0.6),
        Page(f"recurring, {many} in 300 shops", "/recurring/", *month, 0.6, username=SHOPPER),
        Page("saving an expense", "/expenses/new", *month, 1.0, form=form),
    ]


def measure_pages(versions: Sequence[Version], pages: Sequence[Page], seconds: float) -> Iterator[Line]:
    """Yield a line for each page, then those that compare pages, then those of charts alone."""
    with ExitStack() as stack:
        measuring = _Measuring(versions, stack, {page.username for page in pages}, seconds)
        measured = []
        for page in pages:
            yield (line := measuring.measure(page))
            measured.append(line.value)
        home, small_home, _, first, last, rare, *_ = measured
        yield Line("home, ten years against two months", home, base=small_home, base_limit=1.2)
        yield Line("list, last page against first", last, base=first, base_limit=1.1)
        yield Line("list, rare word against first page", rare, base=first, base_limit=5)
        for bars, limit in _CHART_LIMITS_MS.items():
            yield Line(f"one chart of {bars} columns", measuring.draw(bars), limit=limit)


def measure_receipts(version: Version, size: Size, today: dt.date, seconds: float) -> Iterator[Line]:
    """Yield the lines of a person with a receipt for each expense; earlier versions do not have these pages."""
    month = month_begin(today, 0), month_begin(today, 1)
    count = f"{size.receipts:,}"
    pages = [
        Page(f"gallery of {count}, first page", "/receipts/all/", *month, username=COLLECTOR),
        Page(f"search in {count} receipts", f"/expenses/?q={WORD_OF_RECEIPTS}", *month, username=COLLECTOR),
        Page("the same search without receipts", f"/expenses/?q={RARE_WORD}", *month, username=PAPERLESS),
    ]
    with ExitStack() as stack:
        measuring = _Measuring([version], stack, {COLLECTOR, PAPERLESS}, seconds)
        lines = [measuring.measure(page) for page in pages]
    yield from lines
    _, receipts, none = lines
    yield Line(f"search, {count} receipts against none", receipts.value, base=none.value, base_limit=_SEARCH_LIMIT)


class _Measuring:
    """The applications of all versions, side by side, each with a connection past it."""

    def __init__(self, versions: Sequence[Version], stack: ExitStack, usernames: set[str], seconds: float) -> None:
        self._seconds = seconds
        self._applications = [stack.enter_context(version.application()) for version in versions]
        self._connections = [stack.enter_context(connect(version.database_url)) for version in versions]
        for pool in self._applications:
            list(pool.map(application.log_in, usernames))

    def measure(self, page: Page) -> Line:
        """Return the medians of as many rounds as there is time for."""
        expense_id = find_highest(self._connections[0], page.username, page.begin, page.end)
        floor_url = "" if page.form else self._ask(0, application.make_floor, page.username, page.url)
        samples: list[list[float]] = [[] for _ in self._applications]
        floors = []
        for number in self._rounds():
            places = range(len(samples))
            for place in places if number % 2 else reversed(places):
                samples[place].append(self._send_after_change(place, page, expense_id)[0])
            if floor_url:
                floors.append(self._ask(0, application.send, page.username, floor_url)[0])
        value, *base = (median(times[1:]) for times in samples)  # the first round loads what all later ones have
        return Line(
            page.name,
            value,
            base=base[0] if base else None,
            base_limit=page.base_limit,
            floor=median(floors[1:]) if floors else None,
            floor_limit=page.floor_limit,
            query_count=self._send_after_change(0, page, expense_id)[1],
        )

    def draw(self, bars: int) -> float:
        """Return the CPU milliseconds of one chart, each another one."""
        return median(self._ask(0, application.draw, bars, number) for number in range(_CHARTS))

    def _rounds(self) -> Iterator[int]:
        begin = time.monotonic()
        for number in range(_MOST_ROUNDS):
            if number >= _FEWEST_ROUNDS and time.monotonic() - begin > self._seconds:
                break
            yield number

    def _send_after_change(self, place: int, page: Page, expense_id: int) -> tuple[float, int]:
        change(self._connections[place], expense_id)
        return self._ask(place, application.send, page.username, page.url, page.form)

    def _ask(self, place: int, function: Callable[..., Result], *arguments: object) -> Result:
        return self._applications[place].submit(function, *arguments).result()

"""Calendars with days shaded by what they cost, in round steps. Pure: amounts in cents."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from app.core.periods import DateRange
from app.core.statistics import median_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.core.periods import Month

SHADES = 5
_DAYS_PER_WEEK = 7
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class HeatDay:
    """A day, what it cost in cents, and its shade: 0 without spending, then 1 to SHADES."""

    day: dt.date
    cents: int
    shade: int

    @property
    def days(self) -> DateRange:
        return DateRange(self.day, self.day + _ONE_DAY)


@dataclass(frozen=True)
class HeatMonth:
    """A month as weeks of seven days, with None before its first and after its last day."""

    month: Month
    weeks: tuple[tuple[HeatDay | None, ...], ...]

    @property
    def cents(self) -> int:
        return sum(place.cents for week in self.weeks for place in week if place)


@dataclass(frozen=True)
class Heat:
    """Months that share one scale: `steps_cents` are the least amounts of all shades but the lightest."""

    months: tuple[HeatMonth, ...]
    steps_cents: tuple[int, ...]


def shade_months(months: Iterable[Month], sums: Mapping[dt.date, int], unit_cents: int) -> Heat:
    """Return the months as calendars; weeks begin on Monday (ISO 8601).

    The steps come from all sums, which may reach back further than the months. A unit is the currency's whole one.
    """
    steps = shade_steps(list(sums.values()), unit_cents)
    return Heat(tuple(HeatMonth(month, _weeks(month.days, sums, steps)) for month in months), steps)


def shade_steps(amounts_cents: Sequence[int], unit_cents: int) -> tuple[int, ...]:
    """Return four round steps (1, 2, 5, 10, 20, 50, …) around the median of days with spending.

    One lies below it, one is next to it, one above, and the last one far above: a rent is in another shade than a large
    shop. The steps are whole units, and stay when amounts change a little, so that months can be compared.
    """
    middle = median_cents([cents for cents in amounts_cents if cents > 0])
    start = max(0, len(list(_round_amounts(unit_cents, middle))) - 2)
    below, near, above, _, far = islice(_round_amounts(unit_cents), start, start + 5)
    return below, near, above, far


def _round_amounts(unit_cents: int, most_cents: int | None = None) -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50, … units, up to an amount if there is one."""
    power = unit_cents
    while True:
        for factor in (1, 2, 5):
            if most_cents is not None and factor * power > most_cents:
                return
            yield factor * power
        power *= 10


def _weeks(
    days: DateRange, sums: Mapping[dt.date, int], steps: Sequence[int]
) -> tuple[tuple[HeatDay | None, ...], ...]:
    places: list[HeatDay | None] = [None] * days.begin.weekday()
    places += [_heat_day(day, sums.get(day, 0), steps) for day in days]
    places += [None] * (-len(places) % _DAYS_PER_WEEK)
    return tuple(tuple(places[begin : begin + _DAYS_PER_WEEK]) for begin in range(0, len(places), _DAYS_PER_WEEK))


def _heat_day(day: dt.date, cents: int, steps: Sequence[int]) -> HeatDay:
    return HeatDay(day, cents, 1 + bisect_right(steps, cents) if cents > 0 else 0)

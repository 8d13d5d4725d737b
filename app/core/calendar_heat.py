"""Calendars with days shaded by what they cost. Pure: amounts in cents."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.periods import DateRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.core.periods import Month

SHADES = 4
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


def shade_months(months: Iterable[Month], sums: Mapping[dt.date, int]) -> list[HeatMonth]:
    """Return the months as calendars that share one scale of shades; weeks begin on Monday (ISO 8601)."""
    months = list(months)
    bounds = shade_bounds([sums.get(day, 0) for month in months for day in month.days])
    return [HeatMonth(month, _weeks(month.days, sums, bounds)) for month in months]


def shade_bounds(amounts_cents: Sequence[int]) -> list[int]:
    """Return the largest amount of each shade but the darkest.

    Shades are quantiles: each has the same number of days with spending, as far as their amounts differ, so that one
    large payment such as a rent does not hide the differences between other days. Darker shades get the remainder.
    """
    spent = sorted(cents for cents in amounts_cents if cents > 0)
    ranks = (len(spent) * shade // SHADES for shade in range(1, SHADES))
    return [spent[rank - 1] if rank else 0 for rank in ranks]


def _weeks(
    days: DateRange, sums: Mapping[dt.date, int], bounds: Sequence[int]
) -> tuple[tuple[HeatDay | None, ...], ...]:
    places: list[HeatDay | None] = [None] * days.begin.weekday()
    places += [_heat_day(day, sums.get(day, 0), bounds) for day in days]
    places += [None] * (-len(places) % _DAYS_PER_WEEK)
    return tuple(tuple(places[begin : begin + _DAYS_PER_WEEK]) for begin in range(0, len(places), _DAYS_PER_WEEK))


def _heat_day(day: dt.date, cents: int, bounds: Sequence[int]) -> HeatDay:
    return HeatDay(day, cents, 1 + bisect_left(bounds, cents) if cents > 0 else 0)

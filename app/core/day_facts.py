"""What kind of days some days were: free ones, the usual one, the dearest one. Pure: amounts in cents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.periods import DateRange
from app.core.statistics import median_cents

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class DayFacts:
    """What kind of days some days were, from the first expense on: amounts in cents."""

    count: int
    spent_count: int
    median_cents: int
    dearest_day: dt.date | None
    dearest_cents: int

    @property
    def free_count(self) -> int:
        """The days on which nothing was spent."""
        return self.count - self.spent_count

    @property
    def dearest_days(self) -> DateRange | None:
        """The dearest day as a range."""
        return DateRange(self.dearest_day, self.dearest_day + dt.timedelta(days=1)) if self.dearest_day else None


def describe_days(sums: Mapping[dt.date, int], days: DateRange) -> DayFacts:
    """Return what kind of days there were; sums of refunds are no spending, and the median is of days with spending."""
    first = min(sums, default=days.end)
    spent = {day: cents for day, cents in sums.items() if cents > 0}
    dearest = max(spent, key=lambda day: (spent[day], day), default=None)
    count = sum(day >= first for day in days)
    return DayFacts(count, len(spent), median_cents(list(spent.values())), dearest, spent[dearest] if dearest else 0)

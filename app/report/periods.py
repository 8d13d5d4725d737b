"""Which days a report is about. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.periods import DateRange, Month, Year

if TYPE_CHECKING:
    from collections.abc import Collection

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `begin` to `last`, None where they are open; the user's months begin on `first_day`."""

    begin: dt.date | None
    last: dt.date | None
    first_day: int = 1

    @cached_property
    def month(self) -> Month | None:
        """The month, if the days are exactly one."""
        if self.begin is None:
            return None
        month = Month.containing(self.begin, self.first_day)
        return month if (month.begin, month.days.last) == (self.begin, self.last) else None

    @cached_property
    def year(self) -> Year | None:
        """The year, if the days are exactly one."""
        if self.begin is None:
            return None
        year = Year(self.begin.year, self.first_day)
        return year if (year.days.begin, year.days.last) == (self.begin, self.last) else None

    def closed(self, days: Collection[dt.date]) -> DateRange:
        """Return the days with their open ends at the first and the last of these days, of which there is one."""
        return DateRange(self.begin or min(days), (self.last or max(days)) + _ONE_DAY)

    def recorded(self, days: Collection[dt.date], today: dt.date) -> DateRange:
        """Return the days up to today, from the first of these days on; all of them if the first one is yet to come."""
        known = DateRange(min(days), self.closed(days).end)
        elapsed = known.first_days((today - known.begin).days + 1)
        return elapsed if len(elapsed) else known

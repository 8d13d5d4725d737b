"""Fixed costs: what recurs, set apart from everyday spending, so that a rent does not flatten a chart. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.month_pace import pace_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from app.core.month_pace import Pace
    from app.core.periods import DateRange
    from app.recurring.detection import Recurring


@dataclass(frozen=True)
class FixedCosts:
    """The payments that recur, as the page of recurring payments finds them, whatever their rhythm and amount."""

    series: tuple[Recurring, ...] = ()

    @cached_property
    def by_day(self) -> Counter[dt.date]:
        """What they cost on each day, in cents."""
        cents: Counter[dt.date] = Counter()
        for one in self.series:
            for payment in one.payments:
                cents[payment.spent_on] += payment.cents
        return cents

    def sum_of(self, days: DateRange) -> int:
        """Return what they cost in the days, in cents."""
        return sum(self.by_day[day] for day in days)

    def everyday_pace(self, pace: Pace, today: dt.date, sums: Mapping[dt.date, int]) -> Pace:
        """Return the pace of a month without them; `sums` by day, in cents, are those that the pace is made of."""
        everyday = {day: cents - self.by_day[day] for day, cents in sums.items()}
        booked = [
            item
            for item in pace.booked
            if not any(item.is_like(one.merchant_key, one.usual_cents) for one in self.series)
        ]
        return pace_of(pace.month, today, everyday, pace.first_day, booked)

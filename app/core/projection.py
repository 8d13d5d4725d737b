"""Estimating what a month will cost in all. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import estimates
from app.core.statistics import MIN_USUAL_MONTHS, are_similar, elapsed_days, median_cents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.core.periods import Month

FIRST_PROJECTED_DAY = 5  # before this day a month says too little about its end


@dataclass(frozen=True)
class Booked:
    """An expense dated after today; `times` is how many usual months had a similar one in the same rest of the month.

    Similar means the same merchant and a similar amount.
    """

    category_id: int
    merchant_key: str
    cents: int
    times: int

    def is_like(self, merchant_key: str, cents: int) -> bool:
        """Tell whether another expense has the same merchant and a similar amount."""
        return merchant_key == self.merchant_key and are_similar(self.cents, cents)

    def is_in_rest_of(self, month_count: int) -> bool:
        """Tell whether at least half of the usual months had it, so that the median includes it."""
        return 2 * self.times >= month_count


@dataclass(frozen=True)
class Projection:
    """What a month will have cost at its end, in cents, if its rest is as in the usual months.

    `so_far_cents` is what its days up to today cost, `month_cents` includes expenses booked for later days.
    `rests_cents` is what the usual months cost after the same day, oldest first. Booked expenses are added, without
    `booked_as_usual_cents`, which the usual rest includes already. A rest below zero, from refunds, counts as zero; the
    estimate is never below what is spent or booked.
    """

    so_far_cents: int
    month_cents: int
    rests_cents: tuple[int, ...]
    booked_as_usual_cents: int = 0

    @property
    def booked_cents(self) -> int:
        """What is booked after today and not part of the usual rest."""
        return self.month_cents - self.so_far_cents - self.booked_as_usual_cents

    @property
    def usual_rest_cents(self) -> int:
        """The median cost of the remaining days."""
        return median_cents(self._counted_rests)

    @property
    def likely_cents(self) -> int:
        """The estimate: what is spent, the usual rest, and what is booked in addition."""
        return self._end(self.usual_rest_cents)

    @property
    def least_cents(self) -> int:
        return self._end(min(self._counted_rests))

    @property
    def rest_range(self) -> estimates.Prediction | None:
        """The 80 % range of the rest; None with fewer than six usual months."""
        return estimates.predict(self._counted_rests)

    @property
    def range_cents(self) -> tuple[int, int] | None:
        """The 80 % range of the whole month, if that of the rest is known."""
        rest = self.rest_range
        return None if rest is None else (self._end(max(0, rest.low_cents)), self._end(rest.high_cents))

    @property
    def unknown_cents(self) -> int:
        """The part of the estimate that is neither spent nor booked."""
        return self.likely_cents - self._certain_cents

    @property
    def about_cents(self) -> int:
        """The estimate, rounded."""
        return self._rounded(self.likely_cents)

    @property
    def about_range_cents(self) -> tuple[int, int] | None:
        """The range, rounded."""
        bounds = self.range_cents
        return None if bounds is None else (self._rounded(bounds[0]), self._rounded(bounds[1]))

    @property
    def _counted_rests(self) -> tuple[int, ...]:
        return tuple(max(0, rest) for rest in self.rests_cents)

    @property
    def _certain_cents(self) -> int:
        return max(self.month_cents, self.so_far_cents)

    def _end(self, rest_cents: int) -> int:
        return max(self.so_far_cents + rest_cents + self.booked_cents, self._certain_cents)

    def _rounded(self, end_cents: int) -> int:
        return estimates.round_estimate(end_cents, end_cents - self._certain_cents)


def can_project(month: Month, usual_months: Sequence[Month], today: dt.date) -> bool:
    """Tell whether usual months and days of this unfinished month are enough to estimate its end."""
    day_count = len(elapsed_days(month, today))
    return len(usual_months) >= MIN_USUAL_MONTHS and FIRST_PROJECTED_DAY <= day_count < len(month.days)

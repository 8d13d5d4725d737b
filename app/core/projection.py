"""Where a month will end. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import estimates
from app.core.statistics import MIN_USUAL_MONTHS, are_similar, elapsed_days, median_cents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.core.periods import Month

FIRST_PROJECTED_DAY = 5  # before it a month says too little about its end


@dataclass(frozen=True)
class Booked:
    """An expense that is dated after today, in cents; `times` is how many usual months had one like it in their rest.

    Like it is what the same merchant got, if the amount is similar.
    """

    category_id: int
    merchant_key: str
    cents: int
    times: int

    def is_like(self, merchant_key: str, cents: int) -> bool:
        """Tell whether it is for the same merchant as another amount above zero, and similar."""
        return merchant_key == self.merchant_key and are_similar(self.cents, cents)

    def is_in_rest_of(self, month_count: int) -> bool:
        """Tell whether it is a part of the usual rest: half of the usual months or more had it, as a middle needs."""
        return 2 * self.times >= month_count


@dataclass(frozen=True)
class Projection:
    """What a month will have cost at its end, in cents, if its rest is as in the usual months.

    `so_far_cents` is what its days up to today cost, `month_cents` what it holds already, days to come included;
    `rests_cents` is what the usual months cost after the same day of theirs, oldest first. What is booked after today
    comes on top, without `booked_as_usual_cents`, which the usual rest holds already. A rest below zero, where refunds
    came, counts as zero; and no end is below what was spent so far or what the month holds already.
    """

    so_far_cents: int
    month_cents: int
    rests_cents: tuple[int, ...]
    booked_as_usual_cents: int = 0

    @property
    def booked_cents(self) -> int:
        """What is booked after today and comes on top of the usual rest."""
        return self.month_cents - self.so_far_cents - self.booked_as_usual_cents

    @property
    def usual_rest_cents(self) -> int:
        """The usual cost of the days to come: the median."""
        return median_cents(self._counted_rests)

    @property
    def likely_cents(self) -> int:
        """The likely end: what was spent so far, the usual rest, and what is booked on top of it."""
        return self._end(self.usual_rest_cents)

    @property
    def least_cents(self) -> int:
        """The end with the rest of the cheapest usual month."""
        return self._end(min(self._counted_rests))

    @property
    def rest_range(self) -> estimates.Prediction | None:
        """What holds the rest four times out of five; none with fewer than six usual months."""
        return estimates.predict(self._counted_rests)

    @property
    def range_cents(self) -> tuple[int, int] | None:
        """The bounds of the end, where they are known for the rest."""
        rest = self.rest_range
        return None if rest is None else (self._end(max(0, rest.low_cents)), self._end(rest.high_cents))

    @property
    def unknown_cents(self) -> int:
        """The part of the likely end that the month does not hold yet."""
        return self.likely_cents - self._certain_cents

    @property
    def about_cents(self) -> int:
        """The likely end as exact as it can be."""
        return self._rounded(self.likely_cents)

    @property
    def about_range_cents(self) -> tuple[int, int] | None:
        """The bounds of the end as exact as they can be."""
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
    """Tell whether there are enough usual months, and enough days of this one that is not over, to say how it ends."""
    day_count = len(elapsed_days(month, today))
    return len(usual_months) >= MIN_USUAL_MONTHS and FIRST_PROJECTED_DAY <= day_count < len(month.days)

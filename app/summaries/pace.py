"""How a month runs beside the month before and the usual one, and where it will end. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from app.summaries.calculations import MIN_USUAL_MONTHS, elapsed_days, median_cents, usual_months

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.periods import DateRange, Month

FIRST_PROJECTED_DAY = 5  # before it a month says too little about its end


@dataclass(frozen=True)
class Projection:
    """What a month will have cost at its end, in cents, if its rest is as in the usual months.

    `so_far_cents` is what its days up to today cost, `month_cents` what it holds already, days to come included;
    `rests_cents` is what the usual months cost after the same day of theirs, oldest first. A rest below zero, where
    refunds came, counts as zero; and no end is below what was spent so far or what the month holds already.
    """

    so_far_cents: int
    month_cents: int
    rests_cents: tuple[int, ...]

    @property
    def usual_rest_cents(self) -> int:
        """The usual cost of the days to come: the median."""
        return median_cents([max(0, rest) for rest in self.rests_cents])

    @property
    def likely_cents(self) -> int:
        """The likely end: what was spent so far and the usual rest."""
        return self._end(self.usual_rest_cents)

    @property
    def low_cents(self) -> int:
        """The end with the rest of the cheapest usual month.

        The range is empirical, as few months allow (Hyndman & Athanasopoulos, "Forecasting: Principles and Practice",
        5.5).
        """
        return self._end(max(0, min(self.rests_cents)))

    @property
    def high_cents(self) -> int:
        """The end with the rest of the dearest usual month."""
        return self._end(max(0, *self.rests_cents))

    def _end(self, rest_cents: int) -> int:
        return max(self.so_far_cents + rest_cents, self.month_cents, self.so_far_cents)


@dataclass(frozen=True)
class Pace:
    """Running totals in cents, one a day: of the month's days that have begun, the month before, and the usual month.

    `previous` is empty where the records had not begun by the same day of the month before, `usual` with fewer than
    MIN_USUAL_MONTHS months behind; `usual_so_far` is what each of these months had cost up to the same day, oldest
    first, and `total_cents` what the month holds in all, later days included.
    """

    month: Month
    so_far: tuple[int, ...]
    previous: tuple[int, ...]
    usual: tuple[int, ...]
    usual_months: tuple[Month, ...]
    usual_so_far: tuple[int, ...]
    total_cents: int
    projection: Projection | None

    @property
    def day_count(self) -> int:
        """How many days of the month have begun."""
        return len(self.so_far)

    @property
    def days(self) -> DateRange:
        """The days of the month that have begun."""
        return self.month.days.first_days(self.day_count)

    @property
    def previous_days(self) -> DateRange:
        """As many first days of the month before, at most all of them."""
        return self.month.previous.days.first_days(self.day_count)

    @property
    def so_far_cents(self) -> int:
        """What the days that have begun cost."""
        return total_after(self.so_far, self.day_count)

    @property
    def previous_cents(self) -> int:
        """What the month before had cost by the same day."""
        return total_after(self.previous, self.day_count)

    @property
    def difference_cents(self) -> int:
        """How much more than usual was spent by now, or less when negative; 0 where nothing is usual."""
        return self.so_far_cents - (self.so_far_cents if self.usual_cents is None else self.usual_cents)

    @property
    def usual_cents(self) -> int | None:
        """What the usual month has cost by the same day; none where too few months lie behind."""
        return total_after(self.usual, self.day_count) if self.usual else None


def pace_of(month: Month, today: dt.date, sums: Mapping[dt.date, int], first_day: dt.date | None) -> Pace:
    """Work out the pace of a month from what each day cost, in cents, of it and of the months before.

    The records begin on the first day: a month before that, or its part up to the same day, is no comparison.
    """
    months = usual_months(month, first_day)
    past = [running_totals(other.days, sums) for other in months]
    has_usual = len(past) >= MIN_USUAL_MONTHS
    day_count = len(elapsed_days(month, today))
    whole = running_totals(month.days, sums)
    usual = tuple(_median_after(past, number) for number in range(1, len(whole) + 1)) if has_usual else ()
    rests = tuple(totals[-1] - total_after(totals, day_count) for totals in past)
    so_far_cents = total_after(whole, day_count)
    has_previous = first_day is not None and first_day < month.previous.days.first_days(day_count).end
    return Pace(
        month=month,
        so_far=whole[:day_count],
        previous=running_totals(month.previous.days, sums) if has_previous else (),
        usual=usual,
        usual_months=months if has_usual else (),
        usual_so_far=tuple(total_after(totals, day_count) for totals in past) if has_usual else (),
        total_cents=whole[-1],
        projection=Projection(so_far_cents, whole[-1], rests) if can_project(month, months, today) else None,
    )


def can_project(month: Month, usual_months: Sequence[Month], today: dt.date) -> bool:
    """Tell whether there are enough usual months, and enough days of this one that is not over, to say how it ends."""
    day_count = len(elapsed_days(month, today))
    return len(usual_months) >= MIN_USUAL_MONTHS and FIRST_PROJECTED_DAY <= day_count < len(month.days)


def running_totals(days: DateRange, sums: Mapping[dt.date, int]) -> tuple[int, ...]:
    """Return what the days had cost by each of them, in cents."""
    return tuple(accumulate(sums.get(day, 0) for day in days))


def total_after(totals: Sequence[int], day_count: int) -> int:
    """Return the running total after so many days; a month that is shorter has its whole total."""
    return totals[min(day_count, len(totals)) - 1] if day_count and totals else 0


def _median_after(past: Sequence[Sequence[int]], day_count: int) -> int:
    return median_cents([total_after(totals, day_count) for totals in past])

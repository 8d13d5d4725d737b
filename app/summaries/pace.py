"""How a month runs beside the month before and the usual one, and where it will end. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from app.summaries.calculations import MIN_USUAL_MONTHS, elapsed_days, median_cents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.periods import DateRange, Month

FIRST_PROJECTED_DAY = 5  # before it a month says too little about its end


@dataclass(frozen=True)
class Projection:
    """What a month will have cost at its end, in cents: the likely amount, and the least and the most of past months.

    `rests_cents` is what the usual months cost after the same day, oldest first.
    """

    likely_cents: int
    low_cents: int
    high_cents: int
    rests_cents: tuple[int, ...]


@dataclass(frozen=True)
class Pace:
    """Running totals in cents, one a day: of the month's days that have begun, the month before, and the usual month.

    `usual` is empty with fewer than MIN_USUAL_MONTHS months behind; `usual_so_far` is what each of these months had
    cost up to the same day, oldest first, and `total_cents` what the month holds in all, later days included.
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
    def usual_cents(self) -> int | None:
        """What the usual month has cost by the same day; none where too few months lie behind."""
        return total_after(self.usual, self.day_count) if self.usual else None


def pace_of(month: Month, today: dt.date, sums: Mapping[dt.date, int], usual_months: Sequence[Month]) -> Pace:
    """Work out the pace of a month from what each day cost, in cents, of it and of the months before."""
    past = [running_totals(other.days, sums) for other in usual_months]
    has_usual = len(past) >= MIN_USUAL_MONTHS
    day_count = len(elapsed_days(month, today))
    whole = running_totals(month.days, sums)
    usual = tuple(_median_after(past, number) for number in range(1, len(whole) + 1)) if has_usual else ()
    is_projected = has_usual and FIRST_PROJECTED_DAY <= day_count < len(whole)
    return Pace(
        month=month,
        so_far=whole[:day_count],
        previous=running_totals(month.previous.days, sums),
        usual=usual,
        usual_months=tuple(usual_months) if has_usual else (),
        usual_so_far=tuple(total_after(totals, day_count) for totals in past) if has_usual else (),
        total_cents=whole[-1],
        projection=project(whole, day_count, past) if is_projected else None,
    )


def project(whole: Sequence[int], day_count: int, past: Sequence[Sequence[int]]) -> Projection:
    """Project the running totals of a month, of which `day_count` days have begun, to its end.

    The likely end is what was spent so far and the median of what the past months cost after the same day; the range
    is what the cheapest and the dearest of these rests would make of it (an empirical range, as few months allow:
    Hyndman & Athanasopoulos, "Forecasting: Principles and Practice", 5.5). A rest below zero, where refunds came,
    counts as zero; and no end is below what was spent so far or what the month holds already.
    """
    rests = tuple(max(0, totals[-1] - total_after(totals, day_count)) for totals in past)
    so_far = total_after(whole, day_count)
    likely, low, high = (
        max(so_far + rest, whole[-1], so_far) for rest in (median_cents(rests), min(rests), max(rests))
    )
    return Projection(likely, low, high, rests)


def running_totals(days: DateRange, sums: Mapping[dt.date, int]) -> tuple[int, ...]:
    """Return what the days had cost by each of them, in cents."""
    return tuple(accumulate(sums.get(day, 0) for day in days))


def total_after(totals: Sequence[int], day_count: int) -> int:
    """Return the running total after so many days; a month that is shorter has its whole total."""
    return totals[min(day_count, len(totals)) - 1] if day_count and totals else 0


def _median_after(past: Sequence[Sequence[int]], day_count: int) -> int:
    return median_cents([total_after(totals, day_count) for totals in past])

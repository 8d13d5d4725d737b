"""The pace of a month, compared with the month before and the usual month. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from typing import TYPE_CHECKING

from app.core import estimates
from app.core.periods import DateRange
from app.core.projection import Projection, can_project
from app.core.statistics import MIN_USUAL_MONTHS, elapsed_days, median_cents, months_behind, rest_days, same_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.core.periods import Month
    from app.core.projection import Booked


@dataclass(frozen=True)
class Pace:
    """Running totals by day, in cents: of the month up to today, the month before, and the usual month.

    The last day of a month is compared with all remaining days of the others, so that whole months are compared with
    whole months. `previous` is empty if the month before is not full, `usual` with fewer than MIN_USUAL_MONTHS full
    months. `usual_so_far` is what each of these cost up to the same day, oldest first; `total_cents` is the whole month
    with its future days. `first_day` is the day of the first expense.
    """

    month: Month
    first_day: dt.date | None
    so_far: tuple[int, ...]
    previous: tuple[int, ...]
    usual: tuple[int, ...]
    usual_months: tuple[Month, ...]
    usual_so_far: tuple[int, ...]
    total_cents: int
    booked: tuple[Booked, ...]
    projection: Projection | None

    @property
    def day_count(self) -> int:
        return len(self.so_far)

    @property
    def is_whole(self) -> bool:
        return self.day_count == len(self.month.days)

    @cached_property
    def days(self) -> DateRange:
        """The days of the month up to today."""
        return self.month.days.first_days(self.day_count)

    @property
    def recorded_days(self) -> DateRange:
        """The days up to today, from the first expense on if that is later than the month's begin."""
        if self.first_day is None or self.first_day not in self.days:
            return self.days
        return DateRange(self.first_day, self.days.end)

    @property
    def previous_days(self) -> DateRange:
        """The days of the month before that they are compared with."""
        return self.same_days(self.month.previous)

    @property
    def so_far_cents(self) -> int:
        return total_after(self.so_far, self.day_count)

    @property
    def previous_cents(self) -> int:
        return total_after(self.previous, self.day_count)

    @property
    def difference_cents(self) -> int:
        """How much more than usual was spent so far; 0 if nothing is known to be usual."""
        return self.so_far_cents - (self.so_far_cents if self.usual_cents is None else self.usual_cents)

    @cached_property
    def spread_cents(self) -> tuple[int, int]:
        """The quartiles of the usual months up to the same day; there have to be usual months."""
        return estimates.usual_spread(self.usual_so_far)

    @cached_property
    def is_usual(self) -> bool:
        return estimates.is_usual(self.so_far_cents, self.usual_so_far)

    @cached_property
    def usual_cents(self) -> int | None:
        """What the usual month cost up to the same day; None with too few months."""
        return total_after(self.usual, self.day_count) if self.usual else None

    @cached_property
    def usual_days(self) -> list[DateRange]:
        """The days of the usual months that are compared with those up to today."""
        return [self.same_days(other) for other in self.usual_months]

    @cached_property
    def usual_rests(self) -> list[DateRange]:
        return [rest_days(other, self.month, self.day_count) for other in self.usual_months]

    def same_days(self, other: Month) -> DateRange:
        """Return the days of another month that are compared with those up to today."""
        return same_days(other, self.month, self.day_count)


def pace_of(
    month: Month,
    today: dt.date,
    sums: Mapping[dt.date, int],
    first_day: dt.date | None,
    booked: Sequence[Booked] = (),
) -> Pace:
    """Return the pace of a month from the sums by day, in cents, of it and of the months before.

    Days without expenses have no sum; `first_day` is the day of the first expense.
    """
    months = full_months(month, sums, first_day)
    past = [_beside(month, other, sums) for other in months]
    has_usual = len(past) >= MIN_USUAL_MONTHS
    day_count = len(elapsed_days(month, today))
    whole = running_totals(month.days, sums)
    so_far_cents = total_after(whole, day_count)
    rests = tuple(totals[-1] - total_after(totals, day_count) for totals in past)
    usual_cents = sum(item.cents for item in booked if item.is_in_rest_of(len(months)))
    return Pace(
        month=month,
        first_day=first_day,
        so_far=whole[:day_count],
        previous=_beside(month, month.previous, sums) if month.previous in months else (),
        usual=_medians(past, len(whole)) if has_usual else (),
        usual_months=months if has_usual else (),
        usual_so_far=tuple(total_after(totals, day_count) for totals in past) if has_usual else (),
        total_cents=whole[-1],
        booked=tuple(booked),
        projection=Projection(so_far_cents, whole[-1], rests, usual_cents)
        if can_project(month, months, today)
        else None,
    )


def full_months(month: Month, sums: Mapping[dt.date, int], first_day: dt.date | None) -> tuple[Month, ...]:
    """Return the full months among the USUAL_MONTHS months before a month, oldest first: those with any expense."""
    return tuple(other for other in months_behind(month, first_day) if any(day in sums for day in other.days))


def running_totals(days: DateRange, sums: Mapping[dt.date, int]) -> tuple[int, ...]:
    return tuple(accumulate(sums.get(day, 0) for day in days))


def total_after(totals: Sequence[int], day_count: int) -> int:
    """Return the running total after so many days, the last one if the month is shorter."""
    return totals[min(day_count, len(totals)) - 1] if day_count and totals else 0


def _beside(month: Month, other: Month, sums: Mapping[dt.date, int]) -> tuple[int, ...]:
    """Return another month's running totals, cut to the length of a month; the last one is its whole total."""
    totals = running_totals(other.days, sums)
    count = min(len(month.days), len(totals))
    return (*totals[: count - 1], totals[-1])


def _medians(past: Sequence[Sequence[int]], day_count: int) -> tuple[int, ...]:
    """Return the median of running totals after each day; months that are shorter stay at their last total."""
    as_long = [(*totals, *repeat(totals[-1], day_count - len(totals))) for totals in past]
    return tuple(map(median_cents, zip(*as_long, strict=True)))

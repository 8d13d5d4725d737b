"""How a month runs beside the month before and the usual one. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
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
    """Running totals in cents, one a day: of the month's days that have begun, the month before, and the usual month.

    The last day of the month is set beside all days from it on, so that whole months are compared with whole ones.
    `previous` is empty where the month before is not full, `usual` with fewer than MIN_USUAL_MONTHS full months behind;
    `usual_so_far` is what each of these months had cost up to the same day, oldest first, and `total_cents` what the
    month holds in all, later days included. The records begin on `first_day`.
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
        """How many days of the month have begun."""
        return len(self.so_far)

    @property
    def is_whole(self) -> bool:
        """Whether the last day of the month has begun."""
        return self.day_count == len(self.month.days)

    @cached_property
    def days(self) -> DateRange:
        """The days of the month that have begun."""
        return self.month.days.first_days(self.day_count)

    @property
    def recorded_days(self) -> DateRange:
        """The days that have begun, from the first expense on if that is among them."""
        if self.first_day is None or self.first_day not in self.days:
            return self.days
        return DateRange(self.first_day, self.days.end)

    @property
    def previous_days(self) -> DateRange:
        """The days of the month before that are set beside them."""
        return self.same_days(self.month.previous)

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

    @cached_property
    def spread_cents(self) -> tuple[int, int]:
        """Between what every second month had cost by the same day; there have to be usual months."""
        return estimates.usual_spread(self.usual_so_far)

    @cached_property
    def is_usual(self) -> bool:
        """Whether what was spent by now lies within the spread of the usual months."""
        return estimates.is_usual(self.so_far_cents, self.usual_so_far)

    @cached_property
    def usual_cents(self) -> int | None:
        """What the usual month has cost by the same day; none where too few months lie behind."""
        return total_after(self.usual, self.day_count) if self.usual else None

    @cached_property
    def usual_days(self) -> list[DateRange]:
        """The days of the usual months that are set beside those that have begun."""
        return [self.same_days(other) for other in self.usual_months]

    @cached_property
    def usual_rests(self) -> list[DateRange]:
        """The days of the usual months after them."""
        return [rest_days(other, self.month, self.day_count) for other in self.usual_months]

    def same_days(self, other: Month) -> DateRange:
        """Return the days of another month that are set beside those that have begun."""
        return same_days(other, self.month, self.day_count)


def pace_of(
    month: Month,
    today: dt.date,
    sums: Mapping[dt.date, int],
    first_day: dt.date | None,
    booked: Sequence[Booked] = (),
) -> Pace:
    """Work out the pace of a month from what each day cost, in cents, of it and of the months before.

    The records begin on the first day; days without an expense have no sum.
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
        usual=tuple(_median_after(past, number) for number in range(1, len(whole) + 1)) if has_usual else (),
        usual_months=months if has_usual else (),
        usual_so_far=tuple(total_after(totals, day_count) for totals in past) if has_usual else (),
        total_cents=whole[-1],
        booked=tuple(booked),
        projection=Projection(so_far_cents, whole[-1], rests, usual_cents)
        if can_project(month, months, today)
        else None,
    )


def full_months(month: Month, sums: Mapping[dt.date, int], first_day: dt.date | None) -> tuple[Month, ...]:
    """Return the full ones of the USUAL_MONTHS months before a month, oldest first: they have a day with a sum."""
    return tuple(other for other in months_behind(month, first_day) if any(day in sums for day in other.days))


def running_totals(days: DateRange, sums: Mapping[dt.date, int]) -> tuple[int, ...]:
    """Return what the days had cost by each of them, in cents."""
    return tuple(accumulate(sums.get(day, 0) for day in days))


def total_after(totals: Sequence[int], day_count: int) -> int:
    """Return the running total after so many days; a month that is shorter has its whole total."""
    return totals[min(day_count, len(totals)) - 1] if day_count and totals else 0


def _beside(month: Month, other: Month, sums: Mapping[dt.date, int]) -> tuple[int, ...]:
    """Return the running totals of another month, at most as many as a month has days; the last is of all its days."""
    totals = running_totals(other.days, sums)
    count = min(len(month.days), len(totals))
    return (*totals[: count - 1], totals[-1])


def _median_after(past: Sequence[Sequence[int]], day_count: int) -> int:
    return median_cents([total_after(totals, day_count) for totals in past])

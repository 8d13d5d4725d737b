"""Averages, medians and comparisons of months. Pure: amounts in cents, days as dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.core import estimates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.core.periods import DateRange, Month

USUAL_MONTHS = 6  # past months; usual amounts come from the full ones among them
MIN_USUAL_MONTHS = 3  # fewer say nothing about what is usual
LEAST_CENTS = 1  # of a payment; refunds are less
# Amounts are similar if one is at most a quarter more: a price rise, but not another product.
SMALLER_PARTS, LARGER_PARTS = 4, 5


@dataclass(frozen=True)
class Change:
    """What a category cost in some days, and in the same days of each usual month, in cents."""

    category_id: int
    cents: int
    past_cents: tuple[int, ...]

    @cached_property
    def usual_cents(self) -> int:
        """The median of the usual months."""
        return median_cents(self.past_cents)

    @property
    def difference_cents(self) -> int:
        return self.cents - self.usual_cents

    @cached_property
    def spread_cents(self) -> tuple[int, int]:
        """The quartiles of the usual months, of which there has to be one."""
        return estimates.usual_spread(self.past_cents)

    @cached_property
    def is_usual(self) -> bool:
        return estimates.is_usual(self.cents, self.past_cents)


@dataclass(frozen=True)
class Coverage:
    """How many payments, and how much money, have a receipt. Refunds are not payments.

    `expense_count` includes refunds; a payment has at least `least_cents`.
    """

    count: int
    cents: int
    covered_count: int
    covered_cents: int
    expense_count: int
    least_cents: int = LEAST_CENTS

    @property
    def share(self) -> float | None:
        """The share of the money; None if there is no payment."""
        return share(self.covered_cents, self.cents)


@dataclass(frozen=True)
class WeekdayTotal:
    """What a weekday (0 is Monday) cost in all, in cents, and how many such days there were."""

    weekday: int
    cents: int
    day_count: int

    @property
    def average_cents(self) -> int:
        return average_cents(self.cents, self.day_count)


def elapsed_days(month: Month, today: dt.date) -> DateRange:
    """Return the days of the month up to today: none of a future month, all of a past one."""
    return month.days.first_days((today - month.begin).days + 1)


def average_cents(total_cents: int, count: int) -> int:
    """Return the average in whole cents, rounding halves to even; 0 if the count is 0."""
    if count == 0:
        return 0
    whole, rest = divmod(total_cents, count)
    return whole + (2 * rest > count or (2 * rest == count and whole % 2 == 1))


def median_cents(amounts_cents: Sequence[int]) -> int:
    """Return the median in whole cents, rounded like `average_cents`; 0 without amounts.

    One expensive month changes it little (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.1).
    """
    ordered, middle = sorted(amounts_cents), len(amounts_cents) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return average_cents(sum(ordered[middle - 1 : middle + 1]), 2)


def are_similar(one_cents: int, other_cents: int) -> bool:
    """Tell whether two positive amounts may be prices of the same product at different times."""
    return one_cents * SMALLER_PARTS <= other_cents * LARGER_PARTS and (
        other_cents * SMALLER_PARTS <= one_cents * LARGER_PARTS
    )


def months_behind(month: Month, first_day: dt.date | None) -> tuple[Month, ...]:
    """Return those of the USUAL_MONTHS months before a month that begin on `first_day` or later, oldest first.

    `first_day` is the day of the first expense. A month is full if it is one of these and has an expense; one without
    any is a pause in the records.
    """
    before = (month.shifted(-number) for number in range(USUAL_MONTHS, 0, -1))
    return tuple(other for other in before if first_day is not None and first_day <= other.begin)


def same_days(other: Month, month: Month, day_count: int) -> DateRange:
    """Return the days of another month that are compared with the first `day_count` days of a month.

    The same number, but all of them for a whole month, so that payments on the 31st are never left out.
    """
    return other.days if day_count >= len(month.days) else other.days.first_days(day_count)


def rest_days(other: Month, month: Month, day_count: int) -> DateRange:
    """Return the days of another month that are compared with those after the first `day_count` days of a month."""
    return other.days.days_after(len(same_days(other, month, day_count)))


def average_weekdays(sums: Mapping[dt.date, int], days: DateRange) -> list[WeekdayTotal]:
    """Return what each weekday cost, from Monday on, counting from the first day with an expense."""
    first = min(sums, default=days.end)
    counts = Counter(day.weekday() for day in days if day >= first)
    cents: Counter[int] = Counter()
    for day, day_cents in sums.items():
        cents[day.weekday()] += day_cents
    return [WeekdayTotal(weekday, cents[weekday], counts[weekday]) for weekday in range(7)]


def share(part_cents: int, whole_cents: int) -> float | None:
    """Return the part as a fraction of the whole; None if refunds make it meaningless."""
    if whole_cents <= 0 or not 0 <= part_cents <= whole_cents:
        return None
    return part_cents / whole_cents

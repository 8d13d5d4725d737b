"""Arithmetic of summaries. Pure: amounts in cents, days as dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.periods import DateRange, Month

USUAL_MONTHS = 6  # full months behind a month, from which its usual amounts come
MIN_USUAL_MONTHS = 3  # fewer say nothing about what is usual


@dataclass(frozen=True)
class Change:
    """What a category cost in some days, and in the same days of each usual month, in cents, oldest first."""

    category_id: int
    cents: int
    past_cents: tuple[int, ...]

    @property
    def usual_cents(self) -> int:
        """What it usually costs: the median of the usual months."""
        return median_cents(self.past_cents)

    @property
    def difference_cents(self) -> int:
        """How much more than usual it cost, or less when negative."""
        return self.cents - self.usual_cents


@dataclass(frozen=True)
class Coverage:
    """How many expenses have a receipt, and how much of the money, in cents."""

    count: int
    cents: int
    covered_count: int
    covered_cents: int

    @property
    def share(self) -> float | None:
        """The share of the money; none where refunds make it meaningless."""
        return share(self.covered_cents, self.cents)


@dataclass(frozen=True)
class WeekdayTotal:
    """What a weekday, of which Monday is 0, cost in all, in cents, and how many such days there were."""

    weekday: int
    cents: int
    day_count: int

    @property
    def average_cents(self) -> int:
        """What one such day cost on average."""
        return average_cents(self.cents, self.day_count)


def elapsed_days(month: Month, today: dt.date) -> DateRange:
    """Return the days of the month that have begun; none of a month to come, all of a month that is over."""
    return month.days.first_days((today - month.begin).days + 1)


def average_cents(total_cents: int, count: int) -> int:
    """Return the average in whole cents, halves to the even cent (IEEE 754 roundTiesToEven); 0 of nothing."""
    if count == 0:
        return 0
    return int((Decimal(total_cents) / count).to_integral_value(ROUND_HALF_EVEN))


def median_cents(amounts_cents: Sequence[int]) -> int:
    """Return the middle of the amounts in order, or the average of the two in the middle; 0 of none.

    So at least half of the amounts are not above it and at least half are not below: one expensive month moves it
    little. (Definition: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.1.) Rounded as `average_cents` does.
    """
    ordered, middle = sorted(amounts_cents), len(amounts_cents) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return average_cents(sum(ordered[middle - 1 : middle + 1]), 2) if ordered else 0


def usual_months(month: Month, first_day: dt.date | None) -> tuple[Month, ...]:
    """Return the last full months before a month, at most USUAL_MONTHS of them, oldest first.

    A month is full when the records, which begin on `first_day`, had begun by its first day.
    """
    before = (month.shifted(-number) for number in range(USUAL_MONTHS, 0, -1))
    return tuple(other for other in before if first_day is not None and first_day <= other.begin)


def average_weekdays(sums: Mapping[dt.date, int], days: DateRange) -> list[WeekdayTotal]:
    """Return what each weekday cost, from Monday on, from the first day in the days that cost anything."""
    first = min(sums, default=days.end)
    counts = Counter(day.weekday() for day in days if day >= first)
    cents: Counter[int] = Counter()
    for day, day_cents in sums.items():
        cents[day.weekday()] += day_cents
    return [WeekdayTotal(weekday, cents[weekday], counts[weekday]) for weekday in range(7)]


def share(part_cents: int, whole_cents: int) -> float | None:
    """Return the part as a fraction of the whole; none where refunds make a share meaningless."""
    if whole_cents <= 0 or not 0 <= part_cents <= whole_cents:
        return None
    return part_cents / whole_cents

"""Arithmetic of summaries. Pure: amounts in cents, days as dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from app.core import estimates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.core.periods import DateRange, Month

USUAL_MONTHS = 6  # months behind a month; its usual amounts come from the full ones among them
MIN_USUAL_MONTHS = 3  # fewer say nothing about what is usual
LEAST_CENTS = 1  # of what is paid: a refund is less
# Amounts are similar up to a quarter more: a price rise or a dearer month passes, another product does not.
SMALLER_PARTS, LARGER_PARTS = 4, 5


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

    @property
    def spread_cents(self) -> tuple[int, int]:
        """Between what every second month lies; there have to be usual months."""
        return estimates.usual_spread(self.past_cents)

    @property
    def is_usual(self) -> bool:
        """Whether it lies within the spread of the usual months."""
        return estimates.is_usual(self.cents, self.past_cents)


@dataclass(frozen=True)
class Coverage:
    """How many payments have a receipt, and how much of the money, in cents; refunds are no payments.

    `expense_count` is how many expenses there are, refunds included; a payment has at least `least_cents`.
    """

    count: int
    cents: int
    covered_count: int
    covered_cents: int
    expense_count: int
    least_cents: int = LEAST_CENTS

    @property
    def share(self) -> float | None:
        """The share of the money; none of nothing."""
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


def are_similar(one_cents: int, other_cents: int) -> bool:
    """Tell whether two amounts above zero may be of one product, at two times."""
    smaller, larger = sorted((one_cents, other_cents))
    return larger * SMALLER_PARTS <= smaller * LARGER_PARTS


def months_behind(month: Month, first_day: dt.date | None) -> tuple[Month, ...]:
    """Return those of the USUAL_MONTHS months before a month by whose first day the records had begun, oldest first.

    The records begin on `first_day`. A month is full when it is one of these and has an expense: one without any is a
    pause in the records, and says nothing.
    """
    before = (month.shifted(-number) for number in range(USUAL_MONTHS, 0, -1))
    return tuple(other for other in before if first_day is not None and first_day <= other.begin)


def same_days(other: Month, month: Month, day_count: int) -> DateRange:
    """Return the days of another month that are set beside the first `day_count` days of a month.

    As many of them, but all of them beside a whole month: what is paid on the 31st is missing in no comparison.
    """
    return other.days if day_count >= len(month.days) else other.days.first_days(day_count)


def rest_days(other: Month, month: Month, day_count: int) -> DateRange:
    """Return the days of another month that are set beside those of a month after its first `day_count` days."""
    return other.days.days_after(len(same_days(other, month, day_count)))


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

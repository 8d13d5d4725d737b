"""Arithmetic of limits. Pure: amounts in cents, days as dates.

A limit holds from one month on until the next one of the same category begins. Months are the person's own, named after
the calendar month in which they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.core.estimates import round_estimate
from app.core.periods import months_between

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from app.core.periods import Month
    from app.core.projection import Projection

HISTORY_MONTHS = 12  # months behind a month; the full ones among them tell how often a limit was kept
# Where the foreseen excess is a smaller part of the limit than this, little more than half of the months exceed it.
_SURE_PARTS = 20

Outlook = Literal["will", "probably", "may"]


@dataclass(frozen=True)
class Limit:
    """The most to spend in each month from the one on that is named after `valid_from`; none ends the limit."""

    id: int
    category_id: int | None
    amount_cents: int | None
    valid_from: dt.date


@dataclass(frozen=True)
class MonthResult:
    """A month with its limit, if it had one, and what was spent in it, both in cents."""

    month: Month
    limit_cents: int | None
    spent_cents: int

    @property
    def is_over(self) -> bool:
        """Whether more was spent than the limit."""
        return self.limit_cents is not None and self.spent_cents > self.limit_cents

    @property
    def left_cents(self) -> int:
        """What stayed below the limit, negative above it; 0 without a limit."""
        return 0 if self.limit_cents is None else self.limit_cents - self.spent_cents


@dataclass(frozen=True)
class Progress:
    """A month that is running against its limit, in cents; today is its day `day_number` of `day_count`, from 1.

    `due_cents` is what recurring payments will still cost in this month.
    """

    limit_cents: int
    spent_cents: int
    day_number: int
    day_count: int
    projection: Projection | None
    due_cents: int = 0

    @property
    def left_cents(self) -> int:
        """What may still be spent, negative above the limit."""
        return self.limit_cents - self.spent_cents

    @property
    def over_cents(self) -> int:
        """What was spent above the limit, 0 while it is kept."""
        return max(0, -self.left_cents)

    @property
    def days_left(self) -> int:
        """The days of the month that are not over, today included."""
        return self.day_count - self.day_number + 1

    @property
    def free_cents(self) -> int:
        """What is left once the recurring payments are made, 0 where they take all of it."""
        return max(0, self.left_cents - self.due_cents)

    @property
    def per_day_cents(self) -> int:
        """What is free on each day left, rounded down so that all of them together stay within what is free."""
        return self.free_cents // self.days_left

    @property
    def fraction(self) -> float:
        """What was spent as a fraction of the limit: above 1 when it is over, 0 where refunds outweigh expenses."""
        return max(0, self.spent_cents) / self.limit_cents

    @property
    def bar(self) -> float:
        """How much of the bar is filled, from 0 to 1."""
        return min(1.0, self.fraction)

    @property
    def mark(self) -> float:
        """Where today's mark stands, from 0 to 1: the share of the month's days that have begun."""
        return self.day_number / self.day_count

    @property
    def projected_over_cents(self) -> int:
        """What the month will be above its limit if its rest is as usual, 0 where it will be kept or nobody knows."""
        return max(0, self.projection.likely_cents - self.limit_cents) if self.projection else 0

    @property
    def about_over_cents(self) -> int:
        """The same as exact as it can be."""
        return round_estimate(self.projected_over_cents, self.projection.unknown_cents) if self.projection else 0

    @property
    def outlook(self) -> Outlook | None:
        """How sure it is that the month will be above its limit: none where it will be kept or nobody knows.

        It will where the rest of even the cheapest usual month leads above it, and may where it is by less than 5 %.
        """
        if self.projection is None or not self.projected_over_cents:
            return None
        if self.projection.least_cents > self.limit_cents:
            return "will"
        return "may" if _SURE_PARTS * self.projected_over_cents < self.limit_cents else "probably"


def limit_of(limits: Iterable[Limit], category_id: int | None, month: Month) -> Limit | None:
    """Return the limit that holds in a month for a category, or for everything together; none where none holds."""
    begun = [item for item in limits if item.category_id == category_id and item.valid_from <= named_day(month)]
    latest = max(begun, key=lambda item: item.valid_from, default=None)
    return None if latest is None or latest.amount_cents is None else latest


def next_limit(limits: Iterable[Limit], category_id: int | None, month: Month) -> Limit | None:
    """Return the first limit of a category, or of everything together, that begins after a month."""
    ahead = [item for item in limits if item.category_id == category_id and item.valid_from > named_day(month)]
    return min(ahead, key=lambda item: item.valid_from, default=None)


def named_day(month: Month) -> dt.date:
    """Return the first day of the calendar month after which a month is named."""
    return month.beginning_on(1).begin


def past_months(month: Month, since: Month | None = None) -> tuple[Month, ...]:
    """Return the months before a month, oldest first: HISTORY_MONTHS of them, or more to reach back to `since`."""
    earliest = month.shifted(-HISTORY_MONTHS)
    return months_between(min(earliest, since or earliest), month.previous)


def count_streak(results: Sequence[MonthResult]) -> int:
    """Return how many months in a row were kept, up to the last one; one without a limit ends them."""
    kept = 0
    for result in reversed(results):
        if result.limit_cents is None or result.is_over:
            break
        kept += 1
    return kept


def ten_percent_less(cents: int) -> int:
    """Return nine tenths of an amount of at least 0, rounded down."""
    return cents * 9 // 10

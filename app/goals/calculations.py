"""Arithmetic of limits. Pure: amounts in cents, days as dates.

A limit applies from a month until the next limit of the same category. Months begin on the user's own day, and are
named after the calendar month in which they begin.
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

HISTORY_MONTHS = 12  # past months; the full ones tell how often a limit was kept
# With a smaller expected excess than this share of the limit, little more than half of the months exceed it.
_SURE_PARTS = 20

Outlook = Literal["will", "probably", "may"]


@dataclass(frozen=True)
class Limit:
    """The most to spend in each month from `valid_from` on; None means no limit from then on."""

    id: int
    category_id: int | None
    amount_cents: int | None
    valid_from: dt.date


@dataclass(frozen=True)
class MonthResult:
    """A month with its limit, if any, and what was spent, in cents."""

    month: Month
    limit_cents: int | None
    spent_cents: int

    @property
    def is_over(self) -> bool:
        return self.limit_cents is not None and self.spent_cents > self.limit_cents

    @property
    def left_cents(self) -> int:
        """The limit less what was spent; 0 without a limit."""
        return 0 if self.limit_cents is None else self.limit_cents - self.spent_cents


@dataclass(frozen=True)
class Progress:
    """The current month against its limit, in cents; today is day `day_number` of `day_count`, from 1.

    `due_cents` is what recurring payments will still cost this month.
    """

    limit_cents: int
    spent_cents: int
    day_number: int
    day_count: int
    projection: Projection | None
    due_cents: int = 0

    @property
    def left_cents(self) -> int:
        """The limit less what is spent."""
        return self.limit_cents - self.spent_cents

    @property
    def over_cents(self) -> int:
        """What was spent above the limit, or 0."""
        return max(0, -self.left_cents)

    @property
    def days_left(self) -> int:
        """The days left in the month, including today."""
        return self.day_count - self.day_number + 1

    @property
    def free_cents(self) -> int:
        """What is left after the recurring payments, at least 0."""
        return max(0, self.left_cents - self.due_cents)

    @property
    def per_day_cents(self) -> int:
        """What is free for each day left, rounded down."""
        return self.free_cents // self.days_left

    @property
    def fraction(self) -> float:
        """What was spent as a fraction of the limit, above 1 when it is exceeded, at least 0."""
        return max(0, self.spent_cents) / self.limit_cents

    @property
    def bar(self) -> float:
        return min(1.0, self.fraction)

    @property
    def planned_bar(self) -> float:
        """The same with what recurring payments will still cost, at most 1."""
        return min(1.0, max(0, self.spent_cents + self.due_cents) / self.limit_cents)

    @property
    def mark(self) -> float:
        """The position of today's mark: the share of the month's days that have begun."""
        return self.day_number / self.day_count

    @property
    def projected_over_cents(self) -> int:
        """What the month will exceed its limit by if its rest is as usual; 0 if it will not, or if that is unknown."""
        return max(0, self.projection.likely_cents - self.limit_cents) if self.projection else 0

    @property
    def about_over_cents(self) -> int:
        """The same, rounded as an estimate."""
        return round_estimate(self.projected_over_cents, self.projection.unknown_cents) if self.projection else 0

    @property
    def outlook(self) -> Outlook | None:
        """How likely the month exceeds its limit; None if it will not, or if that is unknown.

        It "will" if even the rest of the cheapest usual month exceeds it, and "may" if the excess is less than 5 %.
        """
        if self.projection is None or not self.projected_over_cents:
            return None
        if self.projection.least_cents > self.limit_cents:
            return "will"
        return "may" if _SURE_PARTS * self.projected_over_cents < self.limit_cents else "probably"


def limit_of(limits: Iterable[Limit], category_id: int | None, month: Month) -> Limit | None:
    """Return the limit of a category, or of everything together, that applies in a month, or None."""
    begun = [item for item in limits if item.category_id == category_id and item.valid_from <= named_day(month)]
    latest = max(begun, key=lambda item: item.valid_from, default=None)
    return None if latest is None or latest.amount_cents is None else latest


def next_limit(limits: Iterable[Limit], category_id: int | None, month: Month) -> Limit | None:
    """Return the first limit of a category, or of everything together, that begins after a month, or None."""
    ahead = [item for item in limits if item.category_id == category_id and item.valid_from > named_day(month)]
    return min(ahead, key=lambda item: item.valid_from, default=None)


def named_day(month: Month) -> dt.date:
    """Return the first day of the calendar month that a month is named after."""
    return month.beginning_on(1).begin


def past_months(month: Month, since: Month | None = None) -> tuple[Month, ...]:
    """Return the HISTORY_MONTHS months before a month, or all back to `since` if that is more; oldest first."""
    earliest = month.shifted(-HISTORY_MONTHS)
    return months_between(min(earliest, since or earliest), month.previous)


def count_streak(results: Sequence[MonthResult]) -> int:
    """Return how many months in a row kept their limit, up to the last one; a month without a limit ends the row."""
    kept = 0
    for result in reversed(results):
        if result.limit_cents is None or result.is_over:
            break
        kept += 1
    return kept


def ten_percent_less(cents: int) -> int:
    """Return nine tenths of a non-negative amount, rounded down."""
    return cents * 9 // 10

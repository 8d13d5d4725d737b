"""Arithmetic of savings. Pure: amounts in cents, days as dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.periods import LAST_DATE, DateRange, Month, months_between
from app.core.statistics import MIN_USUAL_MONTHS, median_cents

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from app.goals.calculations import MonthResult


@dataclass(frozen=True)
class Savings:
    """An amount to save by a day, fed by what stays below the limit of each full month. Amounts in cents.

    `month` is the first one that counts and is not over; `results` are the months since the start, oldest first, where
    months that are not full have no limit. `usual_left_cents` is what a usual month saves, None if that is unknown.
    """

    amount_cents: int
    due_on: dt.date
    month: Month
    results: tuple[MonthResult, ...]
    usual_left_cents: int | None

    @property
    def days(self) -> DateRange:
        """The days of the months that count; there has to be one."""
        return DateRange(self.results[0].month.begin, self.month.begin)

    @property
    def saved_cents(self) -> int:
        """What is saved. A month above its limit reduces it; one without a limit adds nothing."""
        return sum(result.left_cents for result in self.results)

    @property
    def remaining_cents(self) -> int:
        """What is missing, at least 0."""
        return max(0, self.amount_cents - self.saved_cents)

    @property
    def is_reached(self) -> bool:
        return self.remaining_cents == 0

    @property
    def counted(self) -> tuple[MonthResult, ...]:
        """The months that count: full ones with a limit."""
        return counted_months(self.results)

    @property
    def has_own_pace(self) -> bool:
        """Whether the usual month comes from months that count."""
        return len(self.counted) >= MIN_USUAL_MONTHS

    @property
    def fraction(self) -> float:
        return min(1.0, max(0, self.saved_cents) / self.amount_cents)

    @property
    def months_to_go(self) -> int | None:
        """How many months it takes at the usual pace, including this one; None if it never ends."""
        if self.usual_left_cents is None or self.usual_left_cents <= 0:
            return None
        return -(-self.remaining_cents // self.usual_left_cents)

    @property
    def projected_on(self) -> dt.date | None:
        """The last day of the month in which the amount is reached at the usual pace.

        None if it is reached already, if a usual month saves nothing, or if it is after LAST_DATE.
        """
        within_reach = len(months_between(self.month, Month.containing(LAST_DATE, self.month.first_day)))
        if not self.months_to_go or self.months_to_go > within_reach:
            return None
        day = self.month.shifted(self.months_to_go - 1).days.last
        return day if day <= LAST_DATE else None

    @property
    def needed_cents(self) -> int:
        """What each month that ends by the due day has to save, rounded up; all of it if no month does."""
        after = Month.containing(min(self.due_on, LAST_DATE), self.month.first_day)
        last = after if after.days.last <= self.due_on else after.previous
        return -(-self.remaining_cents // max(1, len(months_between(self.month, last))))


def counted_months(results: Iterable[MonthResult]) -> tuple[MonthResult, ...]:
    """Return the months that had a limit; others save nothing."""
    return tuple(result for result in results if result.limit_cents is not None)


def usual_left(results: Sequence[MonthResult], usual_spent_cents: Sequence[int], limit_cents: int | None) -> int | None:
    """Return what a usual month saves in cents, negative if the limit is usually exceeded.

    That is the median of the months that count or, while these are fewer than MIN_USUAL_MONTHS, of the usual months
    against the current limit. None if there is neither.
    """
    counted = counted_months(results)
    if len(counted) >= MIN_USUAL_MONTHS:
        return median_cents([result.left_cents for result in counted])
    if limit_cents is None or len(usual_spent_cents) < MIN_USUAL_MONTHS:
        return None
    return median_cents([limit_cents - cents for cents in usual_spent_cents])

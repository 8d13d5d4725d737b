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
    """An amount to save by a day, fed by what stays below the limit of each full month.

    `month` is the first that counts and is not over, `results` are the months since the start, oldest first, of which
    those that are not full have no limit. `usual_left_cents` is what stays below the limit in a usual month, none where
    nobody knows. Amounts in cents.
    """

    amount_cents: int
    due_on: dt.date
    month: Month
    results: tuple[MonthResult, ...]
    usual_left_cents: int | None

    @property
    def days(self) -> DateRange:
        """The days of the months that count, of which there is at least one."""
        return DateRange(self.results[0].month.begin, self.month.begin)

    @property
    def saved_cents(self) -> int:
        """What is saved: a month above its limit takes back what it was over, one without a limit adds nothing."""
        return sum(result.left_cents for result in self.results)

    @property
    def remaining_cents(self) -> int:
        """What is missing, 0 when the goal is reached."""
        return max(0, self.amount_cents - self.saved_cents)

    @property
    def is_reached(self) -> bool:
        """Whether as much is saved as was wanted."""
        return self.remaining_cents == 0

    @property
    def counted(self) -> tuple[MonthResult, ...]:
        """The months that count: full ones with a limit."""
        return counted_months(self.results)

    @property
    def has_own_pace(self) -> bool:
        """Whether the usual month is one of those that count, as far as there is a usual month."""
        return len(self.counted) >= MIN_USUAL_MONTHS

    @property
    def fraction(self) -> float:
        """What is saved as a fraction of the amount, from 0 to 1."""
        return min(1.0, max(0, self.saved_cents) / self.amount_cents)

    @property
    def months_to_go(self) -> int | None:
        """How many months it takes at the usual pace, the running one included; none where it never ends."""
        if self.usual_left_cents is None or self.usual_left_cents <= 0:
            return None
        return -(-self.remaining_cents // self.usual_left_cents)

    @property
    def projected_on(self) -> dt.date | None:
        """The last day of the month in which the amount is reached at the usual pace.

        None when it is reached already, when the usual month saves nothing, or when it is later than LAST_DATE.
        """
        within_reach = len(months_between(self.month, Month.containing(LAST_DATE, self.month.first_day)))
        if not self.months_to_go or self.months_to_go > within_reach:
            return None
        day = self.month.shifted(self.months_to_go - 1).days.last
        return day if day <= LAST_DATE else None

    @property
    def needed_cents(self) -> int:
        """What has to be saved in each month that ends by the due day, rounded up; all of it where none does."""
        after = Month.containing(min(self.due_on, LAST_DATE), self.month.first_day)
        last = after if after.days.last <= self.due_on else after.previous
        return -(-self.remaining_cents // max(1, len(months_between(self.month, last))))


def counted_months(results: Iterable[MonthResult]) -> tuple[MonthResult, ...]:
    """Return the months that had a limit: of one without nobody knows what would have stayed below it."""
    return tuple(result for result in results if result.limit_cents is not None)


def usual_left(results: Sequence[MonthResult], usual_spent_cents: Sequence[int], limit_cents: int | None) -> int | None:
    """Return what stays below the limit in a usual month, in cents, negative when it is usually exceeded.

    It is the median of the months that count; while these are fewer than MIN_USUAL_MONTHS, of the usual months against
    the present limit. None where either is missing.
    """
    counted = counted_months(results)
    if len(counted) >= MIN_USUAL_MONTHS:
        return median_cents([result.left_cents for result in counted])
    if limit_cents is None or len(usual_spent_cents) < MIN_USUAL_MONTHS:
        return None
    return median_cents([limit_cents - cents for cents in usual_spent_cents])

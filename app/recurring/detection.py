"""Which payments to one merchant recur, what they cost in a year and when the next one is due. Pure.

Amounts are in cents, gaps in days.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from app.summaries.calculations import median_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RECENT_TIMES = 3  # of which the middle amount is the usual one: a single odd one among them does not move it
FEWEST_TIMES = 3  # two gaps: one alone says nothing about a rhythm
# Four fifths of the gaps and of the changes of the amount have to fit, so that one late payment, one that was missed or
# a new price does not end a rhythm of some length.
_FITTING_PARTS, _ALL_PARTS = 4, 5
_LAST_GAPS = 2  # these fit in any case: it is the present that counts
# Amounts are similar up to a quarter more: a price rise or a dearer month passes, another product does not.
_SIMILAR_NUMERATOR, _SIMILAR_DENOMINATOR = 5, 4


class Rhythm(StrEnum):
    """How often a payment comes; the values stand in the database."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


@dataclass(frozen=True)
class Measure:
    """What makes a rhythm: gaps from `shortest` to `longest`, both in days and included, at least `fewest_times`."""

    shortest: int
    longest: int
    times_per_year: int
    months: int  # from one payment to the next; 0 for a week
    fewest_times: int = FEWEST_TIMES

    @property
    def days(self) -> int:
        """The length of the rhythm, in days."""
        return (self.shortest + self.longest) // 2


# Weekends and holidays move a payment by some days; the gaps between calendar months alone differ by three. A habit of
# every Saturday is met by chance more easily than one of every month, so it needs more evidence.
MEASURES = {
    Rhythm.WEEKLY: Measure(6, 8, times_per_year=52, months=0, fewest_times=6),
    Rhythm.MONTHLY: Measure(26, 36, times_per_year=12, months=1),
    Rhythm.QUARTERLY: Measure(85, 99, times_per_year=4, months=3),
    Rhythm.YEARLY: Measure(350, 380, times_per_year=1, months=12),
}


@dataclass(frozen=True, order=True)
class Payment:
    """An amount, in cents, that a merchant got on a day, with the category that it was for."""

    spent_on: dt.date
    cents: int
    merchant: str
    category_name: str = ""
    category_color: str = "gray"


@dataclass(frozen=True)
class Recurring:
    """Payments to one merchant, oldest first, that keep a rhythm."""

    merchant_key: str
    rhythm: Rhythm
    payments: tuple[Payment, ...]

    @property
    def latest(self) -> Payment:
        """The last payment; it has the spelling of the merchant and the category that are shown."""
        return self.payments[-1]

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days of the payments, oldest first."""
        return tuple(day for day, _ in _sum_by_day(self.payments))

    @property
    def gaps(self) -> tuple[int, ...]:
        """The days from each payment to the next one."""
        return _gaps(self.days)

    @property
    def recent(self) -> tuple[Payment, ...]:
        """The payments of the last RECENT_TIMES days of payment, from which the usual amount comes."""
        begin = self.days[-RECENT_TIMES]
        return tuple(payment for payment in self.payments if payment.spent_on >= begin)

    @property
    def recent_cents(self) -> tuple[int, ...]:
        """What was paid on each of those days, in cents."""
        return tuple(cents for _, cents in _sum_by_day(self.recent))

    @property
    def usual_cents(self) -> int:
        """The middle one of the recent amounts, in cents."""
        return median_cents(self.recent_cents)

    @property
    def times_per_year(self) -> int:
        """How many payments a year has."""
        return MEASURES[self.rhythm].times_per_year

    @property
    def yearly_cents(self) -> int:
        """What a year costs at the usual amount, in cents."""
        return self.times_per_year * self.usual_cents

    @property
    def usual_day(self) -> int:
        """The middle one of the days of the month on which it was paid, from 1 to 31."""
        return sorted(day.day for day in self.days)[len(self.days) // 2]

    @property
    def next_on(self) -> dt.date:
        """The day on which the next payment is expected."""
        return _next_day(self.rhythm, self.days[-1], self.usual_day)


def find_recurring(merchant_key: str, payments: Iterable[Payment], today: dt.date) -> list[Recurring]:
    """Return what recurs among all payments to one merchant, by amount; refunds never count.

    Payments of similar amounts belong together; they recur when the gaps between their days fit a rhythm and the next
    one is not overdue by more than half of it.
    """
    spent = [payment for payment in payments if payment.cents > 0]
    found = (_judge(merchant_key, sorted(group), today) for group in group_by_amount(spent))
    return [recurring for recurring in found if recurring is not None]


def group_by_amount(payments: Iterable[Payment]) -> list[list[Payment]]:
    """Group payments by their amounts: a group ends where the next larger amount is no longer similar."""
    groups: list[list[Payment]] = []
    for payment in sorted(payments, key=lambda payment: payment.cents):
        if groups and _are_similar(groups[-1][-1].cents, payment.cents):
            groups[-1].append(payment)
        else:
            groups.append([payment])
    return groups


def _judge(merchant_key: str, payments: Sequence[Payment], today: dt.date) -> Recurring | None:
    """Return the payments, oldest first, with their rhythm, or none when they keep none."""
    days, amounts = zip(*_sum_by_day(payments), strict=True)
    rhythm = next((rhythm for rhythm, measure in MEASURES.items() if _keeps(measure, days)), None)
    # A shop whose prices happen to form a chain is no bill: its amount changes with almost every visit.
    if rhythm is None or not _is_most(_are_similar(*sorted(pair)) for pair in pairwise(amounts)):
        return None
    recurring = Recurring(merchant_key, rhythm, tuple(payments))
    overdue = today - recurring.next_on
    return recurring if 2 * overdue.days <= MEASURES[rhythm].days else None


def _keeps(measure: Measure, days: Sequence[dt.date]) -> bool:
    fits = [measure.shortest <= gap <= measure.longest for gap in _gaps(days)]
    return len(days) >= measure.fewest_times and all(fits[-_LAST_GAPS:]) and _is_most(fits)


def _is_most(answers: Iterable[bool]) -> bool:
    """Tell whether four fifths of the answers are yes."""
    given = list(answers)
    return sum(given) * _ALL_PARTS >= len(given) * _FITTING_PARTS


def _are_similar(smaller_cents: int, larger_cents: int) -> bool:
    return larger_cents * _SIMILAR_DENOMINATOR <= smaller_cents * _SIMILAR_NUMERATOR


def _sum_by_day(payments: Iterable[Payment]) -> list[tuple[dt.date, int]]:
    """Return each day with what was paid on it, in cents: two tickets bought together are one payment."""
    by_day = groupby(payments, key=lambda payment: payment.spent_on)
    return [(day, sum(payment.cents for payment in own)) for day, own in by_day]


def _gaps(days: Sequence[dt.date]) -> tuple[int, ...]:
    return tuple((later - earlier).days for earlier, later in pairwise(days))


def _next_day(rhythm: Rhythm, last: dt.date, usual_day: int) -> dt.date:
    """Return when a payment is due after the last one: every month on its usual day, otherwise a rhythm later."""
    measure = MEASURES[rhythm]
    if not measure.months:
        return last + dt.timedelta(days=measure.days)
    due = _shift_months(last, measure.months, last.day)
    if rhythm is not Rhythm.MONTHLY:
        return due
    # The usual day that is nearest to a month later: rent of the 31st that was paid on the 1st is due on the 31st.
    return min((_shift_months(due, months, usual_day) for months in (-1, 0, 1)), key=lambda day: abs(day - due))


def _shift_months(date: dt.date, months: int, day: int) -> dt.date:
    """Return the day of the month so many months away, or that month's last day where it has no such day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day, monthrange(year, month + 1)[1]))

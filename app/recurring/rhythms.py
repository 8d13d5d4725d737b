"""Rhythms of payments, and when the next one is due. Pure; gaps are in days."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_TIMES = 3  # two gaps; one alone is no rhythm
# Four fifths of the gaps and of the amounts have to fit, so that one late or missed payment or a new price does not end
# a longer rhythm.
_FITTING_PARTS, _ALL_PARTS = 4, 5
_LAST_GAPS = 2  # the last gaps always have to fit: the present counts
# Half way between four weeks and a month (30.4 days) is 73/70 of four weeks; the same for two weeks and half a month.
_BORDER_NUMERATOR, _BORDER_DENOMINATOR = 73, 70


class Rhythm(StrEnum):
    """How often a payment comes; the values are stored in the database."""

    WEEKLY = "weekly"
    TWO_WEEKLY = "2-weekly"
    FOUR_WEEKLY = "4-weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "halfyearly"
    YEARLY = "yearly"


@dataclass(frozen=True)
class Measure:
    """The conditions of a rhythm: gaps from `shortest` to `longest` days, both included, at least `fewest_times`.

    Monthly and half-monthly payments can have gaps as long (up to `longest_of_months`); then the mean gap decides.
    """

    shortest: int
    longest: int
    times_per_year: int
    months: int  # from one payment to the next; 0 for weeks
    fewest_times: int = FEWEST_TIMES
    longest_of_months: int = 0

    @property
    def days(self) -> int:
        return (self.shortest + self.longest) // 2

    def fits(self, gap: int) -> bool:
        return self.shortest <= gap <= self.longest

    def is_kept(self, gaps: Sequence[int]) -> bool:
        return (
            len(gaps) + 1 >= self.fewest_times
            and all(map(self.fits, gaps[-_LAST_GAPS:]))
            and are_most(sum(map(self.fits, gaps)), len(gaps))
            and not self._is_one_of_months(gaps)
        )

    def _is_one_of_months(self, gaps: Sequence[int]) -> bool:
        """Tell whether the mean gap is nearer to a month, or half a month, than to weeks.

        One day is added, because a weekend and February can shorten two monthly gaps by as much.
        """
        either = [gap for gap in gaps if self.shortest <= gap <= self.longest_of_months]
        border = len(either) * self.days * _BORDER_NUMERATOR
        return bool(either) and (sum(either) + 1) * _BORDER_DENOMINATOR >= border


# Weekends and holidays move a payment by some days, and months differ by three. A weekly rhythm happens by chance more
# easily than a monthly one, so it needs more payments.
MEASURES = {
    Rhythm.WEEKLY: Measure(6, 8, times_per_year=52, months=0, fewest_times=6),
    Rhythm.TWO_WEEKLY: Measure(12, 16, times_per_year=26, months=0, fewest_times=5, longest_of_months=18),
    Rhythm.FOUR_WEEKLY: Measure(24, 32, times_per_year=13, months=0, longest_of_months=36),
    Rhythm.MONTHLY: Measure(26, 36, times_per_year=12, months=1),
    Rhythm.QUARTERLY: Measure(85, 99, times_per_year=4, months=3),
    Rhythm.HALF_YEARLY: Measure(172, 194, times_per_year=2, months=6),
    Rhythm.YEARLY: Measure(350, 380, times_per_year=1, months=12),
}


def find_rhythm(days: Sequence[dt.date]) -> Rhythm | None:
    """Return the rhythm of the days, oldest first, or None."""
    if len(days) < FEWEST_TIMES:
        return None
    last = gaps_between(days[-_LAST_GAPS - 1 :])
    low, high = min(last), max(last)
    possible = [rhythm for rhythm, measure in MEASURES.items() if measure.shortest <= low and high <= measure.longest]
    if not possible:  # the usual case, which is quick
        return None
    gaps = gaps_between(days)
    return next((rhythm for rhythm in possible if MEASURES[rhythm].is_kept(gaps)), None)


def gaps_between(days: Sequence[dt.date]) -> tuple[int, ...]:
    return tuple((later - earlier).days for earlier, later in pairwise(days))


def next_day(rhythm: Rhythm, last: dt.date, usual_day: int) -> dt.date:
    """Return when the next payment is due: for months on the usual day, otherwise a rhythm later."""
    measure = MEASURES[rhythm]
    if not measure.months:
        return last + dt.timedelta(days=measure.days)
    due = _shift_months(last, measure.months, last.day)
    if rhythm is not Rhythm.MONTHLY:
        return due
    # The usual day nearest to a month later: rent for the 31st that was paid on the 1st is due on the 31st.
    return min((_shift_months(due, months, usual_day) for months in (-1, 0, 1)), key=lambda day: abs(day - due))


def are_most(fitting: int, count: int) -> bool:
    """Tell whether at least four fifths fit."""
    return fitting * _ALL_PARTS >= count * _FITTING_PARTS


def _shift_months(date: dt.date, months: int, day: int) -> dt.date:
    """Return the day so many months later, or that month's last day if it is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day, monthrange(year, month + 1)[1]))

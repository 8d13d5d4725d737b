"""Months, years and ranges of days. Pure.

Ranges are half-open: they include `begin` but not `end`. A month may begin on any day from the 1st to the 28th
(payday); it is named after the calendar month in which it begins.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Dates outside of these are typing errors.
FIRST_DATE = dt.date(1900, 1, 1)
LAST_DATE = dt.date(2099, 12, 31)
MAX_FIRST_DAY = 28  # every month has this day
_MONTH_TEXT = re.compile(r"([0-9]{4})-([0-9]{2})")
_MONTHS_PER_YEAR = 12
_ONE_DAY = dt.timedelta(days=1)


class NotAMonthError(ValueError):
    """The text is not a month between FIRST_DATE and LAST_DATE."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a month: {text[:20]!r}")


@dataclass(frozen=True)
class DateRange:
    """The days from `begin` to the day before `end`."""

    begin: dt.date
    end: dt.date

    @property
    def last(self) -> dt.date:
        return self.end - _ONE_DAY

    def __len__(self) -> int:
        return max(0, (self.end - self.begin).days)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.begin <= day < self.end

    def __iter__(self) -> Iterator[dt.date]:
        return (self.begin + dt.timedelta(days=offset) for offset in range(len(self)))

    def first_days(self, count: int) -> DateRange:
        """Return the first `count` days of the range, at most all of it."""
        return DateRange(self.begin, min(self.end, self.begin + dt.timedelta(days=max(0, count))))

    def days_after(self, count: int) -> DateRange:
        return DateRange(self.first_days(count).end, self.end)


@dataclass(frozen=True, order=True)
class Month:
    """A month that begins on `first_day` of its calendar month."""

    year: int
    month: int
    first_day: int = 1

    @classmethod
    def parse(cls, text: str) -> Month:
        """Return the calendar month of a text such as `2026-11`.

        Raises:
            NotAMonthError: it is not one between FIRST_DATE and LAST_DATE.
        """
        match = _MONTH_TEXT.fullmatch(text)
        if match is None:
            raise NotAMonthError(text)
        year, month = int(match[1]), int(match[2])
        if not FIRST_DATE.year <= year <= LAST_DATE.year or not 1 <= month <= _MONTHS_PER_YEAR:
            raise NotAMonthError(text)
        return cls(year, month)

    @classmethod
    def containing(cls, day: dt.date, first_day: int = 1) -> Month:
        month = cls(day.year, day.month, first_day)
        return month if day >= month.begin else month.previous

    def beginning_on(self, first_day: int) -> Month:
        """Return the same month with another first day."""
        return Month(self.year, self.month, first_day)

    @property
    def begin(self) -> dt.date:
        return dt.date(self.year, self.month, self.first_day)

    @cached_property
    def days(self) -> DateRange:
        return DateRange(self.begin, self.next.begin)

    @property
    def is_known(self) -> bool:
        """Whether the month begins between FIRST_DATE and LAST_DATE."""
        return FIRST_DATE <= self.begin <= LAST_DATE

    @property
    def previous(self) -> Month:
        return self.shifted(-1)

    @property
    def next(self) -> Month:
        return self.shifted(1)

    def shifted(self, months: int) -> Month:
        """Return the month so many months later, or earlier if negative."""
        year, month = divmod(self.year * _MONTHS_PER_YEAR + self.month - 1 + months, _MONTHS_PER_YEAR)
        return Month(year, month + 1, self.first_day)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True)
class Year:
    """Twelve months, from the one named January to the one named December."""

    year: int
    first_day: int = 1

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(Month(self.year, month, self.first_day) for month in range(1, _MONTHS_PER_YEAR + 1))

    @property
    def is_known(self) -> bool:
        """Whether the year lies between FIRST_DATE and LAST_DATE."""
        return FIRST_DATE.year <= self.year <= LAST_DATE.year

    @property
    def previous(self) -> Year:
        """The year before."""
        return Year(self.year - 1, self.first_day)

    @property
    def next(self) -> Year:
        """The year after."""
        return Year(self.year + 1, self.first_day)

    @property
    def days(self) -> DateRange:
        return DateRange(self.months[0].begin, self.months[-1].next.begin)


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Return all months from the first to the last, both included; empty if the last is before the first."""
    count = (last.year - first.year) * _MONTHS_PER_YEAR + last.month - first.month + 1
    return tuple(first.shifted(offset) for offset in range(count))

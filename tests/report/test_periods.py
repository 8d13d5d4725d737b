from __future__ import annotations

import datetime as dt

import pytest

from app.core.periods import DateRange, Month, Year
from app.report.periods import Period


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begin", "last", "first_day", "month"),
    [
        ("2026-11-01", "2026-11-30", 1, Month(2026, 11)),
        ("2026-11-15", "2026-12-14", 15, Month(2026, 11, 15)),
        ("2026-11-01", "2026-11-30", 15, None),
        ("2026-11-01", "2026-11-29", 1, None),
        ("2026-11-02", "2026-11-30", 1, None),
    ],
)
def test_a_period_knows_that_it_is_a_month(begin: str, last: str, first_day: int, month: Month | None) -> None:
    assert Period(day(begin), day(last), first_day).month == month


@pytest.mark.parametrize(
    ("begin", "last", "first_day", "year"),
    [
        ("2026-01-01", "2026-12-31", 1, Year(2026)),
        ("2026-01-25", "2027-01-24", 25, Year(2026, 25)),
        ("2026-01-01", "2026-12-30", 1, None),
        ("2026-01-01", "2027-12-31", 1, None),
    ],
)
def test_a_period_knows_that_it_is_a_year(begin: str, last: str, first_day: int, year: Year | None) -> None:
    assert Period(day(begin), day(last), first_day).year == year


@pytest.mark.parametrize(("begin", "last"), [(None, None), (None, "2026-11-30"), ("2026-11-01", None)])
def test_an_open_period_is_neither(begin: str | None, last: str | None) -> None:
    period = Period(day(begin) if begin else None, day(last) if last else None)
    assert (period.month, period.year) == (None, None)


def test_open_ends_are_closed_by_what_is_known() -> None:
    known = [day("2026-03-05"), day("2026-03-01")]
    assert Period(None, None).closed(known) == DateRange(day("2026-03-01"), day("2026-03-06"))
    assert Period(day("2026-02-01"), None).closed(known) == DateRange(day("2026-02-01"), day("2026-03-06"))
    assert Period(None, day("2026-04-30")).closed(known) == DateRange(day("2026-03-01"), day("2026-05-01"))


@pytest.mark.parametrize(
    ("today", "end"), [("2026-03-05", "2026-03-06"), ("2026-03-31", "2026-03-11"), ("2026-02-01", "2026-03-11")]
)
def test_days_count_from_the_first_expense_to_today_and_all_where_none_has_come(today: str, end: str) -> None:
    period = Period(day("2026-03-01"), day("2026-03-10"))
    assert period.recorded([day("2026-03-02")], day(today)) == DateRange(day("2026-03-02"), day(end))

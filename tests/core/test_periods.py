from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.periods import (
    FIRST_DATE,
    LAST_DATE,
    MAX_FIRST_DAY,
    DateRange,
    Month,
    NotAMonthError,
    Year,
    months_between,
)

days = st.dates(FIRST_DATE, LAST_DATE)
first_days = st.integers(1, MAX_FIRST_DAY)
months = st.builds(Month, st.integers(1900, 2099), st.integers(1, 12), first_days)
named_months = st.builds(Month, st.integers(1900, 2099), st.integers(1, 12))
WEEK = DateRange(dt.date(2026, 2, 26), dt.date(2026, 3, 5))
NOTHING = DateRange(dt.date(2026, 3, 5), dt.date(2026, 3, 5))


@given(day=days, first_day=first_days)
def test_every_day_belongs_to_exactly_one_month(day: dt.date, first_day: int) -> None:
    month = Month.containing(day, first_day)
    assert [day in near.days for near in (month.previous, month, month.next)] == [False, True, False]


@given(month=months)
def test_a_month_ends_where_the_next_one_begins(month: Month) -> None:
    assert month.days.end == month.next.begin


@given(month=months)
def test_a_month_has_28_to_31_days(month: Month) -> None:
    assert 28 <= len(month.days) <= 31


@given(month=months)
def test_the_month_before_the_next_one_is_the_month_itself(month: Month) -> None:
    assert month.next.previous == month
    assert month.previous < month < month.next


@given(month=months, there=st.integers(-500, 500), further=st.integers(-500, 500))
def test_two_shifts_are_one_shift_by_their_sum(month: Month, there: int, further: int) -> None:
    assert month.shifted(there).shifted(further) == month.shifted(there + further)


@given(month=named_months)
def test_a_written_month_reads_back_as_itself(month: Month) -> None:
    assert Month.parse(str(month)) == month


def test_a_month_is_written_as_year_and_month() -> None:
    assert str(Month(2026, 3, first_day=25)) == "2026-03"


@pytest.mark.parametrize(
    "text",
    [
        *("2026-13", "2026-00", "0000-01", "1899-12", "2100-01", "9999-12"),
        *("2026-1", "2026-011", "26-01", "2026", "2026-01-01", "202601", "2026/01", "-2026-01"),
        *("", " 2026-01", "2026-01\n", "2026-\u0661\u0662", "abcd-ef", "2026-01" * 1000),
    ],
)
def test_a_text_that_names_no_month_is_refused_and_its_beginning_quoted(text: str) -> None:
    with pytest.raises(NotAMonthError, match=re.escape(f"not a month: {text[:20]!r}")):
        Month.parse(text)


@given(text=st.text())
def test_any_text_is_a_month_or_a_month_error(text: str) -> None:
    try:
        month = Month.parse(text)
    except NotAMonthError:
        return
    assert FIRST_DATE <= month.begin <= LAST_DATE


@pytest.mark.parametrize(
    ("day", "first_day", "name"),
    [
        (dt.date(2026, 3, 24), 25, "2026-02"),
        (dt.date(2026, 3, 25), 25, "2026-03"),
        (dt.date(2026, 1, 1), 2, "2025-12"),
        (dt.date(2024, 2, 29), 28, "2024-02"),
        (dt.date(2026, 12, 31), 1, "2026-12"),
    ],
)
def test_a_month_is_named_after_the_calendar_month_of_its_first_day(day: dt.date, first_day: int, name: str) -> None:
    assert str(Month.containing(day, first_day)) == name


def test_a_month_may_begin_on_payday() -> None:
    month = Month(2026, 2).beginning_on(25)
    assert month.days == DateRange(dt.date(2026, 2, 25), dt.date(2026, 3, 25))


@given(year=st.integers(1900, 2099), first_day=first_days)
def test_a_year_is_its_twelve_months(year: int, first_day: int) -> None:
    whole = Year(year, first_day)
    assert [month.month for month in whole.months] == list(range(1, 13))
    assert [day for month in whole.months for day in month.days] == list(whole.days)


@given(year=st.integers(1900, 2098), first_day=first_days)
def test_a_year_ends_where_the_next_one_begins(year: int, first_day: int) -> None:
    assert Year(year, first_day).days.end == Year(year + 1, first_day).days.begin


@given(first=named_months, count=st.integers(1, 100))
def test_the_months_between_follow_each_other_without_gaps(first: Month, count: int) -> None:
    found = months_between(first, first.shifted(count - 1))
    assert len(found) == count
    assert all(later == earlier.next for earlier, later in pairwise(found))


def test_the_months_between_include_both_ends() -> None:
    found = months_between(Month(2025, 11, 25), Month(2026, 2, 25))
    assert [str(month) for month in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert {month.first_day for month in found} == {25}


def test_no_months_lie_between_a_month_and_an_earlier_one() -> None:
    assert months_between(Month(2026, 2), Month(2026, 1)) == ()


def test_a_range_is_the_days_from_its_begin_up_to_its_last() -> None:
    found = list(WEEK)
    assert (found[0], found[-1], len(found)) == (WEEK.begin, WEEK.last, len(WEEK))
    assert WEEK.last == dt.date(2026, 3, 4)


@given(day=days, begin=days, end=days)
def test_a_range_contains_the_days_that_it_lists(day: dt.date, begin: dt.date, end: dt.date) -> None:
    assert (day in DateRange(begin, end)) == (begin <= day < end)


@pytest.mark.parametrize("other", ["2026-03-01", None, 3])
def test_only_days_belong_to_a_range(other: object) -> None:
    assert other not in WEEK


@pytest.mark.parametrize("days", [NOTHING, DateRange(dt.date(2026, 3, 5), dt.date(2026, 3, 1))])
def test_a_range_that_ends_before_it_begins_has_no_days(days: DateRange) -> None:
    assert (len(days), list(days), bool(days)) == (0, [], False)


@pytest.mark.parametrize(("count", "expected"), [(-3, 0), (0, 0), (1, 1), (6, 6), (7, 7), (8, 7), (99999, 7)])
def test_the_first_days_are_never_more_than_all_of_them(count: int, expected: int) -> None:
    first = WEEK.first_days(count)
    assert (first.begin, len(first)) == (WEEK.begin, expected)


@given(count=st.integers(-3, 40), month=months)
def test_the_first_days_and_those_after_them_tile_a_range(count: int, month: Month) -> None:
    assert [*month.days.first_days(count), *month.days.days_after(count)] == list(month.days)

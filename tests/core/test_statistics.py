from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS
from app.core.month_pace import pace_of
from app.core.periods import MAX_FIRST_DAY, DateRange, Month
from app.core.statistics import (
    Change,
    Coverage,
    average_cents,
    average_weekdays,
    elapsed_days,
    median_cents,
    months_behind,
    rest_days,
    same_days,
    share,
)

months = st.builds(Month, st.integers(1900, 2099), st.integers(1, 12), st.integers(1, MAX_FIRST_DAY))
days = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
totals = st.integers(-MAX_CENTS * 1000, MAX_CENTS * 1000)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("total_cents", "count", "average"),
    [
        (100, 3, 33),
        (200, 3, 67),
        (1, 2, 0),
        (3, 2, 2),
        (5, 2, 2),
        (-1, 2, 0),
        (-3, 2, -2),
        (7, 1, 7),
        (0, 5, 0),
    ],
)
def test_an_average_is_rounded_with_halves_to_the_even_cent(total_cents: int, count: int, average: int) -> None:
    assert average_cents(total_cents, count) == average


def test_the_average_of_nothing_is_zero() -> None:
    assert average_cents(0, 0) == 0


@given(total_cents=totals, count=st.integers(1, 1_000_000))
def test_an_average_is_within_half_a_cent(total_cents: int, count: int) -> None:
    assert 2 * abs(average_cents(total_cents, count) * count - total_cents) <= count


@given(each_cents=st.integers(-MAX_CENTS, MAX_CENTS), count=st.integers(1, 1000))
def test_the_average_of_equals_is_each_of_them(each_cents: int, count: int) -> None:
    assert average_cents(each_cents * count, count) == each_cents


@pytest.mark.parametrize(("part", "whole", "expected"), [(0, 5, 0), (5, 5, 1), (1, 4, 0.25), (1, 1, 1)])
def test_a_share_is_the_part_of_the_whole(part: int, whole: int, expected: float) -> None:
    assert share(part, whole) == expected


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (5, 0), (5, -5), (-5, -5), (-1, 5), (6, 5)])
def test_refunds_can_make_a_share_meaningless(part: int, whole: int) -> None:
    assert share(part, whole) is None


@given(parts=st.lists(st.integers(0, MAX_CENTS), min_size=1, max_size=40).filter(any))
def test_the_shares_of_all_parts_are_the_whole(parts: list[int]) -> None:
    shares = [share(part, sum(parts)) for part in parts]
    assert sum(part for part in shares if part is not None) == pytest.approx(1)


@pytest.mark.parametrize(
    ("month", "today", "last"),
    [
        (Month(2026, 3), "2026-03-01", "2026-03-01"),
        (Month(2026, 3), "2026-03-31", "2026-03-31"),
        (Month(2026, 2), "2026-03-31", "2026-02-28"),
        (Month(2024, 2), "2026-03-31", "2024-02-29"),
        (Month(2026, 2, 25), "2026-03-02", "2026-03-02"),
        (Month(2026, 2, 25), "2026-05-01", "2026-03-24"),
    ],
)
def test_the_elapsed_days_last_until_today(month: Month, today: str, last: str) -> None:
    assert elapsed_days(month, day(today)) == DateRange(month.begin, day(last) + dt.timedelta(days=1))


def test_of_a_month_to_come_no_day_has_elapsed() -> None:
    assert list(elapsed_days(Month(2026, 4), day("2026-03-31"))) == []


@pytest.mark.parametrize(
    ("month", "today", "begin", "last"),
    [
        (Month(2026, 3), "2026-03-01", "2026-02-01", "2026-02-01"),
        (Month(2026, 3), "2026-03-28", "2026-02-01", "2026-02-28"),
        (Month(2026, 3), "2026-03-31", "2026-02-01", "2026-02-28"),
        (Month(2024, 3), "2024-03-30", "2024-02-01", "2024-02-29"),
        (Month(2026, 5), "2026-05-31", "2026-04-01", "2026-04-30"),
        (Month(2026, 2), "2026-02-27", "2026-01-01", "2026-01-27"),
        (Month(2026, 2), "2026-02-28", "2026-01-01", "2026-01-31"),  # a whole month beside a whole one
        (Month(2026, 4), "2026-06-01", "2026-03-01", "2026-03-31"),
        (Month(2026, 1), "2026-01-15", "2025-12-01", "2025-12-15"),
        (Month(2026, 2, 25), "2026-03-02", "2026-01-25", "2026-01-30"),
        (Month(2026, 3, 25), "2026-04-24", "2026-02-25", "2026-03-24"),
    ],
)
def test_a_month_is_compared_with_as_many_days_of_the_one_before(
    month: Month, today: str, begin: str, last: str
) -> None:
    before = pace_of(month, day(today), {}, None).previous_days
    assert (before.begin, before.last) == (day(begin), day(last))


@given(month=months, today=days)
def test_the_elapsed_days_are_those_of_the_month_up_to_today(month: Month, today: dt.date) -> None:
    assert list(elapsed_days(month, today)) == [date for date in month.days if date <= today]


@given(month=months, today=days)
def test_the_days_before_are_the_first_ones_of_the_month_before(month: Month, today: dt.date) -> None:
    before = pace_of(month, today, {}, None).previous_days
    elapsed = len(elapsed_days(month, today))
    count = len(month.previous.days) if elapsed == len(month.days) else min(elapsed, len(month.previous.days))
    assert before == month.previous.days.first_days(count)


@given(month=months, other=months, day_count=st.integers(0, 31))
def test_the_days_beside_and_the_rest_make_the_other_month(month: Month, other: Month, day_count: int) -> None:
    beside, rest = same_days(other, month, day_count), rest_days(other, month, day_count)
    assert [*beside, *rest] == list(other.days)
    assert day_count < len(month.days) or list(rest) == []


@pytest.mark.parametrize(
    ("amounts", "median"),
    [([], 0), ([7], 7), ([9, 1], 5), ([1, 2], 2), ([2, 3], 2), ([500, 1, 2], 2), ([4, 1, 3, 2], 2)],
)
def test_a_median_is_the_middle(amounts: list[int], median: int) -> None:
    assert median_cents(amounts) == median


@given(amounts=st.lists(st.integers(-MAX_CENTS, MAX_CENTS), min_size=1))
def test_half_of_the_amounts_are_on_either_side_of_the_median(amounts: list[int]) -> None:
    median = median_cents(amounts)
    assert 2 * sum(cents < median for cents in amounts) <= len(amounts)
    assert 2 * sum(cents > median for cents in amounts) <= len(amounts)


@given(amounts=st.lists(st.integers(-MAX_CENTS, MAX_CENTS), min_size=1), more=st.integers(0, MAX_CENTS))
def test_a_median_moves_with_the_amounts(amounts: list[int], more: int) -> None:
    moved = median_cents([cents + more for cents in amounts]) - median_cents(amounts)
    assert abs(moved - more) <= 1  # halves go to the even cent
    assert min(amounts) <= median_cents(amounts) <= max(amounts)


@given(month=months, first_day=days)
def test_the_months_behind_have_begun_and_end_before_the_month(month: Month, first_day: dt.date) -> None:
    behind = months_behind(month, first_day)
    assert len(behind) <= 6
    assert all(first_day <= other.begin for other in behind)
    assert behind == tuple(month.shifted(-number) for number in range(len(behind), 0, -1))


def test_without_records_no_month_is_behind() -> None:
    assert months_behind(Month(2026, 11), None) == ()


def test_a_change_is_measured_against_the_median() -> None:
    change = Change(1, 500, (100, 900, 200))
    assert (change.usual_cents, change.difference_cents) == (200, 300)


@pytest.mark.parametrize(
    ("coverage", "expected"), [(Coverage(2, 100, 1, 25, 3), 0.25), (Coverage(0, 0, 0, 0, 1), None)]
)
def test_the_share_with_a_receipt_is_of_the_money(coverage: Coverage, expected: float | None) -> None:
    assert coverage.share == expected


@given(begin=days, length=st.integers(0, 400))
def test_each_day_counts_for_its_weekday(begin: dt.date, length: int) -> None:
    within = DateRange(begin, min(begin + dt.timedelta(days=length), dt.date(2099, 12, 31)))
    weekdays = average_weekdays(dict.fromkeys(within, 7), within)
    assert [total.weekday for total in weekdays] == list(range(7))
    assert sum(total.day_count for total in weekdays) == len(within)
    assert all(total.average_cents == (7 if total.day_count else 0) for total in weekdays)


def test_weekdays_before_the_first_expense_do_not_count() -> None:
    within = DateRange(day("2026-11-02"), day("2026-11-16"))  # two weeks
    monday, tuesday, *_ = average_weekdays({day("2026-11-09"): 300}, within)
    assert (monday.day_count, monday.average_cents, tuesday.day_count) == (1, 300, 1)


def test_without_expenses_no_weekday_counts() -> None:
    within = DateRange(day("2026-11-02"), day("2026-11-16"))
    assert {(total.cents, total.day_count) for total in average_weekdays({}, within)} == {(0, 0)}

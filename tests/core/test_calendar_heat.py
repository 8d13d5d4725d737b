from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar_heat import SHADES, shade_bounds, shade_months
from app.core.periods import Month, Year

NOVEMBER = Month(2026, 11)
months = st.builds(Month, st.integers(1900, 2098), st.integers(1, 12), st.integers(1, 28))


def test_a_week_begins_on_monday() -> None:
    (november,) = shade_months([NOVEMBER], {})
    assert [place and place.day.day for place in november.weeks[0]] == [None] * 6 + [1]
    assert [place and place.day.day for place in november.weeks[-1]] == [30] + [None] * 6


def test_a_large_payment_leaves_the_other_days_apart() -> None:
    sums = {dt.date(2026, 11, day): cents for day, cents in {1: 63_000, 2: 100, 3: 200, 4: 300, 5: -50}.items()}
    (november,) = shade_months([NOVEMBER], sums)
    assert [place.shade for place in [*november.weeks[0], *november.weeks[1]] if place][:6] == [4, 1, 2, 3, 0, 0]


def test_nothing_spent_has_no_shades() -> None:
    assert shade_bounds([0, -5]) == [0, 0, 0]


def test_a_single_cent_is_spending() -> None:
    assert shade_bounds([1, 1, 1, 2]) == [1, 1, 1]


@given(month=months)
def test_each_day_of_a_month_has_one_place(month: Month) -> None:
    (found,) = shade_months([month], {})
    assert found.month == month
    assert [place.day for week in found.weeks for place in week if place] == list(month.days)
    assert all(len(week) == 7 for week in found.weeks)
    assert all(
        place is None or place.day.weekday() == number for week in found.weeks for number, place in enumerate(week)
    )


@given(amounts=st.lists(st.integers(1, 10**6), min_size=1, max_size=366))
def test_a_dearer_day_is_never_lighter(amounts: list[int]) -> None:
    year = Year(2024)
    sums = dict(zip(year.days, amounts, strict=False))
    places = [place for month in shade_months(year.months, sums) for week in month.weeks for place in week if place]
    spent = sorted((place.cents, place.shade) for place in places if place.cents)
    assert [shade for _, shade in spent] == sorted(shade for _, shade in spent)
    assert {shade for _, shade in spent} <= set(range(1, SHADES + 1))
    assert spent[-1][1] == SHADES or spent.count(spent[-1]) > 1

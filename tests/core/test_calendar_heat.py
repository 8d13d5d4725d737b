from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar_heat import SHADES, shade_months, shade_steps
from app.core.periods import Month, Year

NOVEMBER = Month(2026, 11)
months = st.builds(Month, st.integers(1900, 2098), st.integers(1, 12), st.integers(1, 28))


def test_a_week_begins_on_monday() -> None:
    (november,) = shade_months([NOVEMBER], {}, 100).months
    assert [place and place.day.day for place in november.weeks[0]] == [None] * 6 + [1]
    assert [place and place.day.day for place in november.weeks[-1]] == [30] + [None] * 6


def test_a_rent_has_another_shade_than_a_large_shop() -> None:
    sums = {dt.date(2026, 11, day): cents for day, cents in {1: 63_000, 2: 4_000, 3: 2_500, 4: 400, 5: -50}.items()}
    heat = shade_months([NOVEMBER], sums, 100)
    (november,) = heat.months
    assert [place.shade for week in november.weeks[:2] for place in week if place][:6] == [5, 3, 3, 1, 0, 0]
    assert heat.steps_cents == (1000, 2000, 5000, 20_000)
    assert november.cents == 69_850


@pytest.mark.parametrize(
    ("amounts", "unit", "steps"),
    [
        ([], 100, (100, 200, 500, 2000)),
        ([0, -5], 100, (100, 200, 500, 2000)),
        ([1], 100, (100, 200, 500, 2000)),
        ([1, 1, 5000], 100, (100, 200, 500, 2000)),
        ([0, 0, 5000], 100, (2000, 5000, 10_000, 50_000)),
        ([3100], 100, (1000, 2000, 5000, 20_000)),
        ([5000], 100, (2000, 5000, 10_000, 50_000)),
        ([4999], 100, (1000, 2000, 5000, 20_000)),
        ([700], 1, (200, 500, 1000, 5000)),
    ],
)
def test_steps_are_round_amounts_around_the_usual_day(amounts: list[int], unit: int, steps: tuple[int, ...]) -> None:
    assert shade_steps(amounts, unit) == steps


@given(month=months)
def test_each_day_of_a_month_has_one_place(month: Month) -> None:
    (found,) = shade_months([month], {}, 100).months
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
    places = [
        place
        for month in shade_months(year.months, sums, 100).months
        for week in month.weeks
        for place in week
        if place
    ]
    spent = sorted((place.cents, place.shade) for place in places if place.cents)
    assert [shade for _, shade in spent] == sorted(shade for _, shade in spent)
    assert {shade for _, shade in spent} <= set(range(1, SHADES + 1))

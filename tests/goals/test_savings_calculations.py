from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS
from app.core.periods import LAST_DATE, MAX_FIRST_DAY, Month
from app.core.statistics import median_cents
from app.goals.calculations import MonthResult
from app.goals.savings import Savings, usual_left

NOVEMBER = Month(2026, 11)
JUNE_30 = dt.date(2027, 6, 30)
amounts = st.integers(1, MAX_CENTS)
sums = st.integers(-MAX_CENTS, MAX_CENTS * 10)
months = st.builds(Month, st.integers(2000, 2090), st.integers(1, 12), st.integers(1, MAX_FIRST_DAY))


def results(*pairs: tuple[int | None, int]) -> tuple[MonthResult, ...]:
    """Return full months up to October, each with its limit and what was spent."""
    return tuple(MonthResult(NOVEMBER.shifted(index - len(pairs)), *pair) for index, pair in enumerate(pairs))


def savings(amount: int, *pairs: tuple[int | None, int], pace: int | None = None, due_on: dt.date = JUNE_30) -> Savings:
    return Savings(amount, due_on, NOVEMBER, results(*pairs), pace)


def test_what_stays_below_the_limit_is_saved() -> None:
    state = savings(1000, (500, 300), (500, 450))
    assert (state.saved_cents, state.remaining_cents, state.fraction, state.is_reached) == (250, 750, 0.25, False)
    assert (state.days.begin, state.days.last) == (dt.date(2026, 9, 1), dt.date(2026, 10, 31))


def test_a_month_above_its_limit_takes_back_and_one_without_adds_nothing() -> None:
    assert savings(1000, (500, 100), (500, 750), (None, 9999)).saved_cents == 150
    assert savings(1000, (500, 900)).saved_cents == -400
    assert savings(1000, (500, 900)).fraction == 0


@pytest.mark.parametrize("spent", [-500, 0])
def test_a_goal_is_reached_when_as_much_is_saved(spent: int) -> None:
    state = savings(1000, (1000, spent), pace=100)
    assert (state.is_reached, state.remaining_cents, state.fraction, state.projected_on) == (True, 0, 1.0, None)


@pytest.mark.parametrize(
    ("pace", "months_to_go", "day"),
    [
        (1000, 1, dt.date(2026, 11, 30)),
        (999, 2, dt.date(2026, 12, 31)),
        (250, 4, dt.date(2027, 2, 28)),
        (0, None, None),
        (-5, None, None),
        (None, None, None),
    ],
)
def test_the_date_is_the_end_of_the_month_in_which_the_rest_is_there(
    pace: int | None, months_to_go: int | None, day: dt.date | None
) -> None:
    state = savings(1000, pace=pace)
    assert (state.months_to_go, state.projected_on) == (months_to_go, day)


def test_a_date_beyond_the_last_one_is_none() -> None:
    assert savings(MAX_CENTS, pace=1).projected_on is None
    assert savings(73 * 12 + 2, pace=1).projected_on == LAST_DATE
    assert savings(73 * 12 + 3, pace=1).projected_on is None


@given(amount=amounts, month=months, pace=amounts)
def test_the_usual_pace_reaches_the_amount_by_the_date_and_not_a_month_earlier(
    amount: int, month: Month, pace: int
) -> None:
    state = Savings(amount, JUNE_30, month, (), pace)
    assert state.months_to_go is not None
    assert (state.months_to_go - 1) * pace < amount <= state.months_to_go * pace
    if state.projected_on is not None:
        assert state.projected_on <= LAST_DATE
        assert Month.containing(state.projected_on, month.first_day) == month.shifted(state.months_to_go - 1)


@pytest.mark.parametrize(
    ("due_on", "needed"),
    [
        (dt.date(2026, 11, 23), 1000),
        (dt.date(2026, 11, 30), 1000),
        (dt.date(2026, 12, 30), 1000),
        (dt.date(2026, 12, 31), 500),
        (dt.date(2027, 1, 31), 334),
        (dt.date(2026, 1, 1), 1000),
        (LAST_DATE, 2),
    ],
)
def test_the_months_that_end_by_the_day_share_what_is_missing(due_on: dt.date, needed: int) -> None:
    assert savings(1000, due_on=due_on).needed_cents == needed


@given(amount=amounts, month=months, later=st.integers(0, 3000))
def test_what_is_needed_is_enough_and_hardly_more(amount: int, month: Month, later: int) -> None:
    due_on = month.begin + dt.timedelta(days=later)
    needed = Savings(amount, due_on, month, (), None).needed_cents
    ended = 0
    while month.shifted(ended).days.last <= due_on:
        ended += 1
    assert (needed - 1) * max(1, ended) < amount <= needed * max(1, ended)


@given(pairs=st.lists(st.tuples(st.none() | amounts, sums), min_size=3, max_size=12), usual=st.lists(sums, max_size=6))
def test_with_three_months_that_count_the_pace_is_their_own(
    pairs: list[tuple[int | None, int]], usual: list[int]
) -> None:
    # A month without a limit, or without any expense, has left nothing that could be usual.
    own = results(*pairs)
    counted = [item.left_cents for item in own if item.limit_cents is not None]
    pace = usual_left(own, usual, 1)
    if len(counted) >= 3:
        assert pace == median_cents(counted)
    else:
        assert pace == (median_cents([1 - cents for cents in usual]) if len(usual) >= 3 else None)


def test_with_fewer_months_it_is_that_of_the_usual_ones_against_the_present_limit() -> None:
    assert usual_left(results((500, 1), (500, 1)), [100, 400, 200], 500) == 300
    assert usual_left((), [100, 400], 500) is None
    assert usual_left((), [100, 400, 200], None) is None


@given(amount=amounts, pairs=st.lists(st.tuples(st.none() | amounts, sums), max_size=12))
def test_saved_and_missing_make_the_amount_until_it_is_reached(
    amount: int, pairs: list[tuple[int | None, int]]
) -> None:
    state = savings(amount, *pairs)
    assert state.remaining_cents == max(0, amount - state.saved_cents)
    assert 0 <= state.fraction <= 1
    assert state.is_reached == (state.saved_cents >= amount)

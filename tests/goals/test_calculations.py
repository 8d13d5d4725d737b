from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS
from app.core.periods import MAX_FIRST_DAY, Month
from app.core.projection import Projection, can_project
from app.core.statistics import elapsed_days, median_cents, months_behind
from app.goals.calculations import (
    HISTORY_MONTHS,
    Limit,
    MonthResult,
    Progress,
    count_streak,
    limit_of,
    named_day,
    next_limit,
    past_months,
    ten_percent_less,
)

months = st.builds(Month, st.integers(1902, 2098), st.integers(1, 12), st.integers(1, MAX_FIRST_DAY))
amounts = st.integers(1, MAX_CENTS)
sums = st.integers(-MAX_CENTS, MAX_CENTS * 1000)
NOVEMBER = Month(2026, 11)
LIMITS = (
    Limit(1, None, 100, dt.date(2026, 1, 1)),
    Limit(2, None, 200, dt.date(2026, 6, 1)),
    Limit(3, None, None, dt.date(2026, 9, 1)),
    Limit(4, 7, 300, dt.date(2026, 6, 1)),
)


def amount_of(category_id: int | None, month: Month) -> int | None:
    limit = limit_of(LIMITS, category_id, month)
    assert limit is None or limit.amount_cents
    return limit.amount_cents if limit else None


def result(month: int, limit_cents: int | None, spent_cents: int) -> MonthResult:
    return MonthResult(Month(2026, month), limit_cents, spent_cents)


@pytest.mark.parametrize(
    ("category_id", "month", "cents"),
    [
        (None, Month(2025, 12), None),
        (None, Month(2026, 1), 100),
        (None, Month(2026, 5), 100),
        (None, Month(2026, 6), 200),
        (None, Month(2026, 8), 200),
        (None, Month(2026, 9), None),
        (None, Month(2030, 1), None),
        (7, Month(2026, 5), None),
        (7, Month(2030, 1), 300),
        (8, Month(2030, 1), None),
    ],
)
def test_a_limit_holds_from_its_month_until_the_next_one(
    category_id: int | None, month: Month, cents: int | None
) -> None:
    assert amount_of(category_id, month) == cents


@pytest.mark.parametrize("first_day", [1, 15, 28])
def test_a_limit_holds_by_the_name_of_the_month_wherever_it_begins(first_day: int) -> None:
    assert amount_of(None, Month(2026, 6, first_day)) == 200
    assert amount_of(None, Month(2026, 5, first_day)) == 100


def test_the_next_limit_is_the_first_one_ahead() -> None:
    assert next_limit(LIMITS, None, Month(2025, 12)) == LIMITS[0]
    assert next_limit(LIMITS, None, Month(2026, 6)) == LIMITS[2]
    assert next_limit(LIMITS, None, Month(2026, 9)) is None


@given(month=months, today=st.integers(0, 30))
def test_the_months_of_a_goal_tile(month: Month, today: int) -> None:
    past = past_months(month)
    assert len(past) == HISTORY_MONTHS
    elapsed = elapsed_days(month, month.begin + dt.timedelta(days=today))
    days = [*(item.days for item in past), elapsed, month.days.days_after(len(elapsed))]
    assert all(before.end == after.begin for before, after in itertools.pairwise(days))
    assert (days[0].begin, days[-1].end) == (month.shifted(-HISTORY_MONTHS).begin, month.days.end)


@given(month=months, count=st.integers(1, 40))
def test_months_reach_back_as_far_as_they_are_asked_to(month: Month, count: int) -> None:
    past = past_months(month, month.shifted(-count))
    assert past[-1] == month.previous
    assert len(past) == max(count, HISTORY_MONTHS)


@given(month=months)
def test_a_month_is_named_after_the_day_by_which_its_limit_is_found(month: Month) -> None:
    assert Month.containing(named_day(month)).beginning_on(month.first_day) == month
    assert named_day(month).day == 1


@given(so_far=sums, ahead=st.integers(0, MAX_CENTS), rests=st.lists(sums, min_size=3, max_size=6))
def test_a_projection_is_never_below_what_is_spent(so_far: int, ahead: int, rests: list[int]) -> None:
    projection = Projection(so_far, so_far + ahead, tuple(rests))
    assert projection.likely_cents >= max(so_far, projection.month_cents)
    assert projection.likely_cents <= projection.month_cents + max(0, *rests)


def test_a_projection_adds_the_usual_rest() -> None:
    assert Projection(1000, 1000, (100, 900, 300)).likely_cents == 1300
    assert Projection(1000, 1700, (100, 900, 300)).likely_cents == 2000  # what is booked comes on top
    assert Projection(1000, 1700, (100, 900, 300), booked_as_usual_cents=700).likely_cents == 1700
    assert Projection(1000, 1700, (100, 900, 300), booked_as_usual_cents=200).likely_cents == 1800
    assert Projection(1000, 1000, (-100, -900, 300)).likely_cents == 1000


@pytest.mark.parametrize(
    ("day", "first_day", "expected"),
    [(5, dt.date(2026, 8, 1), True), (4, dt.date(2026, 8, 1), False), (22, dt.date(2026, 8, 2), False)],
)
def test_the_end_is_projected_from_the_fifth_day_on_after_three_full_months(
    day: int, first_day: dt.date, *, expected: bool
) -> None:
    usual = months_behind(NOVEMBER, first_day)
    assert can_project(NOVEMBER, usual, dt.date(2026, 11, day)) is expected


@given(limit=amounts, spent=sums, day_count=st.integers(28, 31), data=st.data())
def test_what_is_free_each_day_stays_within_what_is_left(
    limit: int, spent: int, day_count: int, data: st.DataObject
) -> None:
    progress = Progress(limit, spent, data.draw(st.integers(1, day_count)), day_count, None)
    assert 1 <= progress.days_left <= day_count
    assert 0 <= progress.per_day_cents * progress.days_left <= max(0, progress.left_cents)
    assert max(0, progress.left_cents) < (progress.per_day_cents + 1) * progress.days_left
    assert progress.over_cents == max(0, spent - limit)


@given(limit=amounts, spent=sums, due=amounts, day=st.integers(1, 30))
def test_what_recurs_is_not_free(limit: int, spent: int, due: int, day: int) -> None:
    progress = Progress(limit, spent, day, 30, None, due)
    assert progress.free_cents in {0, progress.left_cents - due}
    assert 0 <= progress.per_day_cents * progress.days_left <= progress.free_cents
    assert spent + due + progress.free_cents <= max(limit, spent + due)


@given(limit=amounts, so_far=sums, rests=st.lists(amounts, min_size=3, max_size=6))
def test_a_warning_is_no_surer_than_the_cheapest_rest(limit: int, so_far: int, rests: list[int]) -> None:
    progress = Progress(limit, so_far, 22, 30, Projection(so_far, so_far, tuple(rests)))
    excess = so_far + median_cents(rests) - limit
    assert (progress.outlook is not None) == (excess > 0)
    assert (progress.outlook == "will") == (so_far + min(rests) > limit)
    if progress.outlook in {"may", "probably"}:
        assert (progress.outlook == "may") == (20 * excess < limit)


@given(limit=amounts, spent=sums, day=st.integers(1, 30))
def test_bar_and_mark_stay_within_their_frame(limit: int, spent: int, day: int) -> None:
    progress = Progress(limit, spent, day, 30, None)
    assert 0 <= progress.bar <= 1
    assert 0 < progress.mark <= 1
    assert (progress.fraction > 1) <= (progress.over_cents > 0)


def test_a_month_will_be_over_by_what_its_projection_is_above_the_limit() -> None:
    assert Progress(1200, 1000, 22, 30, Projection(1000, 1000, (300, 300, 300))).projected_over_cents == 100
    assert Progress(1300, 1000, 22, 30, Projection(1000, 1000, (300, 300, 300))).projected_over_cents == 0
    assert Progress(1200, 1000, 22, 30, None).projected_over_cents == 0


@pytest.mark.parametrize(
    ("results", "streak"),
    [
        ([], 0),
        ([result(8, 100, 100)], 1),
        ([result(8, 100, 101)], 0),
        ([result(7, 100, 101), result(8, 100, 1), result(9, 100, -5)], 2),
        ([result(7, 100, 1), result(8, None, 1), result(9, 100, 1)], 1),
        ([result(7, 100, 1), result(8, None, 1)], 0),
    ],
)
def test_a_streak_ends_with_the_last_month(results: list[MonthResult], streak: int) -> None:
    assert count_streak(results) == streak


@given(spent=st.lists(st.tuples(st.none() | amounts, sums), max_size=12))
def test_a_streak_counts_kept_months_alone(spent: list[tuple[int | None, int]]) -> None:
    results = [MonthResult(NOVEMBER.shifted(index), *pair) for index, pair in enumerate(spent)]
    streak = count_streak(results)
    kept = [item.limit_cents is not None and not item.is_over for item in results]
    assert all(kept[len(kept) - streak :])
    assert streak == len(kept) or not kept[-streak - 1]


@given(limit=st.none() | amounts, spent=sums)
def test_a_month_is_over_when_nothing_is_left_of_its_limit(limit: int | None, spent: int) -> None:
    month = MonthResult(NOVEMBER, limit, spent)
    assert month.is_over == (month.left_cents < 0)


@given(spent=st.lists(st.integers(0, MAX_CENTS), min_size=3, max_size=6))
def test_a_suggestion_is_never_above_the_usual_nor_the_dearest_month(spent: list[int]) -> None:
    usual = median_cents(spent)
    assert 0 <= ten_percent_less(usual) <= usual <= max(spent)
    assert isinstance(ten_percent_less(usual), int)
    assert 10 * ten_percent_less(usual) <= 9 * usual < 10 * (ten_percent_less(usual) + 1)


@pytest.mark.parametrize(("due_cents", "planned"), [(0, 0.5), (2_500, 0.75), (9_000, 1.0)])
def test_what_is_planned_lies_on_top_of_what_is_spent(due_cents: int, planned: float) -> None:
    assert Progress(10_000, 5_000, 22, 30, None, due_cents).planned_bar == planned

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.periods import Month
from app.goals.budget_status import list_running
from app.goals.queries import read_running_month
from app.summaries.queries import get_pace
from tests.support.factories import TODAY

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("context")
NOVEMBER = Month(2026, 11)


def warnings(user: User, today: dt.date = TODAY) -> list[tuple[str, str | None, int, int]]:
    pace, _ = get_pace(user, NOVEMBER, today)
    return [
        (kind, item.category.name if item.category else None, progress.limit_cents, progress.limit_cents + over_cents)
        for item in list_running(read_running_month(user, pace, today))
        if (progress := item.progress)
        and (kind := "over" if progress.over_cents else progress.outlook)
        and (over_cents := progress.over_cents or progress.about_over_cents)
    ]


def test_what_is_over_or_will_be_is_warned_of(make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 8000)
    make.limit(alice, 18_000, category_id=food.id)
    assert warnings(alice) == [("over", None, 8000, 8400), ("will", "Food", 18_000, 18_400)]


def test_what_is_kept_is_no_warning(make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 18_400, category_id=food.id)
    make.limit(alice, 1, valid_from=dt.date(2026, 12, 1))
    assert warnings(alice) == []


def test_what_ended_is_no_warning(make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 1, category_id=food.id)
    make.limit(alice, None, category_id=food.id, valid_from=dt.date(2026, 11, 1))
    assert warnings(alice) == []


def test_before_the_fifth_day_nothing_is_foreseen(make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 8400, category_id=food.id)
    assert warnings(alice, dt.date(2026, 11, 4)) == []
    assert [kind for kind, *_ in warnings(alice, dt.date(2026, 11, 5))] == ["will"]


@pytest.mark.parametrize(("limit", "kind"), [(20_900, "will"), (21_000, "probably"), (24_000, "may"), (25_000, None)])
def test_a_warning_is_as_sure_as_the_past_months(make: Factory, alice: User, limit: int, kind: str | None) -> None:
    rests = (11_000, 12_000, 14_000, 15_800, 17_000, 30_000)  # the middle is 14,900
    category = make.category(alice)
    for number, cents in enumerate(rests):
        make.expense(alice, 1, spent_on=dt.date(2026, 5 + number, 1), category_id=category.id)
        make.expense(alice, cents, spent_on=dt.date(2026, 5 + number, 25), category_id=category.id)
    make.expense(alice, 10_000, spent_on=dt.date(2026, 11, 20), category_id=category.id)
    make.limit(alice, limit)
    assert [item[0] for item in warnings(alice)] == ([kind] if kind else [])


def test_a_warning_is_rounded_to_what_it_can_promise(make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 16_733, category_id=food.id)
    assert warnings(alice) == [("will", "Food", 16_733, 16_733 + 1700)]


def test_what_is_booked_and_comes_every_month_is_not_warned_of_twice(
    make: Factory, alice: User, food: Category
) -> None:
    for month in range(5, 11):
        own = {"category_id": food.id, "merchant": "Landlord"}
        make.expense(alice, 63_000, spent_on=dt.date(2026, month, 28), **own)
    make.expense(alice, 63_000, spent_on=dt.date(2026, 11, 28), category_id=food.id, merchant="LANDLORD")
    make.limit(alice, 8400 + 10_000 + 63_000, category_id=food.id)
    assert warnings(alice) == []
    make.expense(alice, 5_000, spent_on=dt.date(2026, 11, 29), category_id=food.id, merchant="Dentist")
    assert warnings(alice) == [("will", "Food", 81_400, 86_400)]


@pytest.mark.usefixtures("food")
def test_nobody_is_warned_of_the_limits_of_somebody_else(make: Factory, alice: User, charlie: User) -> None:
    make.limit(charlie, 1)
    assert warnings(alice) == []


def test_the_limits_closest_to_their_end_come_first(make: Factory, alice: User, food: Category) -> None:
    fun = make.category(alice, "Fun")
    make.expense(alice, 100, category_id=fun.id, spent_on=dt.date(2026, 11, 2))
    make.limit(alice, 90_000, category_id=food.id)
    make.limit(alice, 110, category_id=fun.id)
    make.limit(alice, 100_000)
    pace, _ = get_pace(alice, NOVEMBER, TODAY)
    running = list_running(read_running_month(alice, pace, TODAY))
    assert [item.category.name if item.category else None for item in running] == [None, "Fun", "Food"]

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.goals.queries import read_running_month
from app.goals.records import list_warnings
from app.periods import Month
from tests.factories import TODAY

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.factories import Factory

pytestmark = pytest.mark.usefixtures("context")
NOVEMBER = Month(2026, 11)


def warnings(user: User, today: dt.date = TODAY) -> list[tuple[str, str | None, int, int]]:
    found = list_warnings(read_running_month(user, NOVEMBER, today))
    return [(item.kind, item.category.name if item.category else None, item.limit_cents, item.cents) for item in found]


def test_what_is_over_or_will_be_is_warned_of(make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 8000)
    make.limit(alice, 18_000, category_id=food.id)
    assert warnings(alice) == [("over", None, 8000, 8400), ("will_be_over", "Food", 18_000, 18_400)]


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
    assert [kind for kind, *_ in warnings(alice, dt.date(2026, 11, 5))] == ["will_be_over"]


@pytest.mark.usefixtures("food")
def test_nobody_is_warned_of_the_limits_of_somebody_else(make: Factory, alice: User, charlie: User) -> None:
    make.limit(charlie, 1)
    assert warnings(alice) == []

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.categories.queries import CategoryUse, count_expenses, get_category, list_categories, list_category_use
from app.core.periods import DateRange

if TYPE_CHECKING:
    from app.models import User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("context")

DAYS = DateRange(dt.date(2026, 11, 10), dt.date(2026, 11, 20))


def test_a_category_is_its_owners_alone(make: Factory, alice: User, charlie: User) -> None:
    category = make.category(alice)
    found = get_category(alice, category.id)
    assert found is not None
    assert found.name == category.name
    assert get_category(charlie, category.id) is None


def test_all_own_categories_are_listed_by_name(make: Factory, alice: User, charlie: User) -> None:
    for name in ("Zabava", "čaj", "Šport", "Auto", "stan"):
        make.category(alice, name, archived_at=dt.datetime.now(dt.UTC) if name == "Auto" else None)
    make.category(charlie, "Secret")
    expected = ["Auto", "čaj", "Šport", "stan", "Zabava"]
    assert [category.name for category in list_categories(alice)] == expected
    assert [category.name for category in list_category_use(alice, DAYS)] == expected


def test_spending_and_expenses_count_within_the_days(make: Factory, alice: User) -> None:
    food = make.category(alice, "Food", color="red", icon="cup")
    for day, cents in ((9, 1), (10, 20), (19, 300), (20, 4000)):
        make.expense(alice, cents, category_id=food.id, spent_on=dt.date(2026, 11, day))
    expected = CategoryUse(food.id, "Food", "red", "cup", is_archived=False, spent_cents=320, expense_count=2)
    assert list_category_use(alice, DAYS) == [expected]


def test_an_unused_category_is_listed_with_zero(make: Factory, alice: User, charlie: User) -> None:
    unused = make.category(alice, archived_at=dt.datetime.now(dt.UTC))
    make.expense(charlie, spent_on=DAYS.begin)
    (use,) = list_category_use(alice, DAYS)
    assert (use.id, use.spent_cents, use.expense_count, use.is_archived) == (unused.id, 0, 0, True)


def test_the_expenses_of_a_category_are_counted(make: Factory, alice: User) -> None:
    category = make.category(alice)
    make.expenses(alice, [1, 2], category_id=category.id)
    make.expense(alice)
    assert count_expenses(alice, category) == 2

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.support.factories import Factory

# What Food cost on the 10th and on the 25th of each month, in cents, from May on; November is running.
EARLY = {5: 10_000, 6: 20_000, 7: 30_000, 8: 40_000, 9: 50_000, 10: 60_000, 11: 5_000}
LATE = {5: 1_000, 6: 2_000, 7: 3_000, 8: 4_000, 9: 5_000, 10: 6_000}


@pytest.fixture
def food(make: Factory, alice: User, charlie: User) -> Category:
    """Seven months of Alice's, from the first of May on; Charlie spent more on the same days."""
    food = make.category(alice, "Food")
    for user, category_id, factor in ((alice, food.id, 1), (charlie, make.category(charlie, "Food").id, 1000)):
        make.expense(user, 100 * factor, category_id=category_id, spent_on=dt.date(2026, 5, 1))
        for day, amounts in ((10, EARLY), (25, LATE)):
            for month, cents in amounts.items():
                spent_on = dt.date(2026, month, day)
                make.expense(user, cents * factor, category_id=category_id, spent_on=spent_on, merchant="Dućan")
    return food

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.support.factories import Factory


@pytest.fixture
def food(make: Factory, alice: User, charlie: User) -> Category:
    """Alice's category: €300, €310, €320, €330, €340, €350 from May to October, €84 in November; Charlie spent more.

    Two thirds of a month are spent on its 10th, the rest on its 25th.
    """
    categories = [make.category(user, "Food") for user in (alice, charlie)]
    for category, factor in zip(categories, (1, 100), strict=True):
        user = alice if factor == 1 else charlie
        make.expense(user, 1, category_id=category.id, spent_on=dt.date(2026, 4, 20))
        for month, cents in enumerate(range(30_000, 36_000, 1000), start=5):
            own = {"category_id": category.id}
            make.expense(user, (cents - 10_000) * factor, spent_on=dt.date(2026, month, 10), **own)
            make.expense(user, 10_000 * factor, spent_on=dt.date(2026, month, 25), **own)
        make.expense(user, 8400 * factor, spent_on=dt.date(2026, 11, 20), category_id=category.id)
    return categories[0]

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.models import User
    from tests.support.factories import Factory

# Day, category, cents: refunds, a month without expenses, last year's November, and a month that is negative.
SPENDING = (
    ("2026-11-20", "Food", 1250),
    ("2026-11-20", "Food", 899),
    ("2026-11-05", "Fun", 4000),
    ("2026-11-10", "Home", -1500),
    ("2026-10-31", "Food", 10_010),
    ("2026-10-02", "Fun", -20_000),
    ("2026-08-01", "Home", 123_456),
    ("2025-11-20", "Food", 7777),
)


@pytest.fixture
def spending(make: Factory, alice: User, charlie: User) -> None:
    """What Alice spent; Charlie spent more on the same days."""
    for user, factor in ((alice, 1), (charlie, 1000)):
        ids = {name: make.category(user, name).id for name in ("Food", "Fun", "Home")}
        for day, name, cents in SPENDING:
            make.expense(user, cents * factor, spent_on=dt.date.fromisoformat(day), category_id=ids[name])

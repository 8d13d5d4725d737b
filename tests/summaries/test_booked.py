from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.core.periods import DateRange, Month
from app.summaries.booked import list_booked
from tests.support.factories import TODAY

if TYPE_CHECKING:
    from app.models import User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("context")
AHEAD = DateRange(TODAY + dt.timedelta(days=1), dt.date(2026, 12, 1))
RESTS = [DateRange(dt.date(2026, month, 23), Month(2026, month + 1).begin) for month in (8, 9, 10)]


def times(user: User) -> list[int]:
    return [item.times for item in list_booked(user, AHEAD, RESTS)]


def test_what_is_booked_knows_in_how_many_rests_it_came(make: Factory, alice: User, charlie: User) -> None:
    for month, day, cents, merchant in (
        (8, 28, 1000, "Gym"),
        (8, 29, 1000, "Gym"),  # the same month
        (9, 28, 1250, "GYM"),  # a quarter more
        (9, 22, 1000, "Gym"),  # not in the rest
        (10, 28, 1251, "Gym"),  # more than a quarter more
        (10, 29, 1000, "Shop"),
    ):
        make.expense(alice, cents, spent_on=dt.date(2026, month, day), merchant=merchant)
        make.expense(charlie, 1000, spent_on=dt.date(2026, month, 28), merchant="Gym")
    booked = make.expense(alice, 1000, spent_on=AHEAD.begin, merchant="gym")
    make.expense(alice, 1000, spent_on=TODAY, merchant="Gym")
    (found,) = list_booked(alice, AHEAD, RESTS)
    assert (found.category_id, found.cents, found.times) == (booked.category_id, 1000, 2)


def test_what_has_no_merchant_or_pays_back_has_no_like(make: Factory, alice: User) -> None:
    for day in (dt.date(2026, 10, 28), AHEAD.begin):
        make.expense(alice, 1000, spent_on=day)
        make.expense(alice, -1000, spent_on=day, merchant="Gym")
    assert times(alice) == [0, 0]


def test_what_is_in_the_trash_came_never(make: Factory, alice: User) -> None:
    gone = dt.datetime.now(dt.UTC)
    make.expense(alice, 1000, spent_on=dt.date(2026, 10, 28), merchant="Gym", deleted_at=gone)
    make.expense(alice, 1000, spent_on=AHEAD.begin, merchant="Gym")
    make.expense(alice, 1000, spent_on=AHEAD.begin, merchant="Gym", deleted_at=gone)
    assert times(alice) == [0]

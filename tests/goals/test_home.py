from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
NOVEMBER = dt.date(2026, 11, 1)


def test_home_says_what_is_over_its_limit_and_what_is_left(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice, 8000, valid_from=NOVEMBER)
    make.limit(alice, 18_000, category_id=food.id, valid_from=NOVEMBER)
    page = client.page("/")
    assert page.heading.endswith("€4.00 over your limit.")
    assert page.texts(".big") == ["€4.00 over your limit"]
    assert page.texts(".limit .row-sub") == ["€84 of €180"]
    assert page.texts(".limit .pill.warn") == ["€96 left"]  # the rest of the month would cost more


def test_home_says_what_is_left_for_each_day(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 50_000, valid_from=NOVEMBER)
    make.limit(alice, 50_000, category_id=food.id, valid_from=NOVEMBER)
    page = client.page("/")
    assert page.heading.endswith("€46 a day left until November 30.")  # 416 in 9 days
    assert page.texts(".big") == ["€46 a day, 9 days"]
    assert page.texts(".pill.bad, .pill.warn") == []


def test_home_without_a_limit_says_how_to_set_one(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice)
    assert client.page("/").attributes(".columns .empty a", "href") == ["/goals/"]

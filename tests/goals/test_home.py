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


def test_home_says_once_what_is_over_its_limit_and_what_will_be(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.limit(alice, 8000, valid_from=NOVEMBER)
    make.limit(alice, 18_000, category_id=food.id, valid_from=NOVEMBER)
    assert client.page("/").texts(".warnings li") == [
        "Everything together is €4.00 over the limit of €80.00.",
        "Food will be about €4 over the limit of €180.00 if the rest of the month is as usual.",
    ]


def test_home_says_nothing_of_a_limit_that_is_kept(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.limit(alice, 50_000, category_id=food.id, valid_from=NOVEMBER)
    assert client.page("/").texts(".warnings li") == []

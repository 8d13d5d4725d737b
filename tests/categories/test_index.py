from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.factories import PASSWORD, TODAY

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")

EVA: dict[str, Any] = {"first_name": "Eva", "last_name": "K", "username": "eva", "password": PASSWORD}


def test_a_category_shows_what_it_cost_this_month_and_how_often(client: Client, make: Factory, alice: User) -> None:
    food = make.category(alice, "Food")
    make.expenses(alice, [1000, 250, -50], category_id=food.id)
    make.expenses(alice, [7700], category_id=food.id, spent_on=dt.date(2026, 10, 31))
    make.expenses(alice, [8800], category_id=food.id, spent_on=dt.date(2025, 11, 22))
    page = client.page("/categories/")
    assert "November 2026" in page.text
    assert page.texts(".category .row-title") == ["Food"]
    assert page.texts(".category .row-sub") == ["3 expenses"]
    assert page.texts(".category .amount") == ["€12.00"]


def test_the_month_is_the_users_own(guest: Client, make: Factory) -> None:
    user = make.user(month_start_day=23)
    food = make.category(user, "Food")
    for day, cents in ((22, 100), (23, 1000)):
        make.expense(user, cents, category_id=food.id, spent_on=dt.date(2026, 10, day))
    make.expense(user, 10_000, category_id=food.id, spent_on=TODAY)
    assert guest.signed_in(user).page("/categories/").texts(".category .amount") == ["€110.00"]


def test_categories_are_listed_by_name_and_lead_to_their_pages(client: Client, make: Factory, alice: User) -> None:
    second, first = make.category(alice, "zoo"), make.category(alice, "Art")
    page = client.page("/categories/")
    assert page.texts(".category .row-title") == ["Art", "zoo"]
    assert page.attributes(".category a.row", "href") == [f"/categories/{category.id}" for category in (first, second)]


def test_archived_categories_stand_apart(client: Client, make: Factory, alice: User) -> None:
    make.category(alice, "Food")
    make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    page = client.page("/categories/")
    assert page.texts("main h2") == ["Archived"]
    assert page.texts(".category .row-title") == ["Food", "Old"]


def test_nobody_sees_the_categories_of_somebody_else(client: Client, make: Factory, charlie: User) -> None:
    make.category(charlie, "Secret")
    page = client.page("/categories/")
    assert page.texts(".category .row-title") == []
    assert "There are no categories." in page.text


@pytest.mark.parametrize(("language", "name"), [("en", "Groceries"), ("hr", "Namirnice")])
def test_a_new_account_has_categories_in_its_language(guest: Client, language: str, name: str) -> None:
    guest.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    guest.submit("/auth/register", **EVA)
    page = guest.page("/categories/")
    assert name in page.texts(".category .row-title")
    assert len(page.texts(".category .row-title")) == 10


def test_a_new_account_needs_no_set_up_for_its_first_expense(guest: Client) -> None:
    guest.submit("/auth/register", **EVA)
    assert "Groceries" in guest.page("/expenses/new").texts("label.pick")


def test_the_page_without_anything_offers_one_action(client: Client) -> None:
    assert client.page("/categories/").attributes(".actions a", "href") == ["/categories/new"]

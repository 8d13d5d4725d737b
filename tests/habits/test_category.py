from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.client import Client
from tests.support.page_lint import attribute, text_of
from tests.support.reading import read_cents, read_cents_behind, read_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.models import Category, User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def test_a_category_tells_what_is_usual(client: Client, food: Category) -> None:
    page = client.page(f"/categories/{food.id}")
    assert page.heading == "Food"
    assert page.texts(".pill") == ["€300 less than usual"]
    assert page.texts(".facts dd")[0] == "€385"
    links = page.tree.css(".explain .values a")
    assert len(links) == 12
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(text_of(link))


def test_every_bar_of_a_category_leads_to_its_expenses(client: Client, food: Category) -> None:
    page = client.page(f"/categories/{food.id}")
    marks = read_marks(page, "Food by month")
    assert len(marks) == 7
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks]
    assert "is-usual" in page.html


def test_the_share_is_of_everything_in_twelve_months(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.expense(alice, 236_100 * 3)
    make.expense(alice, 10**8, spent_on=dt.date(2025, 11, 30))
    facts = client.page(f"/categories/{food.id}").texts(".facts dd")
    assert facts[1].startswith("€2,361.00")
    assert facts[2].startswith("25% of €9,444.00")


@pytest.mark.parametrize(("amounts", "typical"), [((100, 900, 300), "€3.00"), ((100, 200), "€1.50"), ((-500,), "–")])  # noqa: RUF001
def test_a_typical_expense_is_the_one_in_the_middle(
    client: Client, make: Factory, alice: User, amounts: tuple[int, ...], typical: str
) -> None:
    category = make.category(alice)
    make.expenses(alice, amounts, category_id=category.id)
    assert client.page(f"/categories/{category.id}").texts(".facts dd")[2].startswith(typical)


def test_amounts_that_every_page_has_are_written_for_each_person(
    make_app: Callable[..., Flask], make: Factory, alice: User
) -> None:
    application = make_app()
    links = {}
    for user in (make.user(language="hr"), alice):
        category = make.category(user)
        make.expense(user, category_id=category.id)
        client = application.test_client()
        assert isinstance(client, Client)
        links[user.language] = (
            client.signed_in(user).page(f"/categories/{category.id}").attributes(".facts a", "href")[-1]
        )
    assert links["hr"].endswith("min=0%2C01")
    assert links["en"].endswith("min=0.01")


def test_the_merchants_of_a_category_are_its_own(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 999, merchant="Kino")
    page = client.page(f"/categories/{food.id}")
    assert page.texts(".bar-name") == ["Dućan"]
    (link,) = page.attributes("main .bar", "href")
    assert read_cents_behind(client, link) == 236_000


def test_an_empty_category_says_so(client: Client, make: Factory, alice: User) -> None:
    page = client.page(f"/categories/{make.category(alice).id}")
    assert "Nothing was spent here in the last twelve months." in page.text

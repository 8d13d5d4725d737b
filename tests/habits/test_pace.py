from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.page_lint import attribute, find_elements
from tests.support.reading import read_cents, read_cents_behind, read_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.usefixtures("food")
@pytest.mark.parametrize("url", ["/", "/months/2026-11", "/habits/"])
def test_the_pace_is_told_against_the_usual_month(client: Client, url: str) -> None:
    page = client.page(url)
    # The middle of 101, 200, 300, 400, 500 and 600 by the 22nd is 350.
    assert page.texts(".pace") == ["€300.00 less than usual by Nov 22, 2026."]
    # The middle of what came after the 22nd is 35.
    # Their average is 35 too, their standard deviation 18.71; 1.5942 times that is 29.82.
    assert "At the end of the month probably about €85, between €55 and €110." in page.text
    assert "Four of five months end between €55.17 and €114.83." in page.text
    assert "Their rests lie within €29.83 of the average rest, €35.00." in page.text
    assert "The end is what you spent up to today and the usual rest: €50.00 + €35.00." in page.text
    assert "The middle half of the months is estimated between €175.25 and €525.00." in page.text


def test_inside_the_spread_it_is_about_as_usual(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 20_000, category_id=food.id)
    assert client.page("/").texts(".pace") == ["About as usual by Nov 22, 2026."]
    story = client.page(f"/categories/{food.id}").texts(".pace")
    assert story == ["About as usual by Nov 22, 2026. A whole month usually costs €385.00."]
    (row,) = read_table(client.page("/habits/"), "Changes by category")
    assert row == ["Food usually €350.00", "about as usual", "€250.00"]


def test_a_month_that_is_over_was_about_as_usual_without_a_day(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.expense(alice, 30_000, category_id=food.id, spent_on=dt.date(2026, 10, 20))
    make.expense(alice, -60_000, category_id=food.id, spent_on=dt.date(2026, 10, 21))
    assert client.page("/months/2026-10").texts(".pace") == ["About as usual."]


@pytest.mark.usefixtures("food")
def test_the_month_of_the_habits_is_counted_up_to_today(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100_000, spent_on=dt.date(2026, 11, 28))
    page = client.page("/habits/")
    (card,) = [text for text in page.texts("section.card") if text.startswith("This month")]
    assert card.startswith("This month, up to today €50.00")


def test_with_fewer_than_six_months_the_middle_stands_alone(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice)
    for month in (8, 9, 10):
        make.expense(alice, 12_345, spent_on=dt.date(2026, month, 25), category_id=category.id)
        make.expense(alice, 1, spent_on=dt.date(2026, month, 1), category_id=category.id)
    page = client.page("/")
    assert "At the end of the month probably about €120." in page.text
    assert "A range comes with six full months in a row." in page.text


@pytest.mark.usefixtures("food")
@pytest.mark.parametrize("url", ["/", "/months/2026-11", "/habits/"])
def test_what_is_booked_ahead_comes_on_top(client: Client, make: Factory, alice: User, url: str) -> None:
    make.expense(alice, 100_000, spent_on=dt.date(2026, 11, 28), merchant="Dentist")
    page = client.page(url)
    assert "probably about €1,080, between €1,055 and €1,110." in page.text
    assert "What is booked after today comes on top: €1,000.00." in page.text


def test_what_is_booked_and_comes_every_month_is_not_counted_twice(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    for month in range(5, 11):
        make.expense(alice, 63_000, spent_on=dt.date(2026, month, 28), category_id=food.id, merchant="Landlord")
    make.expense(alice, 64_000, spent_on=dt.date(2026, 11, 28), category_id=food.id, merchant="landlord")
    page = client.page("/")
    assert "The end is what you spent up to today and the usual rest: €50.00 + €665.00." in page.text
    assert "€640.00 of what is booked comes in most months anyway." in page.text
    assert "Together that is €715.00." in page.text


@pytest.mark.usefixtures("food")
def test_every_value_behind_the_pace_leads_to_its_expenses(client: Client) -> None:
    links = find_elements(client.page("/").tree, ".explain .values a")
    assert len(links) == 12
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(link.to_text().strip())


def test_six_days_are_told_plainly(client: Client, make: Factory, alice: User) -> None:
    for number in range(17, 23):
        make.expense(alice, 500, spent_on=dt.date(2026, 11, number))
    page = client.page("/")
    assert page.texts(".pace") == []
    assert "What is usual for you will be here after three full months." in page.text
    assert "At the end" not in page.text


@pytest.mark.usefixtures("food")
def test_a_pace_follows_payday(client: Client, alice: User, session: Session) -> None:
    alice.month_start_day = 20
    session.flush()
    page = client.page("/")  # the month began on the 20th, three days ago
    assert page.texts(".pace") == ["As much as usual by Nov 22, 2026."]
    assert "At the end" not in page.text  # not before the fifth day


@pytest.mark.usefixtures("food")
def test_a_month_that_is_over_has_no_end_to_project(client: Client) -> None:
    page = client.page("/months/2026-10")
    assert page.texts(".pace") == ["€330.00 more than usual."]
    assert "At the end" not in page.text


@pytest.mark.usefixtures("food")
def test_the_table_beside_the_lines_leads_to_each_day(client: Client) -> None:
    page = client.page("/months/2026-11")
    rows = read_table(page, "Spending day after day")
    assert len(rows) == 22
    assert rows[9] == ["Nov 10, 2026", "€50.00", "€600.00", "€350.00"]
    links = find_elements(page.tree, ".fold td a.amount")
    assert read_cents_behind(client, attribute(links[9], "href")) == 5_000


def test_a_day_in_the_trash_does_not_count(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 70_000, category_id=food.id, deleted_at=dt.datetime.now(dt.UTC))
    assert client.page("/").texts(".pace") == ["€300.00 less than usual by Nov 22, 2026."]

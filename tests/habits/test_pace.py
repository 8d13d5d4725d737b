from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.page_lint import attribute, text_of
from tests.support.reading import read_cents, read_cents_behind, read_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


MONTH = "/months/2026-11?chart=all"


@pytest.mark.usefixtures("food")
def test_the_pace_is_told_against_the_usual_month(client: Client) -> None:
    page = client.page(MONTH)
    # The middle of 101, 200, 300, 400, 500 and 600 by the 22nd is 350.
    assert page.texts(".pill") == ["€300 less than usual"]
    # The middle of what came after the 22nd is 35.
    # Their average is 35 too, their standard deviation 18.71; 1.5942 times that is 29.82.
    assert page.texts("svg.chart .chart-strong") == ["Today €50", "€85"]
    assert "Four of five months end between €55.17 and €114.83." in page.text
    assert "Likely end: €50.00 so far + €35.00, the median of these. Together €85.00." in page.text
    assert "From €175.25 to €525.00 is about as usual: half of months lie there." in page.text


def test_inside_the_spread_it_is_about_as_usual(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 20_000, category_id=food.id)
    page = client.page(MONTH)
    assert page.texts(".pill") == ["About as usual"]
    assert "About as usual: Food." in page.text
    assert client.page(f"/categories/{food.id}").texts(".pill") == ["About as usual"]


def test_a_month_that_is_over_was_about_as_usual(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 30_000, category_id=food.id, spent_on=dt.date(2026, 10, 20))
    make.expense(alice, -60_000, category_id=food.id, spent_on=dt.date(2026, 10, 21))
    assert client.page("/months/2026-10").texts(".pill") == ["About as usual"]


@pytest.mark.usefixtures("food")
def test_a_month_says_what_of_it_is_up_to_today(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100_000, spent_on=dt.date(2026, 11, 28))
    assert "€50.00 of it up to today" in client.page(MONTH).text


def test_with_fewer_than_six_months_the_middle_stands_alone(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice)
    for month in (8, 9, 10):
        make.expense(alice, 12_345, spent_on=dt.date(2026, month, 25), category_id=category.id)
        make.expense(alice, 1, spent_on=dt.date(2026, month, 1), category_id=category.id)
    make.expense(alice, 1, category_id=category.id)
    page = client.page(MONTH)
    assert page.texts("svg.chart .chart-strong") == ["Today €0", "€120"]
    assert "A range comes with six full months in a row." in page.text


@pytest.mark.usefixtures("food")
def test_what_is_booked_ahead_comes_on_top(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100_000, spent_on=dt.date(2026, 11, 28), merchant="Dentist")
    page = client.page(MONTH)
    assert page.texts("svg.chart .chart-strong") == ["Today €50", "€1,080"]
    assert "€1,000.00 is booked after today on top." in page.text


def test_what_is_booked_and_comes_every_month_is_not_counted_twice(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    for month in range(5, 11):
        make.expense(alice, 63_000, spent_on=dt.date(2026, month, 28), category_id=food.id, merchant="Landlord")
    make.expense(alice, 64_000, spent_on=dt.date(2026, 11, 28), category_id=food.id, merchant="landlord")
    page = client.page(MONTH)
    assert "Likely end: €50.00 so far + €665.00, the median of these." in page.text
    assert "€640.00 of what is booked comes in most months anyway." in page.text
    assert "Together €715.00." in page.text


@pytest.mark.usefixtures("food")
def test_every_value_behind_the_pace_leads_to_its_expenses(client: Client) -> None:
    links = client.page(MONTH).tree.css(".explain .values a")
    assert len(links) == 12
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(text_of(link))


def test_six_days_are_told_plainly(client: Client, make: Factory, alice: User) -> None:
    for number in range(17, 23):
        make.expense(alice, 500, spent_on=dt.date(2026, 11, number))
    page = client.page(MONTH)
    assert page.texts(".pill") == []
    assert "What is usual for you comes with three full months." in page.text
    assert page.texts("svg.chart .chart-strong") == ["Today €30"]


def test_before_there_is_a_usual_month_the_last_one_stands_beside(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    for month, day in ((10, 1), (11, 2)):
        make.expense(alice, 5000, spent_on=dt.date(2026, month, day), category_id=category_id)
    page = client.page(MONTH)
    assert "is-before" in page.html
    assert read_table(page, "Spending day after day")[0] == ["Nov 1, 2026", "€0.00", "€50.00"]


@pytest.mark.usefixtures("food")
def test_a_pace_follows_payday(client: Client, make: Factory, alice: User, session: Session) -> None:
    alice.month_start_day = 20
    session.flush()
    make.expense(alice, 1)
    page = client.page(MONTH)  # the month began on the 20th, three days ago
    assert page.texts(".pill") == ["About as usual"]
    assert "Likely end" not in page.text  # not before the fifth day


@pytest.mark.usefixtures("food")
def test_a_month_that_is_over_has_no_end_to_project(client: Client) -> None:
    page = client.page("/months/2026-10?chart=all")
    assert page.texts(".pill") == ["€330 more than usual"]
    assert "Likely end" not in page.text
    assert page.texts("svg.chart .chart-strong") == ["€660"]


@pytest.mark.usefixtures("food")
def test_the_table_behind_the_lines_leads_to_each_day(client: Client) -> None:
    page = client.page(MONTH)
    rows = read_table(page, "Spending day after day")
    assert len(rows) == 22
    assert rows[9] == ["Nov 10, 2026", "€50.00", "€350.00"]
    (link,) = [link for link in page.tree.css("td a.amount") if "to=2026-11-10" in attribute(link, "href")]
    assert read_cents_behind(client, attribute(link, "href")) == 5_000


def test_a_day_in_the_trash_does_not_count(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 70_000, category_id=food.id, deleted_at=dt.datetime.now(dt.UTC))
    assert client.page(MONTH).texts(".pill") == ["€300 less than usual"]

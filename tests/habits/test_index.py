from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.page_lint import attribute, text_of
from tests.support.reading import read_cents, read_cents_behind, read_marks, read_table

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("url", ["/habits/", "/habits/merchants", "/habits/days"])
def test_without_expenses_the_page_says_what_will_be_here(client: Client, url: str) -> None:
    assert "will be " in client.page(url).text


def test_the_categories_of_twelve_months_lead_to_their_pages(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    make.expense(alice, 10**8, spent_on=dt.date(2025, 11, 30))
    (mark,) = read_marks(client.page("/habits/"), "Spending by category, last twelve months")
    assert (mark.label, mark.cents, mark.href) == ("Food", 236_100, f"/categories/{food.id}")


def test_changes_are_sorted_by_their_size(client: Client, make: Factory, alice: User, food: Category) -> None:
    make.expense(alice, 1_000, category_id=make.category(alice, "Fun").id)
    make.expense(alice, 90_000, category_id=make.category(alice, "Home").id)
    page = client.page("/months/2026-11")
    assert [text.split() for text in page.texts(".change")] == [
        ["Home", "+€900"],
        [food.name, "−€300"],  # noqa: RUF001
        ["Fun", "+€10"],
    ]
    assert [row[:4] for row in read_table(page, "Changes by category")] == [
        ["Home", "€900.00", "€0.00", "+€900.00"],
        [food.name, "€50.00", "€350.00", "−€300.00"],  # noqa: RUF001
        ["Fun", "€10.00", "€0.00", "+€10.00"],
    ]


@pytest.mark.usefixtures("food")
def test_every_amount_of_the_changes_leads_to_its_expenses(client: Client) -> None:
    links = client.page("/months/2026-11").tree.css(".explain td a[href*=category_id]")
    assert len(links) == 7
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(text_of(link))


def test_merchants_are_ranked_in_all_their_spellings(client: Client, make: Factory, alice: User) -> None:
    for merchant, cents in (("Dućan", 100), ("DUCAN", 250), ("Kavana", 300), ("", 5000), ("Old", 0)):
        if cents:
            make.expense(alice, cents, merchant=merchant)
    make.expense(alice, 9000, merchant="Long ago", spent_on=dt.date(2025, 11, 30))
    page = client.page("/habits/merchants")
    assert page.texts(".bar .amount") == ["€3.50", "€3.00"]
    links = page.attributes("main .bar", "href")
    assert [read_cents_behind(client, link) for link in links] == [350, 300]


def test_without_merchants_the_page_offers_to_add_an_expense(client: Client) -> None:
    page = client.page("/habits/merchants")
    assert page.texts(".empty .button") == ["Add expense"]


def test_merchants_have_pages(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    for number in range(51):
        make.expense(alice, 100 + number, merchant=f"Shop {number}", category_id=category_id)
    assert len(client.page("/habits/merchants?page=2").texts(".bar")) == 1
    assert client.page("/habits/merchants?page=3").status == 404


def test_weekdays_show_their_average_and_lead_to_their_expenses(client: Client, make: Factory, alice: User) -> None:
    for text, cents in (("2026-11-09", 1000), ("2026-11-16", 2000), ("2026-11-22", 700)):
        make.expense(alice, cents, spent_on=dt.date.fromisoformat(text))
    page = client.page("/habits/days")
    rows = read_table(page, "Spending by weekday")
    assert rows[0] == ["Monday", "€15.00", "€30.00", "2"]
    assert rows[6] == ["Sunday", "€3.50", "€7.00", "2"]
    links = page.tree.css("table tbody td a[href*=weekday]")
    assert [read_cents_behind(client, attribute(link, "href")) for link in links] == [3000, 0, 0, 0, 0, 0, 700]
    assert [mark.cents for mark in read_marks(page, "Average by weekday")] == [1500, 350]


def test_days_tell_what_kind_they_are(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    for text, cents in (("2026-11-09", 1000), ("2026-11-16", 2000), ("2026-11-17", -500), ("2026-11-22", 700)):
        make.expense(alice, cents, spent_on=dt.date.fromisoformat(text), category_id=category_id)
    facts = client.page("/habits/days").texts(".facts dd")
    assert facts == ["11 days of 14", "€10.00 where something was spent", "€20.00 Monday"]


def test_receipt_coverage_counts_expenses_and_money(client: Client, make: Factory, alice: User) -> None:
    make.receipt(make.expense(alice, 9300))
    make.receipt(make.expense(alice, 200), deleted_at=dt.datetime.now(dt.UTC))
    make.expense(alice, 500)
    make.expense(alice, -9000)  # a refund is nothing that was paid
    page = client.page("/months/2026-11")
    assert page.texts(".facts dd")[-1] == "1 of 3 93% of the money"
    assert page.cents("month-total") == 1000
    (link,) = page.attributes("main a[href*=without]", "href")
    assert client.page(link).cents("list-total") == 700


def test_days_are_shaded_and_lead_to_their_expenses(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 63_000, spent_on=dt.date(2026, 11, 1))
    make.expense(alice, 100, spent_on=dt.date(2026, 11, 2))
    page = client.page("/months/2026-11")
    days = page.tree.css(".calendar a")
    assert [attribute(link, "aria-label") for link in days] == ["Nov 1, 2026: €630.00", "Nov 2, 2026: €1.00"]
    assert [attribute(link, "class") for link in days] == ["heat-4", "heat-1"]
    assert [text_of(link) for link in days] == ["1 630", "2 1"]
    assert [read_cents_behind(client, attribute(link, "href")) for link in days] == [63_000, 100]


@pytest.mark.parametrize("url", ["/years/2026", "/habits/days"])
def test_the_days_of_a_year_lead_to_their_expenses(client: Client, make: Factory, alice: User, url: str) -> None:
    make.expense(alice, 63_000, spent_on=dt.date(2026, 11, 1))
    page = client.page(url)
    assert page.texts(".year-calendar svg a title") == ["Nov 1, 2026: €630.00"]
    (link,) = page.attributes(".year-calendar svg a", "href")
    assert read_cents_behind(client, link) == 63_000
    assert "November 2026: €630.00" in page.attributes(".year-calendar li > a", "aria-label")

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.page_lint import attribute, find_elements
from tests.support.reading import read_cents, read_cents_behind, read_table

if TYPE_CHECKING:
    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("url", ["/habits/", "/habits/merchants"])
def test_without_expenses_the_page_says_what_will_be_here(client: Client, url: str) -> None:
    assert "will be" in client.page(url).text


@pytest.mark.parametrize("url", ["/habits/", "/months/2026-11"])
def test_changes_are_sorted_by_their_size(client: Client, make: Factory, alice: User, food: Category, url: str) -> None:
    make.expense(alice, 1_000, category_id=make.category(alice, "Fun").id)
    make.expense(alice, 90_000, category_id=make.category(alice, "Home").id)
    assert read_table(client.page(url), "Changes by category") == [
        ["Home usually €0.00", "+€900.00", "€900.00"],
        [f"{food.name} usually €350.00", "−€300.00", "€50.00"],  # noqa: RUF001
        ["Fun usually €0.00", "+€10.00", "€10.00"],
    ]


@pytest.mark.usefixtures("food")
def test_every_amount_of_the_changes_leads_to_its_expenses(client: Client) -> None:
    page = client.page("/habits/")
    links = [*find_elements(page.tree, ".changes td a"), *find_elements(page.tree, ".explain td a")]
    assert len(links) == 7
    for link in links:
        assert read_cents_behind(client, attribute(link, "href")) == read_cents(link.to_text().strip())


def test_merchants_are_ranked_in_all_their_spellings(client: Client, make: Factory, alice: User) -> None:
    for merchant, cents in (("Dućan", 100), ("DUCAN", 250), ("Kavana", 300), ("", 5000), ("Old", 0)):
        if cents:
            make.expense(alice, cents, merchant=merchant)
    make.expense(alice, 9000, merchant="Long ago", spent_on=dt.date(2025, 11, 30))
    page = client.page("/habits/merchants")
    assert page.texts(".row .amount") == ["€3.50", "€3.00"]
    links = page.attributes("main .row", "href")
    assert [read_cents_behind(client, link) for link in links] == [350, 300]


def test_merchants_have_pages(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    for number in range(51):
        make.expense(alice, 100 + number, merchant=f"Shop {number}", category_id=category_id)
    assert len(client.page("/habits/merchants?page=2").texts(".row")) == 1
    assert client.page("/habits/merchants?page=3").status == 404


def test_weekdays_show_their_average_and_lead_to_their_expenses(client: Client, make: Factory, alice: User) -> None:
    for text, cents in (("2026-11-09", 1000), ("2026-11-16", 2000), ("2026-11-22", 700)):
        make.expense(alice, cents, spent_on=dt.date.fromisoformat(text))
    page = client.page("/habits/")
    rows = read_table(page, "Spending by weekday")
    assert rows[0] == ["Monday", "€15.00", "€30.00"]
    assert rows[6] == ["Sunday", "€3.50", "€7.00"]
    links = find_elements(page.tree, "table tbody td a[href*=weekday]")
    assert [read_cents_behind(client, attribute(link, "href")) for link in links] == [3000, 0, 0, 0, 0, 0, 700]


def test_receipt_coverage_counts_expenses_and_money(client: Client, make: Factory, alice: User) -> None:
    make.receipt(make.expense(alice, 9300))
    make.receipt(make.expense(alice, 200), deleted_at=dt.datetime.now(dt.UTC))
    make.expense(alice, 500)
    make.expense(alice, -9000)  # a refund is nothing that was paid
    page = client.page("/months/2026-11")
    assert "1 of 3 expenses, 93% of the money, have a receipt." in page.text
    assert page.cents("month-total") == 1000
    (link,) = page.attributes("main a[href*=without]", "href")
    assert client.page(link).cents("list-total") == 700


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 expense has no receipt."), (2, "None of the 2 expenses has a receipt.")]
)
def test_where_nothing_has_a_receipt_no_share_is_told(
    client: Client, make: Factory, alice: User, count: int, words: str
) -> None:
    for _ in range(count):
        make.expense(alice, 500)
    page = client.page("/months/2026-11")
    assert words in page.text
    assert "of the money" not in page.text


def test_days_are_shaded_and_lead_to_their_expenses(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 63_000, spent_on=dt.date(2026, 11, 1))
    make.expense(alice, 100, spent_on=dt.date(2026, 11, 2))
    for url in ("/months/2026-11", "/years/2026"):
        page = client.page(url)
        days = find_elements(page.tree, ".calendar a.shade")
        assert [attribute(link, "aria-label") for link in days] == ["Nov 1, 2026: €630.00", "Nov 2, 2026: €1.00"]
        assert "shade-4" in attribute(days[0], "class")
        assert [read_cents_behind(client, attribute(link, "href")) for link in days] == [63_000, 100]

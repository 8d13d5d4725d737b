from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.report import contents
from tests.support.page_lint import text_of
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask

    from app.models import Category, Expense, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
NOVEMBER = "/report/?from=2026-11-01&to=2026-11-30"
YEAR = "/report/?from=2026-01-01&to=2026-12-31"
MAX_QUERIES = 8
DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    category: Category = make.category(alice, "Food", color="red")
    return category


@pytest.fixture
def bakery(make: Factory, alice: User, food: Category) -> Expense:
    expense: Expense = make.expense(alice, category_id=food.id, merchant="Bakery")
    return expense


def rows(page: Page, table: str = "table.expenses") -> list[list[str]]:
    """Return the cells of a table's body, without empty ones."""
    found = page.tree.css(f"{table} tbody tr")
    texts = [[text_of(cell) for cell in row.css("th, td")] for row in found]
    return [[text for text in row if text] for row in texts]


def facts(page: Page) -> dict[str, str]:
    return dict(zip(page.texts(".report-facts dt"), page.texts(".report-facts dd"), strict=True))


@pytest.mark.usefixtures("spending")
def test_a_month_says_whose_it_is_and_what_it_cost(client: Client) -> None:
    page = client.page(NOVEMBER)
    assert page.heading == "November 2026"
    assert page.texts(".masthead span")[1] == "Alice Horvat · November 2026"
    assert facts(page) == {"Spent": "€46.49", "Expenses": "4", "A day": "€2.11", "With receipt": "0"}


@pytest.mark.usefixtures("spending")
def test_expenses_stand_with_running_numbers_the_oldest_first(client: Client) -> None:
    page = client.page(NOVEMBER)
    assert rows(page) == [
        ["1", "Nov 5, 2026", "Fun", "Fun", "€40.00"],
        ["2", "Nov 10, 2026", "Home", "Home", f"{MINUS}€15.00"],
        ["3", "Nov 20, 2026", "Food", "Food", "€12.50"],
        ["4", "Nov 20, 2026", "Food", "Food", "€8.99"],
    ]
    assert page.texts("table.expenses tfoot tr") == ["Total €46.49"]


@pytest.mark.usefixtures("spending")
def test_categories_stand_with_their_share_the_most_expensive_first(client: Client) -> None:
    assert rows(client.page("/report/?from=2026-11-01&to=2026-11-09"), ".report-table:not(.expenses)") == [
        ["Fun", "1", "100%", "€40.00"]
    ]
    table = rows(client.page(NOVEMBER), ".report-table:not(.expenses)")
    assert [row[0] for row in table] == ["Fun", "Food", "Home"]
    assert table[2] == ["Home", "1", DASH, f"{MINUS}€15.00"]


def test_a_month_is_compared_with_the_usual_one_and_drawn_as_it_grew(
    client: Client, make: Factory, alice: User, food: Category
) -> None:
    for month in (7, 8, 9, 10, 11):
        make.expense(alice, 1000 if month < 11 else 3000, spent_on=dt.date(2026, month, 1), category_id=food.id)
    page = client.page(NOVEMBER)
    assert "€20.00 more than usual by" in page.text
    assert page.texts(".report-chart h2") == ["Day after day"]
    assert page.attributes("svg.chart", "aria-label") == ["Spending day after day, November 2026"]


@pytest.mark.parametrize(
    ("query", "title", "bar_count"),
    [
        ("from=2026-01-01&to=2026-12-31", "2026", 3),
        ("from=2026-11-01&to=2026-11-15", f"Nov 1, 2026 {DASH} Nov 15, 2026", 2),
        ("from=2026-10-20", "From Oct 20, 2026", 4),
        ("to=2026-08-31", "Until Aug 31, 2026", 2),
        ("month=all", "All expenses", 4),
    ],
)
@pytest.mark.usefixtures("spending")
def test_other_days_are_named_and_drawn_by_day_or_by_month(
    client: Client, query: str, title: str, bar_count: int
) -> None:
    page = client.page(f"/report/?{query}")
    assert page.heading == title
    assert len(page.tree.css("svg.chart a")) == bar_count


def test_a_slip_of_a_date_draws_no_empty_century(client: Client, make: Factory, alice: User, food: Category) -> None:
    for year in (1926, 2026):
        make.expense(alice, spent_on=dt.date(year, 3, 1), category_id=food.id)
    page = client.page("/report/?month=all")
    assert facts(page)["Expenses"] == "2"
    assert len(page.tree.css("svg.chart a")) == 2


def test_a_filter_is_said_in_words(client: Client, food: Category) -> None:
    page = client.page(
        f"/report/?q=pek&category_id={food.id}&from=2026-11-01&to=2026-11-30&min=1&receipt=with&weekday=0&sort=-amount"
    )
    assert page.texts(".filter-line") == ["“pek” · Food · Monday · from €1.00 · With receipt"]
    assert "No expenses in this report." in page.text


@pytest.mark.usefixtures("spending")
def test_a_filter_of_more_than_days_says_what_an_expense_cost(client: Client) -> None:
    page = client.page(f"{NOVEMBER}&min=10")
    assert facts(page) == {"Spent": "€52.50", "Expenses": "2", "An expense": "€26.25", "With receipt": "0"}
    assert "Fun cost most: €40.00, 76% of all." in page.text


@pytest.mark.usefixtures("spending")
def test_an_order_by_amount_is_kept(client: Client) -> None:
    assert [row[-1] for row in rows(client.page(f"{NOVEMBER}&sort=-amount"))][:2] == ["€40.00", "€12.50"]
    assert rows(client.page(f"{NOVEMBER}&sort=-date")) == rows(client.page(NOVEMBER))


def test_a_note_stands_beside_its_merchant(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, merchant="Bakery", note="for the <b>party</b>")
    assert rows(client.page(NOVEMBER))[0][2] == "Bakery for the <b>party</b>"


def test_receipts_carry_the_numbers_of_their_rows(client: Client, make: Factory, alice: User, bakery: Expense) -> None:
    cinema = make.expense(alice, 900, category_id=bakery.category_id, merchant="Cinema", spent_on=dt.date(2026, 11, 1))
    first, second = make.receipt(bakery, position=0), make.receipt(bakery, position=1)
    only = make.receipt(cinema)
    make.receipt(cinema, deleted_at=dt.datetime.now(dt.UTC))
    page = client.page(NOVEMBER)
    assert page.texts(".photos figcaption") == [
        "1 Cinema €9.00 Nov 1, 2026",
        "2 Bakery €12.50 Nov 22, 2026 · 1 of 2",
        "2 Bakery €12.50 Nov 22, 2026 · 2 of 2",
    ]
    assert page.attributes(".photos img", "src") == [f"/receipts/{item.id}/print" for item in (only, first, second)]
    assert set(page.attributes(".photos img", "loading")) == {"eager"}
    assert facts(page)["With receipt"] == "2 100% of the amount"
    assert [row[-2] for row in rows(page)] == ["1", "2"]


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("", [f"Receipts 1{DASH}2 of 5", f"Receipts 3{DASH}4 of 5", "Receipt 5 of 5"]),
        ("&photos=4", [f"Receipts 1{DASH}4 of 5", "Receipt 5 of 5"]),
        ("&photos=9999999999", [f"Receipts 1{DASH}2 of 5", f"Receipts 3{DASH}4 of 5", "Receipt 5 of 5"]),
        ("&photos=x", [f"Receipts 1{DASH}2 of 5", f"Receipts 3{DASH}4 of 5", "Receipt 5 of 5"]),
    ],
)
def test_a_page_has_two_receipts_or_four(
    client: Client, make: Factory, bakery: Expense, query: str, headings: list[str]
) -> None:
    for _ in range(5):
        make.receipt(bakery)
    page = client.page(NOVEMBER + query)
    assert [text for text in page.texts(".paper h2") if text.startswith("Receipt")] == headings
    assert page.attributes(".seg a", "href")[1] == f"{NOVEMBER}&photos=4"


def test_a_filter_for_receipts_prints_them(client: Client, make: Factory, alice: User, bakery: Expense) -> None:
    make.receipt(bakery)
    make.expense(alice)
    assert len(rows(client.page(f"{NOVEMBER}&receipt=with"))) == len(client.page(NOVEMBER).texts(".photos img")) == 1
    assert client.page(f"{NOVEMBER}&receipt=without").texts(".photos img") == []


def test_only_own_expenses_and_receipts_are_printed(client: Client, make: Factory, charlie: User) -> None:
    make.receipt(make.expense(charlie, merchant="Secret"))
    page = client.page(NOVEMBER)
    assert page.status == 200
    assert "Secret" not in page.html
    assert page.texts("figure, table") == []
    assert "No expenses in this report." in page.text


def test_a_month_to_come_is_drawn_by_day(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 6200, spent_on=dt.date(2026, 12, 24))
    page = client.page("/report/?from=2026-12-01&to=2026-12-31")
    assert page.texts(".report-chart h2") == ["Spending by day"]
    assert facts(page)["A day"] == "€7.75"  # from the 24th to the 31st


def test_a_long_list_says_where_it_ends_and_sums_all(
    client: Client, make: Factory, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "MOST_ROWS", 2)
    make.expenses(alice, [100, 200, 300])
    page = client.page(NOVEMBER)
    assert len(rows(page)) == 2
    assert "Here are the first 2 of 3 expenses." in page.text
    assert page.texts("table.expenses tfoot tr") == ["Total €6.00"]


def test_a_filter_that_cannot_be_read_is_said(client: Client, bakery: Expense) -> None:
    page = client.page("/report/?from=tomorrow")
    assert page.texts("[role=alert]") == ["A filter cannot be read, so all expenses are shown."]
    assert rows(page)[0][2] == bakery.merchant
    assert page.texts(".filter-line") == []


@pytest.mark.parametrize(
    ("url", "back"),
    [
        (NOVEMBER, "/months/2026-11"),
        (YEAR, "/years/2026"),
        (f"{NOVEMBER}&q=kava", "/expenses/?q=kava&from=2026-11-01&to=2026-11-30"),
        ("/report/?merchant=Konzum", "/expenses/?merchant=Konzum"),
    ],
)
def test_a_report_leads_back_to_what_it_is_about(client: Client, url: str, back: str) -> None:
    assert client.page(url).attributes(".actions .button", "href")[0] == back


def test_a_month_from_payday_is_a_month(guest: Client, make: Factory) -> None:
    user = make.user(month_start_day=25)
    make.expense(user)
    page = guest.signed_in(user).page("/report/?from=2026-10-25&to=2026-11-24")
    assert page.heading == "October 2026"
    assert page.texts(".report-chart h2") == ["Day after day"]


@pytest.mark.parametrize("url", [NOVEMBER, YEAR, "/report/?receipt=with"])
def test_the_number_of_queries_is_small_and_does_not_depend_on_the_data(
    app: Flask, client: Client, make: Factory, alice: User, url: str
) -> None:
    counts = []
    for _ in range(2):
        for month in (7, 8, 9, 10, 11):
            make.receipt(make.expense(alice, 1000, spent_on=dt.date(2026, month, 29)))
        with counted_statements(app) as statements:
            client.page(url)
        counts.append(len(statements))
    assert max(counts) <= MAX_QUERIES
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    ("url", "report_url"),
    [
        ("/months/2026-11", NOVEMBER),
        ("/years/2026", YEAR),
        ("/expenses/?q=bak&sort=-amount", "/report/?q=bak&sort=-amount"),
    ],
)
@pytest.mark.usefixtures("bakery")
def test_a_month_a_year_and_a_list_lead_to_their_report(client: Client, url: str, report_url: str) -> None:
    links = client.page(url).attributes("main a", "href")
    assert {link for link in links if link.startswith("/report/")} == {report_url}

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.reading import read_cents, read_cents_behind, read_marks, read_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.usefixtures("spending")
def test_every_month_is_listed_newest_first_with_its_count_and_total(client: Client) -> None:
    rows = read_table(client.page("/months/"), "Spending by month")
    assert rows[:4] == [
        ["November 2026", "4", "€46.49"],
        ["October 2026", "2", "\N{MINUS SIGN}€99.90"],
        ["September 2026", "0", "€0.00"],
        ["August 2026", "1", "€1,234.56"],
    ]
    assert rows[4:] == [
        *([f"{name} 2026", "0", "€0.00"] for name in ("July", "June", "May", "April", "March", "February", "January")),
        ["December 2025", "0", "€0.00"],
        ["November 2025", "1", "€77.77"],
    ]


@pytest.mark.usefixtures("spending")
def test_every_month_of_the_table_leads_to_its_total(client: Client) -> None:
    page = client.page("/months/")
    amounts = [read_cents(row[2]) for row in read_table(page, "Spending by month")]
    links = [href for href in page.attributes("tbody a", "href") if href.startswith("/months/")]
    assert [read_cents_behind(client, href) for href in links] == amounts


@pytest.mark.usefixtures("spending")
@pytest.mark.parametrize("first_day", [1, 25, 28])
def test_every_bar_leads_to_exactly_what_it_stands_for(
    client: Client, alice: User, session: Session, first_day: int
) -> None:
    alice.month_start_day = first_day
    session.flush()
    page = client.page("/months/")
    marks = read_marks(page) + read_marks(page, "Largest")
    assert len(marks) == 4 + 3 + 6
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks]


@pytest.mark.usefixtures("spending")
def test_the_bars_are_the_months_with_spending_oldest_first(client: Client) -> None:
    marks = read_marks(client.page("/months/"), "Spending by month")
    assert [(mark.label, mark.cents) for mark in marks] == [
        ("November 2025", 7777),
        ("August 2026", 123_456),
        ("October 2026", -9990),
        ("November 2026", 4649),
    ]


@pytest.mark.usefixtures("spending")
@pytest.mark.parametrize("chart", ["Spending by category", "Largest expenses"])
def test_the_table_beside_a_chart_has_the_same_numbers(client: Client, chart: str) -> None:
    page = client.page("/months/")
    rows = [(row[0], read_cents(row[1])) for row in read_table(page, chart)]
    assert rows == [(mark.label, mark.cents) for mark in read_marks(page, chart)]


@pytest.mark.usefixtures("spending")
def test_the_categories_of_all_time_are_sorted_by_their_cost(client: Client) -> None:
    rows = read_table(client.page("/months/"), "Spending by category")
    assert [row[:2] for row in rows] == [["Home", "€1,219.56"], ["Food", "€199.36"], ["Fun", "\N{MINUS SIGN}€160.00"]]


def test_the_largest_expenses_go_by_number_and_not_by_text(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [950, 10_000, 1000, 100, -500, *range(1, 9)])
    rows = read_table(client.page("/months/"), "Largest expenses")
    assert [read_cents(row[1]) for row in rows] == [10_000, 1000, 950, 100, 8, 7, 6, 5, 4, 3]


def test_of_equally_large_expenses_the_latest_comes_first(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    ids = [make.expense(alice, 500, category_id=category_id).id for _ in range(3)]
    marks = read_marks(client.page("/months/"), "Largest")
    assert [mark.href for mark in marks] == [f"/expenses/{expense_id}" for expense_id in reversed(ids)]


def test_sums_do_not_turn_into_floating_point_noise(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [10, 10, 10])
    page = client.page("/months/")
    assert [mark.cents for mark in read_marks(page)] == [30, 30]
    assert "0000" not in page.html


def test_a_category_whose_refunds_cancel_has_neither_bar_nor_row(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [500, -500], category_id=make.category(alice, "Even").id)
    make.expense(alice, 100)
    page = client.page("/months/")
    assert len(read_marks(page, "Spending by category")) == len(read_table(page, "Spending by category")) == 1


@pytest.mark.parametrize(("first", "ticks"), [("2025-12", 12), ("2025-11", 1), ("2017-02", 9), ("1977-01", 10)])
def test_below_the_chart_stand_as_many_months_or_years_as_there_is_room_for(
    client: Client, make: Factory, alice: User, first: str, ticks: int
) -> None:
    begin = dt.date.fromisoformat(f"{first}-01")
    category_id = make.category(alice).id
    for day in (begin, *(dt.date(year, 11, 22) for year in range(begin.year + 1, 2027))):
        make.expense(alice, spent_on=day, category_id=category_id)
    assert len(client.page("/months/").texts('svg[aria-label="Spending by month"] text[text-anchor="middle"]')) == ticks


def test_a_slip_of_the_year_does_not_add_a_century_of_months(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=dt.date(1926, 11, 22))
    make.expense(alice)
    rows = read_table(client.page("/months/"), "Spending by month")
    assert [rows[0][0], rows[-1][0], len(rows)] == ["November 2026", "November 1926", 13]


@pytest.mark.usefixtures("spending")
def test_every_year_with_a_month_has_its_page(client: Client) -> None:
    page = client.page("/months/")
    assert page.attributes('nav[aria-label="Years"] a', "href") == ["/years/2026", "/years/2025"]


def test_the_months_follow_payday(client: Client, make: Factory, alice: User, session: Session) -> None:
    alice.month_start_day = 25
    session.flush()
    for day, cents in ((24, 100), (25, 2000)):
        make.expense(alice, cents, spent_on=dt.date(2026, 11, day))
    rows = read_table(client.page("/months/"), "Spending by month")
    assert rows == [["November 2026", "1", "€20.00"], ["October 2026", "1", "€1.00"]]


def test_without_expenses_the_page_says_what_will_be_here(client: Client, make: Factory, charlie: User) -> None:
    make.expense(charlie, 99_900)
    page = client.page("/months/")
    assert "each month's total will be here" in page.text
    assert "None" not in page.text
    assert "999" not in page.text
    assert page.attributes("svg.chart, table", "class") == []


def test_refunds_alone_have_no_largest_expense(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, -5000)
    page = client.page("/months/")
    assert "Nothing was spent yet." in page.text
    assert [mark.cents for mark in read_marks(page)] == [-5000, -5000]


def test_a_slip_of_a_century_adds_one_year_and_no_more(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=dt.date(1900, 5, 1))
    make.expense(alice, spent_on=dt.date(2026, 5, 1))
    page = client.page("/months/")
    assert page.texts("main nav a") == ["2026", "1900"]
    assert len(page.tree.query("main tbody tr")) < 40

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.reading import read_cents_behind, read_marks, read_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.usefixtures("spending")
def test_every_month_with_spending_is_in_the_table(client: Client) -> None:
    rows = read_table(client.page("/months/"), "Spending by month")
    assert [row[:2] for row in rows] == [
        ["November 2025", "€77.77"],
        ["August 2026", "€1,234.56"],
        ["October 2026", "\N{MINUS SIGN}€99.90"],
        ["November 2026", "€46.49"],
    ]


@pytest.mark.usefixtures("spending")
def test_years_are_listed_newest_first_and_lead_to_their_page(client: Client) -> None:
    marks = read_marks(client.page("/months/"), "Spending by year")
    assert [(mark.label, mark.cents, mark.href) for mark in marks] == [
        ("2026", 118_115, "/years/2026"),
        ("2025", 7777, "/years/2025"),
    ]


@pytest.mark.usefixtures("spending")
@pytest.mark.parametrize("first_day", [1, 25, 28])
def test_every_bar_leads_to_exactly_what_it_stands_for(
    client: Client, alice: User, session: Session, first_day: int
) -> None:
    alice.month_start_day = first_day
    session.flush()
    page = client.page("/months/")
    marks = read_marks(page) + read_marks(page, "Largest")
    assert len(marks) == 4 + 3 + 2 + 6
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
def test_the_categories_of_all_time_are_sorted_by_their_cost(client: Client) -> None:
    marks = read_marks(client.page("/months/"), "Spending by category")
    assert [(mark.label, mark.cents) for mark in marks] == [("Home", 121_956), ("Food", 19_936), ("Fun", -16_000)]


def test_the_largest_expenses_go_by_number_and_not_by_text(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [950, 10_000, 1000, 100, -500, *range(1, 9)])
    marks = read_marks(client.page("/months/"), "Largest expenses")
    assert [mark.cents for mark in marks] == [10_000, 1000, 950, 100, 8, 7, 6, 5, 4, 3]


def test_of_equally_large_expenses_the_latest_comes_first(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    ids = [make.expense(alice, 500, category_id=category_id).id for _ in range(3)]
    marks = read_marks(client.page("/months/"), "Largest")
    assert [mark.href for mark in marks] == [f"/expenses/{expense_id}" for expense_id in reversed(ids)]


def test_sums_do_not_turn_into_floating_point_noise(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [10, 10, 10])
    page = client.page("/months/")
    assert [mark.cents for mark in read_marks(page)] == [30, 30, 30]
    assert "0000" not in page.html


def test_a_category_whose_refunds_cancel_has_no_bar(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [500, -500], category_id=make.category(alice, "Even").id)
    make.expense(alice, 100)
    page = client.page("/months/")
    assert len(read_marks(page, "Spending by category")) == 1


@pytest.mark.parametrize(("first", "ticks"), [("2025-12", 12), ("2025-11", 1), ("2017-02", 9), ("1977-01", 10)])
def test_below_the_chart_stand_as_many_months_or_years_as_there_is_room_for(
    client: Client, make: Factory, alice: User, first: str, ticks: int
) -> None:
    begin = dt.date.fromisoformat(f"{first}-01")
    category_id = make.category(alice).id
    for day in (begin, *(dt.date(year, 11, 22) for year in range(begin.year + 1, 2027))):
        make.expense(alice, spent_on=day, category_id=category_id)
    assert len(client.page("/months/").texts('svg[aria-label="Spending by month"] text[text-anchor="middle"]')) == ticks


def test_the_months_follow_payday(client: Client, make: Factory, alice: User, session: Session) -> None:
    alice.month_start_day = 25
    session.flush()
    for day, cents in ((24, 100), (25, 2000)):
        make.expense(alice, cents, spent_on=dt.date(2026, 11, day))
    rows = read_table(client.page("/months/"), "Spending by month")
    assert [row[:2] for row in rows] == [["October 2026", "€1.00"], ["November 2026", "€20.00"]]


def test_without_expenses_the_page_says_what_will_be_here(client: Client, make: Factory, charlie: User) -> None:
    make.expense(charlie, 99_900)
    page = client.page("/months/")
    assert "each month and year will be here" in page.text
    assert "None" not in page.text
    assert "999" not in page.text
    assert page.attributes("svg.chart, table", "class") == []


def test_refunds_alone_have_no_largest_expense(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, -5000)
    page = client.page("/months/")
    assert "Nothing was spent yet." in page.text
    assert [mark.cents for mark in read_marks(page)] == [-5000, -5000, -5000]


def test_a_slip_of_a_century_adds_one_year_and_no_more(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=dt.date(1900, 5, 1))
    make.expense(alice, spent_on=dt.date(2026, 5, 1))
    page = client.page("/months/")
    assert [mark.label for mark in read_marks(page, "Spending by year")] == ["2026", "1900"]
    assert len(page.texts("svg.chart text[text-anchor=middle]")) < 40


def test_the_largest_expenses_show_each_merchant_once(alice: User, client: Client, make: Factory) -> None:
    for month, merchant in ((9, "rent"), (10, "Rent"), (11, "Rent")):
        make.expense(alice, amount_cents=63_000, merchant=merchant, spent_on=dt.date(2026, month, 1))
    make.expense(alice, amount_cents=9000, merchant="Shoes")
    for cents in (8000, 7000):
        make.expense(alice, amount_cents=cents, merchant="")
    marks = read_marks(client.page("/months/"), "Largest expenses")
    assert [mark.cents for mark in marks] == [63_000, 9000, 8000, 7000]
    assert "Nov 1, 2026" in marks[0].label

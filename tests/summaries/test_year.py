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
NOTHING = "–"  # noqa: RUF001 - the dash of an empty cell


@pytest.mark.usefixtures("spending")
def test_a_year_shows_its_total_and_its_highest_expense(client: Client) -> None:
    page = client.page("/years/2026")
    assert page.heading == "2026"
    assert (page.cents("year-total"), page.cents("month-highest")) == (118_115, 123_456)


@pytest.mark.usefixtures("spending")
def test_a_year_is_drawn_by_month(client: Client) -> None:
    page = client.page("/years/2026")
    rows = [(row[0], read_cents(row[1])) for row in read_table(page, "Spending by month")]
    assert rows == [("August 2026", 123_456), ("October 2026", -9990), ("November 2026", 4649)]
    assert rows == [(mark.label, mark.cents) for mark in read_marks(page, "Spending by month")]


@pytest.mark.usefixtures("spending")
@pytest.mark.parametrize("first_day", [1, 25, 28])
def test_every_bar_leads_to_exactly_what_it_stands_for(
    client: Client, alice: User, session: Session, first_day: int
) -> None:
    alice.month_start_day = first_day
    session.flush()
    marks = read_marks(client.page("/years/2026"))
    assert len(marks) == 3 + 3
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks]


@pytest.mark.usefixtures("spending")
def test_the_categories_stand_by_month(client: Client) -> None:
    rows = {row[0]: row[1:] for row in read_table(client.page("/years/2026"), "Categories by month")}
    empty = [NOTHING] * 7
    assert rows == {
        "Food": [*empty, NOTHING, NOTHING, "€100", "€21", NOTHING],
        "Fun": [*empty, NOTHING, NOTHING, "\N{MINUS SIGN}€200", "€40", NOTHING],
        "Home": [*empty, "€1,235", NOTHING, NOTHING, "\N{MINUS SIGN}€15", NOTHING],
    }


@pytest.mark.usefixtures("spending")
def test_the_categories_of_a_year_are_ranked(client: Client) -> None:
    marks = read_marks(client.page("/years/2026"), "Spending by category")
    assert [(mark.label, mark.cents) for mark in marks] == [("Home", 121_956), ("Food", 12_159), ("Fun", -16_000)]


@pytest.mark.usefixtures("spending")
@pytest.mark.parametrize(("first_day", "count"), [(1, 6), (25, 5)])
def test_every_category_of_a_month_leads_to_its_expenses(
    client: Client, alice: User, session: Session, first_day: int, count: int
) -> None:
    alice.month_start_day = first_day
    session.flush()
    page = client.page("/years/2026")
    amounts = page.texts("table.year td a")
    assert len(amounts) == count
    for amount, href in zip(amounts, page.attributes("table.year td a", "href"), strict=True):
        assert read_cents(f"{amount}.00") == round(read_cents_behind(client, href), -2)


def test_a_year_follows_payday(client: Client, make: Factory, alice: User, session: Session) -> None:
    alice.month_start_day = 25
    session.flush()
    for date, cents in (("2026-01-24", 1), ("2026-01-25", 20), ("2027-01-24", 300), ("2027-01-25", 4000)):
        make.expense(alice, cents, spent_on=dt.date.fromisoformat(date))
    page = client.page("/years/2026")
    assert page.texts(".hero h2") == ["Spent, Jan 25, 2026 – Jan 24, 2027"]  # noqa: RUF001
    assert page.cents("year-total") == 320
    marks = read_marks(page, "Spending by month")
    assert [(mark.label, mark.cents) for mark in marks] == [("January 2026", 20), ("December 2026", 300)]


def test_an_empty_year_keeps_its_arrows_and_draws_nothing(client: Client, make: Factory, charlie: User) -> None:
    make.expense(charlie, 99_900)
    page = client.page("/years/2026")
    assert page.attributes("a[rel=prev], a[rel=next]", "href") == ["/years/2025", "/years/2027"]
    assert page.cents("year-total") == 0
    assert "Nothing was spent in this year." in page.text
    assert "None" not in page.text
    assert page.attributes("svg.chart, table", "class") == []


@pytest.mark.parametrize(("year", "arrow"), [(1900, "/years/1901"), (2099, "/years/2098")])
@pytest.mark.parametrize("first_day", [1, 28])
def test_the_first_and_the_last_year_lead_inwards_only(
    guest: Client, make: Factory, year: int, arrow: str, first_day: int
) -> None:
    page = guest.signed_in(make.user(month_start_day=first_day)).page(f"/years/{year}")
    assert (page.status, page.attributes("a[rel=prev], a[rel=next]", "href")) == (200, [arrow])


def test_the_last_month_of_the_last_year_leads_to_its_expenses(guest: Client, make: Factory) -> None:
    user = make.user(month_start_day=25)
    make.expense(user, 1250, spent_on=dt.date(2099, 12, 31))
    make.expense(user, 900)
    client = guest.signed_in(user)
    links = client.page("/years/2099").attributes("table.year td a", "href")
    assert [read_cents_behind(client, href) for href in links] == [1250]


@pytest.mark.parametrize("year", ["1899", "2100", "0000", "9999", "26", "abcd", "-2026"])
def test_what_is_no_year_is_not_found(client: Client, year: str) -> None:
    assert client.page(f"/years/{year}").status == 404

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
CATEGORIES, DAYS = "Spending by category", "Spending by day"


@pytest.fixture(params=[1, 25, 28])
def first_day(request: pytest.FixtureRequest, alice: User, session: Session) -> int:
    """Alice's month begins on this day."""
    alice.month_start_day = request.param
    session.flush()
    return int(request.param)


@pytest.mark.usefixtures("spending")
def test_a_month_shows_its_total_and_its_highest_expense(client: Client) -> None:
    page = client.page("/months/2026-11")
    assert (page.heading, page.texts(".hero h2")) == ("November 2026", ["Nov 1, 2026 – Nov 30, 2026"])  # noqa: RUF001
    assert (page.cents("month-total"), page.cents("month-highest")) == (4649, 4000)


@pytest.mark.usefixtures("spending")
def test_a_month_can_be_negative(client: Client) -> None:
    page = client.page("/months/2026-10")
    assert page.cents("month-total") == -9990
    assert page.texts('[data-testid="month-total"]') == ["\N{MINUS SIGN}€99.90"]
    assert [mark.cents for mark in read_marks(page, CATEGORIES)] == [10_010, -20_000]


@pytest.mark.usefixtures("spending")
def test_a_month_is_drawn_by_category(client: Client) -> None:
    marks = read_marks(client.page("/months/2026-11"), CATEGORIES)
    assert [(mark.label, mark.cents) for mark in marks] == [("Fun", 4000), ("Food", 2149), ("Home", -1500)]


@pytest.mark.usefixtures("spending")
def test_a_month_is_drawn_by_day(client: Client) -> None:
    marks = read_marks(client.page("/months/2026-11"), DAYS)
    assert [(mark.label, mark.cents) for mark in marks] == [
        ("Nov 5, 2026", 4000),
        ("Nov 10, 2026", -1500),
        ("Nov 20, 2026", 2149),
    ]


@pytest.mark.usefixtures("spending", "first_day")
@pytest.mark.parametrize("month", ["2026-11", "2026-10", "2026-07"])
def test_every_bar_leads_to_exactly_what_it_stands_for(client: Client, month: str) -> None:
    marks = read_marks(client.page(f"/months/{month}"))
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks]


@pytest.mark.usefixtures("spending")
@pytest.mark.parametrize("chart", [CATEGORIES, DAYS])
def test_the_table_beside_a_chart_has_the_same_numbers(client: Client, chart: str) -> None:
    page = client.page("/months/2026-11")
    rows = [(row[0], read_cents(row[1])) for row in read_table(page, chart)]
    assert rows == [(mark.label, mark.cents) for mark in read_marks(page, chart)]


def test_shares_are_of_the_whole_month(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 7500)
    make.expense(alice, 2500)
    assert [row[2] for row in read_table(client.page("/months/2026-11"), CATEGORIES)] == ["75%", "25%"]


def test_shares_are_left_out_where_refunds_exceed_what_was_spent(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 7500)
    make.expense(alice, -9000)
    assert [len(row) for row in read_table(client.page("/months/2026-11"), CATEGORIES)] == [2, 2]


@pytest.mark.usefixtures("spending")
def test_the_expenses_of_a_month_stand_by_day_with_the_days_total(client: Client) -> None:
    page = client.page("/months/2026-11")
    assert page.texts(".day-head") == [
        "Friday, November 20, 2026 €21.49",
        "Tuesday, November 10, 2026 \N{MINUS SIGN}€15.00",
        "Thursday, November 5, 2026 €40.00",
    ]
    assert page.texts(".day .row .amount") == ["€8.99", "€12.50", "\N{MINUS SIGN}€15.00", "€40.00"]


@pytest.mark.usefixtures("spending")
def test_an_empty_month_keeps_its_arrows_and_draws_nothing(client: Client) -> None:
    page = client.page("/months/2026-09")
    assert page.attributes("a[rel=prev], a[rel=next]", "href") == ["/months/2026-08", "/months/2026-10"]
    assert page.attributes("a[rel=prev], a[rel=next]", "aria-label") == ["August 2026", "October 2026"]
    assert (page.cents("month-total"), page.cents("month-highest")) == (0, 0)
    assert "No expenses in this period." in page.text
    assert "None" not in page.text
    assert page.attributes("svg.chart, table", "class") == []


def test_a_month_whose_refunds_cancel_says_so_and_lists_them(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [500, -500])
    page = client.page("/months/2026-11")
    assert page.text.count("Refunds and expenses cancel each other out.") == 2
    assert len(page.texts(".day .row")) == 2
    assert read_marks(page) == []


def test_what_cancels_out_has_neither_bar_nor_row(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [500, -500], spent_on=dt.date(2026, 11, 3))
    make.expense(alice, 100)
    page = client.page("/months/2026-11")
    for chart in (CATEGORIES, DAYS):
        assert len(read_marks(page, chart)) == len(read_table(page, chart)) == 1


def test_a_month_does_not_show_what_another_user_spent(
    client: Client, make: Factory, alice: User, charlie: User
) -> None:
    make.expense(alice, 1250)
    make.expense(charlie, 99_900, merchant="Charlie's shop")
    page = client.page("/months/2026-11")
    assert page.cents("month-total") == 1250
    assert "Charlie" not in page.text
    assert "999" not in page.text


def test_a_month_follows_payday(client: Client, make: Factory, alice: User, session: Session) -> None:
    alice.month_start_day = 25
    session.flush()
    for date, cents in (("10-24", 1), ("10-25", 20), ("11-24", 300), ("11-25", 4000)):
        make.expense(alice, cents, spent_on=dt.date.fromisoformat(f"2026-{date}"))
    page = client.page("/months/2026-10")
    assert page.texts(".hero h2") == ["Oct 25, 2026 – Nov 24, 2026"]  # noqa: RUF001
    assert (page.cents("month-total"), page.cents("month-highest")) == (320, 300)
    assert len(read_marks(page, DAYS)) == 2


def test_a_long_month_has_pages_that_all_show_its_total(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [100] * 120)
    pages = [client.page("/months/2026-11", query_string={"page": number}) for number in (1, 2, 3)]
    assert [page.cents("month-total") for page in pages] == [12_000] * 3
    assert [len(page.texts(".day .row")) for page in pages] == [50, 50, 20]
    assert {page.texts(".day-head .amount")[0] for page in pages} == {"€120.00"}


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "99999999999999999999"])
def test_a_page_that_a_month_does_not_have_is_not_found(client: Client, page: str) -> None:
    assert client.page(f"/months/2026-11?page={page}").status == 404


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "0000-01", "9999-12", "1899-12", "2100-01", "2026-1", "abc"])
def test_what_is_no_month_is_not_found(client: Client, month: str) -> None:
    assert client.page(f"/months/{month}").status == 404


@pytest.mark.usefixtures("first_day")
@pytest.mark.parametrize(("month", "arrows"), [("1900-01", ["/months/1900-02"]), ("2099-12", ["/months/2099-11"])])
def test_the_first_and_the_last_month_lead_inwards_only(client: Client, month: str, arrows: list[str]) -> None:
    page = client.page(f"/months/{month}")
    assert page.status == 200
    assert page.attributes("a[rel=prev], a[rel=next]", "href") == arrows


@pytest.mark.usefixtures("first_day")
def test_every_bar_of_the_last_month_leads_to_what_it_stands_for(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 1250, spent_on=dt.date(2099, 12, 31))
    make.expense(alice, 900)
    marks = read_marks(client.page("/months/2099-12"))
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks] == [1250, 1250]

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.support.page_lint import attribute, text_of
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
    assert page.heading == "November 2026"
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
    marks = read_marks(client.page("/months/2026-11?chart=days"), DAYS)
    assert [(mark.label, mark.cents) for mark in marks] == [
        ("Nov 5, 2026", 4000),
        ("Nov 10, 2026", -1500),
        ("Nov 20, 2026", 2149),
    ]


@pytest.mark.usefixtures("spending", "first_day")
@pytest.mark.parametrize("month", ["2026-11", "2026-10", "2026-07"])
def test_every_bar_leads_to_exactly_what_it_stands_for(client: Client, month: str) -> None:
    marks = read_marks(client.page(f"/months/{month}?chart=days"))
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks]


@pytest.mark.usefixtures("spending")
def test_the_table_behind_a_chart_has_the_same_numbers(client: Client) -> None:
    page = client.page("/months/2026-11?chart=days")
    rows = [(row[0], read_cents(row[1])) for row in read_table(page, DAYS)]
    assert rows == [(mark.label, mark.cents) for mark in read_marks(page, DAYS)]


def test_shares_are_of_the_whole_month(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 7500)
    make.expense(alice, 2500)
    assert client.page("/months/2026-11").texts(".bar-share") == ["75%", "25%"]


def test_shares_are_left_out_where_refunds_exceed_what_was_spent(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 7500)
    make.expense(alice, -9000)
    assert client.page("/months/2026-11").texts(".bar-share") == []


@pytest.mark.usefixtures("spending")
def test_a_month_leads_to_its_expenses(client: Client) -> None:
    (link,) = [link for link in client.page("/months/2026-11").tree.css("main a") if "expenses" in text_of(link)]
    assert text_of(link) == "4 expenses"
    assert read_cents_behind(client, attribute(link, "href")) == 4649


@pytest.mark.usefixtures("spending")
def test_an_empty_month_keeps_its_arrows_and_draws_nothing(client: Client) -> None:
    page = client.page("/months/2026-09")
    assert page.attributes("a[rel=prev], a[rel=next]", "href") == ["/months/2026-08", "/months/2026-10"]
    assert page.attributes("a[rel=prev], a[rel=next]", "aria-label") == ["August 2026", "October 2026"]
    assert (page.cents("month-total"), page.cents("month-highest")) == (0, 0)
    assert "Nothing was spent in this month." in page.text
    assert "None" not in page.text
    assert page.attributes("svg.chart, table", "class") == []


def test_a_month_whose_refunds_cancel_says_so(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [500, -500])
    page = client.page("/months/2026-11")
    assert page.text.count("Refunds and expenses cancel each other out.") == 2
    assert read_marks(page) == []


def test_what_cancels_out_has_neither_bar_nor_row(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [500, -500], spent_on=dt.date(2026, 11, 3))
    make.expense(alice, 100)
    page = client.page("/months/2026-11?chart=days")
    assert len(read_marks(page, CATEGORIES)) == len(read_marks(page, DAYS)) == len(read_table(page, DAYS)) == 1


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
    page = client.page("/months/2026-10?chart=days")
    assert page.texts(".hero h2") == ["Spent, Oct 25, 2026 – Nov 24, 2026"]  # noqa: RUF001
    assert (page.cents("month-total"), page.cents("month-highest")) == (320, 300)
    assert len(read_marks(page, DAYS)) == 2


def pay_rent(make: Factory, alice: User, cents: int = 63_000) -> None:
    """Seven months in which a rent and a coffee were paid."""
    category_id = make.category(alice).id
    for month in range(5, 12):
        make.expense(
            alice, cents, spent_on=dt.date(2026, month, 2), merchant="Landlord", note="rent", category_id=category_id
        )
        make.expense(alice, 1000, spent_on=dt.date(2026, month, 3), category_id=category_id)


def test_what_recurs_is_set_apart(client: Client, make: Factory, alice: User) -> None:
    pay_rent(make, alice)
    page = client.page("/months/2026-11")
    assert "€10.00 everyday, €630.00 fixed" in page.text
    assert page.texts('nav[aria-label="Chart"] a') == ["All", "Everyday", "By day"]
    assert page.texts('nav[aria-label="Chart"] [aria-current]') == ["Everyday"]
    assert read_table(page, "Everyday spending")[-1] == ["Nov 22, 2026", "€10.00", "€10.00"]
    assert "Fixed €630" in client.page("/months/2026-11?chart=all").texts("svg.chart text")


def test_what_was_dismissed_is_everyday_spending(client: Client, make: Factory, alice: User) -> None:
    pay_rent(make, alice)
    make.decision(alice, "landlord", is_confirmed=False)
    page = client.page("/months/2026-11")
    assert "fixed" not in page.text
    assert page.texts('nav[aria-label="Chart"] a') == ["All", "By day"]


def test_a_rent_does_not_flatten_the_days(client: Client, make: Factory, alice: User) -> None:
    pay_rent(make, alice)
    page = client.page("/months/2026-11?chart=days")
    assert [mark.cents for mark in read_marks(page, DAYS)] == [63_000, 1000]
    assert page.attributes("svg.chart a", "aria-label")[0] == "Nov 2, 2026: €630.00, €630.00 of it fixed"
    assert page.texts("svg.chart text")[:3] == ["€0", "€5", "€10"]


def test_a_rent_that_is_booked_ahead_is_no_everyday_spending(client: Client, make: Factory, alice: User) -> None:
    category_id = make.category(alice).id
    for month in range(5, 12):
        make.expense(alice, 63_000, spent_on=dt.date(2026, month, 28), merchant="Landlord", category_id=category_id)
        make.expense(alice, 1000, spent_on=dt.date(2026, month, 1), category_id=category_id)
    page = client.page("/months/2026-11")
    assert "Likely end: €10.00 so far + €0.00, the median of these. Together €10.00." in page.text


@pytest.mark.parametrize("chart", ["", "pie", "everyday"])
def test_what_is_no_chart_shows_the_first_one(client: Client, make: Factory, alice: User, chart: str) -> None:
    make.expense(alice)
    page = client.page(f"/months/2026-11?chart={chart}")
    assert page.texts('nav[aria-label="Chart"] [aria-current]') == ["All"]


def test_the_limit_for_everything_lies_across_the_chart(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice)
    for month, cents in ((9, 90_000), (11, 170_000), (12, 50_000)):
        make.limit(alice, cents, valid_from=dt.date(2026, month, 1))
    make.limit(alice, 1000, category_id=make.category(alice).id)
    assert "€1,700" in client.page("/months/2026-11?chart=all").texts("svg.chart .chart-ink")


def test_all_months_have_one_scale_of_days(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=dt.date(2026, 2, 1))
    make.expense(alice, spent_on=dt.date(2026, 10, 1))
    places = [
        client.page(f"/months/2026-{month}?chart=all").attributes("svg.chart text[text-anchor=middle]", "x")
        for month in ("02", "10")
    ]
    assert places[0] == places[1][:4]


def test_a_month_ahead_shows_its_days(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=dt.date(2027, 3, 1))
    page = client.page("/months/2027-03")
    assert [mark.cents for mark in read_marks(page, DAYS)] == [1250]
    assert page.attributes('nav[aria-label="Chart"]', "class") == []


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
    marks = read_marks(client.page("/months/2099-12?chart=days"))
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks] == [1250, 1250]

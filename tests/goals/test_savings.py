from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.core.periods import Month, months_between
from app.models import SavingsGoal
from tests.support.reading import read_cents_behind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
ENTRY: dict[str, Any] = {"name": "Bicycle", "amount": "900", "due_on": "2027-06-30"}
JULY = dt.date(2026, 7, 1)


def stored(session: Session) -> list[tuple[str, int, dt.date, dt.date]]:
    rows = session.scalars(select(SavingsGoal).execution_options(populate_existing=True))
    return [(row.name, row.amount_cents, row.starts_on, row.due_on) for row in rows]


def test_a_goal_counts_from_this_month_on(client: Client, make: Factory, alice: User, session: Session) -> None:
    make.limit(alice)
    make.expense(alice, spent_on=dt.date(2026, 11, 1))
    page = client.submit("/goals/savings", follow=True, **ENTRY)
    assert page.texts(".flash") == ["€900.00 for Bicycle is your savings goal."]
    assert stored(session) == [("Bicycle", 90_000, dt.date(2026, 11, 1), dt.date(2027, 6, 30))]
    assert "€0.00 of €900.00 saved, wanted by Jun 30, 2027." in page.text
    assert "The first month that counts ends on Nov 30, 2026." in page.text
    assert "A date needs three full months" in page.text
    assert "each month until then has to leave €112.50" in page.text


def test_a_change_keeps_what_was_counted(client: Client, make: Factory, alice: User, session: Session) -> None:
    make.savings_goal(alice, starts_on=JULY)
    page = client.page("/goals/savings")
    assert page.attributes("#name, #amount, #due_on", "value") == ["Bicycle", "1000.00", "2027-06-30"]
    client.submit("/goals/savings", **{**ENTRY, "name": "Boat"})
    assert stored(session) == [("Boat", 90_000, JULY, dt.date(2027, 6, 30))]


@pytest.mark.usefixtures("food")
def test_what_stays_below_the_total_limit_is_saved(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 33_500)
    make.savings_goal(alice, 10_000, starts_on=JULY)
    page = client.page("/goals/savings")
    assert page.cents("saved") == 1500 + 500 - 500 - 1500
    assert page.texts("main .rows .amount") == ["−€15.00", "−€5.00", "€5.00", "€15.00"]  # noqa: RUF001 - as it is read
    assert "In a usual month nothing is left" in page.text
    urls = page.attributes("main .rows a", "href")
    assert [read_cents_behind(client, url) for url in urls] == [35_000, 34_000, 33_000, 32_000]
    whole = page.attributes("section.goal a.amount", "href")[0]
    assert read_cents_behind(client, whole) == 134_000


@pytest.mark.usefixtures("food")
@pytest.mark.parametrize(
    ("due_on", "words"), [("2027-02-28", "on Feb 28, 2027, in time"), ("2027-02-27", "late, on Feb 28, 2027")]
)
def test_a_date_is_projected_from_the_months_that_count(
    client: Client, make: Factory, alice: User, due_on: str, words: str
) -> None:
    make.limit(alice, 36_000)
    make.savings_goal(alice, 20_000, starts_on=JULY, due_on=dt.date.fromisoformat(due_on))
    page = client.page("/goals/")
    assert page.cents("saved") == 10_000
    assert f"At the usual pace you will reach it {words}." in page.text
    assert "€100.00 is missing; at €25.00 a month, the median of these months, it takes 4 months." in page.text
    assert "€40.00; €30.00; €20.00; €10.00." in page.text


@pytest.mark.usefixtures("food")
def test_a_date_is_projected_from_the_usual_months_at_first(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 37_500, valid_from=dt.date(2026, 11, 1))
    make.savings_goal(alice, 10_000, starts_on=dt.date(2026, 11, 1))
    page = client.page("/goals/savings")
    assert "At the usual pace you will reach it on Dec 31, 2026, in time." in page.text
    assert "at €50.00 a month, the median of what your last full months would have left" in page.text


@pytest.mark.usefixtures("food")
def test_a_goal_that_is_reached_says_so(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 40_000)
    make.savings_goal(alice, 5000)
    page = client.page("/goals/savings")
    assert "You have reached it." in page.text
    assert "has to leave" not in page.text


@pytest.mark.usefixtures("food")
def test_a_century_is_too_long(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 36_000)
    make.savings_goal(alice, 10**12 - 1)
    assert "At the usual pace it takes longer than this century." in client.page("/goals/savings").text


@pytest.mark.usefixtures("food")
def test_more_spent_than_saved_has_to_be_made_up_for(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 10_000)
    make.savings_goal(alice)
    assert "Together the months so far were above the limit" in client.page("/goals/savings").text


def test_a_day_that_has_passed_asks_for_a_new_one(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice)
    make.savings_goal(alice, due_on=dt.date(2026, 11, 21))
    assert "The day has passed. Choose a new one." in client.page("/goals/").text


@pytest.mark.usefixtures("food")
def test_a_month_without_a_total_limit_adds_nothing(client: Client, make: Factory, alice: User) -> None:
    make.limit(alice, 36_000, valid_from=dt.date(2026, 10, 1))
    make.savings_goal(alice)
    page = client.page("/goals/savings")
    assert page.cents("saved") == 1000
    assert "€340.00, not counted" in page.text


@pytest.mark.usefixtures("food")
def test_a_goal_may_reach_back_for_years(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice)
    for month in months_between(Month(2024, 1), Month(2026, 3)):
        make.expense(alice, 100, spent_on=month.begin, category_id=category.id)
    make.limit(alice, 40_000, valid_from=dt.date(2024, 1, 1))
    make.savings_goal(alice, starts_on=dt.date(2024, 2, 1))
    page = client.page("/goals/savings")
    assert len(page.texts("main .rows li")) == 33
    assert page.cents("saved") == 33 * 40_000 - 26 * 100 - 195_001


@pytest.mark.usefixtures("food")
def test_a_pause_in_the_records_saves_nothing(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100, spent_on=dt.date(2025, 12, 1))
    make.limit(alice, 40_000)
    make.savings_goal(alice, starts_on=dt.date(2026, 1, 1))
    page = client.page("/goals/savings")
    assert page.cents("saved") == 39_999 + 6 * 40_000 - 195_000  # April to October; January to March are empty
    assert page.text.count("€0.00, not counted") == 3
    assert "Months without any expense do not count." in page.text


def test_a_month_that_is_not_recorded_from_its_first_day_does_not_count(
    client: Client, make: Factory, alice: User
) -> None:
    make.limit(alice)
    make.expense(alice, spent_on=dt.date(2026, 11, 2))
    page = client.submit("/goals/savings", follow=True, **ENTRY)
    assert "The first month that counts ends on Dec 31, 2026." in page.text
    assert "each month until then has to leave €128.58" in page.text  # seven months, not eight


def test_a_total_limit_is_asked_for(client: Client, make: Factory, alice: User) -> None:
    for url in ("/goals/", "/goals/savings"):
        assert "/goals/?category_id=#limit" in client.page(url).attributes("main p a", "href")
    make.limit(alice)
    for url in ("/goals/", "/goals/savings"):
        assert "/goals/?category_id=#limit" not in client.page(url).attributes("main p a", "href")
    assert "/goals/savings" in client.page("/goals/").attributes("section.goal a", "href")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", " ", "This cannot be empty."),
        ("name", "x" * 51, "At most 50 characters."),
        ("amount", "0", "The amount cannot be zero."),
        ("amount", "-1", "Enter an amount above zero."),
        ("amount", "99999999999999", "The amount is too large. At most €9,999,999,999.99."),
        ("due_on", "", "Choose a day."),
        ("due_on", "2026-11-22", "Choose a day that is yet to come."),
        ("due_on", "2100-01-01", "The day must lie between Jan 1, 1900 and Dec 31, 2099."),
        ("due_on", "x", "Write the date as year-month-day, such as 2026-11-25."),
        ("due_on", "31.12.2026", "Write the date as year-month-day, such as 2026-11-25."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: Client, session: Session, field: str, value: str, message: str
) -> None:
    page = client.submit("/goals/savings", **{**ENTRY, field: value})
    assert (page.status, page.error_of(field)) == (400, message)
    assert stored(session) == []


def test_a_goal_is_removed(client: Client, make: Factory, alice: User, charlie: User, session: Session) -> None:
    make.savings_goal(alice)
    make.savings_goal(charlie, name="Secret")
    page = client.submit("/goals/savings/remove", follow=True)
    assert page.texts(".flash") == ["You have no savings goal any more."]
    assert [row[0] for row in stored(session)] == ["Secret"]
    assert "Secret" not in client.page("/goals/savings").text

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from app.core.money import MAX_CENTS
from tests.support.factories import TODAY
from tests.support.reading import read_cents_behind, read_marks

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_home_shows_the_total_of_this_month(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 1250)
    make.expense(alice, 899, spent_on=day("2026-11-01"))
    make.expense(alice, 100, spent_on=day("2026-11-30"))
    page = client.page("/")
    assert page.heading == "€21 spent so far."
    assert page.cents("month-total") == 2249
    assert page.texts('[data-testid="month-total"]') == ["€22.49"]


@pytest.mark.parametrize("elsewhere", ["2025-11-22", "2027-11-22", "2026-10-31", "2026-12-01"])
def test_home_does_not_count_another_month_or_year(client: Client, make: Factory, alice: User, elsewhere: str) -> None:
    make.expense(alice, 11_580)
    make.expense(alice, 100_000, spent_on=day(elsewhere))
    page = client.page("/")
    assert page.cents("month-total") == 11_580


def test_home_does_not_count_what_another_user_spent(client: Client, make: Factory, alice: User, charlie: User) -> None:
    make.expense(alice, 1250)
    make.expense(charlie, 99_900, merchant="Charlie's shop")
    page = client.page("/")
    assert page.cents("month-total") == 1250
    assert "999" not in page.text
    assert "Charlie" not in page.text


def test_the_total_is_exact_to_the_cent(client: Client, make: Factory, alice: User) -> None:
    rng = random.Random(20261122)  # noqa: S311 - amounts to add up, no secrets
    amounts = [rng.choice([-1, 1, 1]) * rng.randint(1, rng.choice([99, 10_000, MAX_CENTS])) for _ in range(1000)]
    make.expenses(alice, amounts)
    page = client.page("/")
    assert page.cents("month-total") == sum(amounts)


def test_amounts_do_not_turn_into_floating_point_noise(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, [10, 20], category_id=make.category(alice, "Food").id)
    page = client.page("/")
    assert page.texts('[data-testid="month-total"]') == ["€0.30"]
    assert "0000" not in page.text


@pytest.mark.parametrize(
    ("cents", "sentence"),
    [
        ((1500, 1000), "€5.00 more than last month up to Oct 22, 2026 (€10.00)."),
        ((1000, 1500), "€5.00 less than last month up to Oct 22, 2026 (€15.00)."),
        ((1000, 1000), "As much as last month up to Oct 22, 2026."),
    ],
)
def test_the_month_so_far_is_compared_with_the_same_days_before(
    client: Client, make: Factory, alice: User, cents: tuple[int, int], sentence: str
) -> None:
    make.expense(alice, 1, spent_on=day("2026-09-30"))
    make.expense(alice, cents[0])
    make.expense(alice, cents[1], spent_on=day("2026-10-22"))
    make.expense(alice, 70_000, spent_on=day("2026-10-23"))
    make.expense(alice, 80_000, spent_on=day("2026-11-23"))
    assert sentence in client.page("/months/2026-11").text


def test_the_first_month_is_compared_with_nothing(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 700, spent_on=day("2026-11-03"))
    page = client.page("/months/2026-11")
    assert "last month" not in page.text
    assert "October" not in page.text
    assert "What is usual for you comes with three full months." in page.text


def test_the_second_month_is_not_compared_with_a_part_of_the_first(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 1000, spent_on=day("2026-10-15"))
    make.expense(alice, 40_000)
    assert "last month" not in client.page("/months/2026-11").text


@pytest.mark.parametrize("today", ["2027-02-28", "2027-03-31"])
def test_rent_of_the_last_day_makes_no_month_unusual(
    guest: Client, make: Factory, alice: User, clock: TimeMachineFixture, today: str
) -> None:
    clock.move_to(f"{today} 12:00", tick=False)
    make.expense(alice, 63_000, spent_on=day("2026-07-31"))
    for last in ("08-31", "09-30", "10-31", "11-30", "12-31"):
        make.expense(alice, 63_000, spent_on=day(f"2026-{last}"))
    for last in ("01-31", "02-28"):
        make.expense(alice, 63_000, spent_on=day(f"2027-{last}"))
    page = guest.signed_in(alice).page("/months/2027-02")
    assert page.texts(".pill") == ["About as usual"]
    assert "Every month cost €630.00." in page.text
    assert "The middle half" not in page.text
    assert "As much as the month before." in page.text
    assert "In all they cost:" in page.text
    assert "more than" not in page.text


def test_the_sentence_and_the_card_name_the_same_difference(client: Client, make: Factory, alice: User) -> None:
    for month in range(7, 11):
        make.expense(alice, 10_000, spent_on=day(f"2026-{month:02}-01"))
    make.expense(alice, 1260)
    page = client.page("/")
    assert page.heading.startswith("€87 less than usual.")
    assert page.texts(".pill") == ["€87 less than usual"]


def test_one_receipt_of_last_year_makes_nothing_usual(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 1000, spent_on=day("2025-11-03"))
    make.expense(alice, 40_000)
    page = client.page("/months/2026-11")
    assert page.texts(".pace") == []
    assert "What is usual for you comes with three full months." in page.text
    assert "last month" not in page.text


def test_later_days_are_not_compared(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100, spent_on=day("2026-09-30"))
    make.expense(alice, 70_000, spent_on=day("2026-10-23"))
    make.expense(alice, 80_000, spent_on=day("2026-11-23"))
    page = client.page("/months/2026-11")
    assert page.cents("month-total") == 80_000
    assert "Nothing yet, and nothing last month up to the same day either." in page.text


def test_the_last_of_march_is_compared_with_the_whole_of_february(
    guest: Client, make: Factory, alice: User, clock: TimeMachineFixture
) -> None:
    clock.move_to("2026-03-31 12:00", tick=False)
    make.expense(alice, 1, spent_on=day("2026-01-31"))
    make.expense(alice, 1500, spent_on=day("2026-03-31"))
    make.expense(alice, 1000, spent_on=day("2026-02-28"))
    sentence = "€5.00 more than the month before (€10.00)."
    assert sentence in guest.signed_in(alice).page("/months/2026-03").text


@pytest.mark.parametrize(
    ("timezone", "month"), [("Europe/Zagreb", "December 2026"), ("America/New_York", "November 2026")]
)
def test_this_month_is_the_one_where_the_person_lives(
    guest: Client, make: Factory, clock: TimeMachineFixture, timezone: str, month: str
) -> None:
    clock.move_to("2026-11-30 23:30", tick=False)  # UTC
    user = make.user(timezone=timezone)
    make.expense(user)
    assert guest.signed_in(user).page("/").texts(".hero h2") == [f"Spent in {month}"]


def test_home_follows_a_month_that_begins_on_payday(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    alice.month_start_day = 25
    session.flush()
    for date, cents in (("09-24", 5), ("10-23", 7), ("10-24", 1), ("10-25", 20), ("11-24", 300), ("11-25", 4000)):
        make.expense(alice, cents, spent_on=day(f"2026-{date}"))
    page = client.page("/")
    assert page.texts(".hero h2") == ["Spent in October 2026, Oct 25, 2026 – Nov 24, 2026"]  # noqa: RUF001 - as pages write a range
    assert page.cents("month-total") == 320


@pytest.mark.usefixtures("spending")
def test_this_month_is_drawn_by_category(client: Client) -> None:
    page = client.page("/")
    assert page.texts(".bar-name") == ["Fun", "Food", "Home"]
    assert page.attributes(".bar-line .used", "width") == ["100.0%", "53.7%", "0.0%"]


@pytest.mark.usefixtures("spending")
def test_each_category_leads_to_its_expenses_of_this_month(client: Client) -> None:
    page = client.page("/")
    marks = read_marks(page, "Spending by category")
    assert [read_cents_behind(client, mark.href) for mark in marks] == [mark.cents for mark in marks]
    assert [mark.cents for mark in marks] == [4000, 2149, -1500]


def test_the_latest_expenses_are_the_five_newest(client: Client, make: Factory, alice: User) -> None:
    for age in range(10):
        make.expense(alice, 100 + age, spent_on=TODAY - dt.timedelta(days=age), merchant=f"Shop {age}")
    page = client.page("/")
    shown = [title for title in page.texts(".row-title") if title.startswith("Shop")]
    assert shown == [f"Shop {age}" for age in range(5)]


def test_a_month_without_expenses_says_what_will_be_here(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, spent_on=day("2026-10-31"))
    page = client.page("/")
    assert (page.heading, page.cents("month-total")) == ("Nothing spent yet.", 0)
    assert "Nothing was spent this month." in page.text
    assert "None" not in page.text

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.core.money import MAX_CENTS
from app.core.periods import Month, Year
from app.models import Expense
from app.summaries import queries
from app.summaries.all_time import sum_all_time
from tests.support.factories import TODAY
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

Entry = tuple[int, dt.date, int]  # category, day, cents
MONTHS = {first_day: Year(2026, first_day).months for first_day in (1, 25)}


@pytest.fixture
def entries(make: Factory, session: Session, alice: User, charlie: User) -> list[Entry]:
    """Alice's expenses at random over three years, in five categories; Charlie has as many."""
    rng = random.Random(20261122)  # noqa: S311 - numbers to add up, no secrets
    expenses = [
        Expense(
            user_id=user.id,
            category_id=category_id,
            spent_on=TODAY - dt.timedelta(days=rng.randint(-40, 900)),
            amount_cents=rng.choice([-1, 1, 1]) * rng.randint(1, rng.choice([99, 9999, MAX_CENTS])),
        )
        for user in (alice, charlie)
        for category_id in [make.category(user).id for _ in range(5)]
        for _ in range(60)
    ]
    session.add_all(expenses)
    session.flush()
    return [(own.category_id, own.spent_on, own.amount_cents) for own in expenses if own.user_id == alice.id]


class Library:
    """Expenses of one account with their receipts, few at first."""

    def __init__(self, make: Factory, user: User) -> None:
        self.make, self.user = make, user
        expense = make.expense(user)
        self.ids = {
            "expense_id": expense.id,
            "receipt_id": make.receipt(expense).id,
            "category_id": expense.category_id,
        }

    def grow(self) -> None:
        """Add categories, months, expenses and receipts."""
        for age in range(6):
            expense = self.make.expense(self.user, spent_on=TODAY - dt.timedelta(days=20 * age))
            self.make.receipt(expense)
            self.make.expenses(self.user, [100, 2000, -300], category_id=expense.category_id)
            self.make.expenses(self.user, [70, 80, 90], category_id=self.ids["category_id"])


@pytest.fixture
def library(make: Factory, alice: User) -> Library:
    return Library(make, alice)


def test_the_sums_by_category_are_exact(app: Flask, alice: User, entries: list[Entry]) -> None:
    expected = Counter[int]()
    for category_id, _, cents in entries:
        expected[category_id] += cents
    with app.app_context():
        totals = sum_all_time(alice).categories
    assert {total.category_id: total.cents for total in totals} == expected
    assert [total.cents for total in totals] == sorted(expected.values(), reverse=True)


def test_the_sums_by_day_are_exact(app: Flask, alice: User, entries: list[Entry]) -> None:
    days = Month.containing(TODAY).days
    expected = Counter[dt.date]()
    for _, day, cents in entries:
        expected[day] += cents if day in days else 0
    with app.app_context():
        sums = queries.sum_by_day(alice, days)
    assert sums == {day: cents for day, cents in expected.items() if day in days}


@pytest.mark.parametrize("first_day", MONTHS)
def test_the_sums_by_month_are_exact(app: Flask, alice: User, entries: list[Entry], first_day: int) -> None:
    with app.app_context():
        categories = queries.sum_by_category_and_month(alice, MONTHS[first_day])
    expected = [[cents for _, day, cents in entries if day in month.days] for month in MONTHS[first_day]]
    totals = queries.total_months(MONTHS[first_day], categories)
    assert [total.cents for total in totals] == [sum(cents) for cents in expected]
    assert [sum(counts) for counts in zip(*(row.counts for row in categories), strict=True)] == list(map(len, expected))


@pytest.mark.parametrize("first_day", MONTHS)
def test_the_sums_by_category_and_month_are_exact(
    app: Flask, alice: User, entries: list[Entry], first_day: int
) -> None:
    with app.app_context():
        rows = queries.sum_by_category_and_month(alice, MONTHS[first_day])
    assert len(rows) == 5
    for row in rows:
        own = [(day, cents) for category_id, day, cents in entries if category_id == row.category.id]
        expected = [sum(cents for day, cents in own if day in month.days) for month in MONTHS[first_day]]
        assert list(row.cents) == expected
        assert row.total_cents == sum(expected)


def test_the_pace_is_exact(app: Flask, alice: User, entries: list[Entry]) -> None:
    month = Month.containing(TODAY)
    with app.app_context():
        pace, _ = queries.get_pace(alice, month, TODAY)
    own = [(day, cents) for _, day, cents in entries]
    assert pace.total_cents == sum(cents for day, cents in own if day in month.days)
    assert pace.so_far_cents == sum(cents for day, cents in own if month.begin <= day <= TODAY)
    until = dt.date(2026, 10, 22)
    assert pace.previous_cents == sum(cents for day, cents in own if month.previous.begin <= day <= until)


def test_the_months_reach_from_the_first_expense_to_the_last(app: Flask, make: Factory, alice: User) -> None:
    for day in (dt.date(2026, 11, 24), dt.date(2026, 8, 25)):
        make.expense(alice, spent_on=day)
    with app.app_context():
        assert [str(month) for month in queries.list_months(alice)] == ["2026-08", "2026-09", "2026-10", "2026-11"]
    alice.month_start_day = 25
    with app.app_context():
        assert [str(month) for month in queries.list_months(alice)] == ["2026-08", "2026-09", "2026-10"]


def test_without_expenses_there_are_no_months(app: Flask, alice: User) -> None:
    with app.app_context():
        assert queries.list_months(alice) == ()
        assert sum_all_time(alice).months == []


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/", 8),
        ("/months/", 8),
        ("/months/2026-11", 8),
        ("/years/2026", 8),
        ("/expenses/", 8),
        ("/expenses/?sort=-amount&receipt=with", 8),
        ("/expenses/new", 8),
        ("/expenses/{expense_id}", 8),
        ("/expenses/{expense_id}/edit", 8),
        ("/receipts/{receipt_id}", 8),
        ("/habits/", 8),
        ("/habits/days", 8),
        ("/months/2026-11?chart=all", 8),
        ("/habits/merchants", 8),
        ("/categories/{category_id}", 8),
        ("/categories/", 8),
        ("/categories/{category_id}/delete", 8),
        ("/auth/account", 8),
        ("/recurring/", 8),
    ],
)
def test_a_page_asks_the_database_as_often_for_much_data_as_for_little(
    app: Flask, client: Client, library: Library, url: str, most: int
) -> None:
    counts = []
    for _ in range(2):
        page_url = url.format(**library.ids)
        with counted_statements(app) as statements:
            client.page(page_url)
        counts.append(len(statements))
        library.grow()
    assert counts[0] == counts[1] <= most, statements


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("url", ["/", "/months/2026-11", "/categories/{category_id}"])
def test_what_is_booked_ahead_takes_one_question_more(
    app: Flask, client: Client, make: Factory, alice: User, url: str
) -> None:
    category_id = make.category(alice).id
    for month in (8, 9, 10):
        make.expense(alice, spent_on=dt.date(2026, month, 1), category_id=category_id)
    counts = []
    for _ in range(3):
        with counted_statements(app) as statements:
            client.page(url.format(category_id=category_id))
        counts.append(len(statements))
        make.expense(alice, spent_on=dt.date(2026, 11, 29), category_id=category_id, merchant="Gym")
    assert counts[0] + 1 == counts[1] == counts[2] <= 9


def test_the_months_of_forty_years_are_summed_without_the_empty_years(app: Flask, make: Factory, alice: User) -> None:
    make.expenses(alice, [100], spent_on=dt.date(1990, 1, 31))
    make.expenses(alice, [5, 7], spent_on=dt.date(2026, 11, 1))
    with app.app_context():
        totals = sum_all_time(alice).months
    assert {total.month.year for total in totals} == {1990, 2026}
    assert (totals[0].cents, totals[-1].cents, len(totals)) == (100, 12, 12 + 11)

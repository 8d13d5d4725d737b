from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.categories.services import STARTER_CATEGORIES
from app.core.periods import Month, months_between
from app.demo.habits import Kind
from app.demo.spending import generate_spending

if TYPE_CHECKING:
    from app.demo.spending import DemoExpense

UNTIL = dt.date(2026, 11, 20)
MONTHS = months_between(Month(2024, 11), Month(2026, 11))


@pytest.fixture(scope="module")
def expenses() -> list[DemoExpense]:
    return generate_spending(seed=1, until=UNTIL)


def test_the_same_seed_gives_the_same_data(expenses: list[DemoExpense]) -> None:
    assert generate_spending(seed=1, until=UNTIL) == expenses


def test_another_seed_gives_other_data(expenses: list[DemoExpense]) -> None:
    assert generate_spending(seed=2, until=UNTIL) != expenses


@pytest.mark.parametrize("until", [UNTIL, dt.date(2024, 2, 29), dt.date(2026, 1, 1), dt.date(2026, 8, 3)])
def test_nothing_is_spent_after_the_last_day(until: dt.date) -> None:
    days = [expense.spent_on for expense in generate_spending(seed=1, until=until)]
    assert days == sorted(days)
    assert days[-1] <= until


def test_it_covers_two_years(expenses: list[DemoExpense]) -> None:
    assert expenses[0].spent_on == dt.date(2024, 11, 1)
    assert {Month.containing(expense.spent_on) for expense in expenses} == set(MONTHS)
    assert 700 <= len(expenses) <= 1000


def test_the_rent_is_paid_on_the_first_of_each_month_and_rises_once(expenses: list[DemoExpense]) -> None:
    rents = [expense for expense in expenses if expense.category == Kind.HOUSING]
    assert [rent.spent_on for rent in rents] == [month.begin for month in MONTHS]
    assert sorted({rent.amount_cents for rent in rents}) == [580_00, 630_00]


def test_heating_costs_nothing_in_summer(expenses: list[DemoExpense]) -> None:
    heated = {expense.spent_on.month for expense in expenses if expense.note == "heating"}
    assert heated == {1, 2, 3, 4, 10, 11, 12}


def test_december_is_the_month_of_gifts(expenses: list[DemoExpense]) -> None:
    cents = Counter[Month]()
    for expense in expenses:
        if expense.category == Kind.GIFTS:
            cents[Month.containing(expense.spent_on)] += expense.amount_cents
    assert cents[Month(2025, 12)] > 2 * cents.total() / len(MONTHS)


def test_each_refund_returns_an_earlier_purchase(expenses: list[DemoExpense]) -> None:
    refunds = [expense for expense in expenses if expense.amount_cents < 0]
    purchases = {(one.merchant, one.amount_cents): one.spent_on for one in reversed(expenses)}
    assert len(refunds) == 5
    assert all(purchases[one.merchant, -one.amount_cents] < one.spent_on for one in refunds)
    assert all(one.note and not one.has_receipt for one in refunds)


def test_no_amount_is_zero(expenses: list[DemoExpense]) -> None:
    assert all(expense.amount_cents for expense in expenses)


def test_most_receipts_are_recent(expenses: list[DemoExpense]) -> None:
    days = [expense.spent_on for expense in expenses if expense.has_receipt]
    recent = [day for day in days if day >= UNTIL - dt.timedelta(days=120)]
    assert 30 <= len(days) <= 50
    assert len(recent) > len(days) / 2


def test_the_categories_stand_in_the_order_of_the_starter_categories() -> None:
    assert [kind.name.title() for kind in Kind] == [str(name) for name, *_ in STARTER_CATEGORIES]

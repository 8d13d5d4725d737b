"""The same expense once more within moments: it is saved, and a question asks whether both shall stay."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.models import Expense
from tests.support.factories import entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import Category, User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

NEW = "/expenses/new"
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def fun(make: Factory, alice: User) -> Category:
    return make.category(alice, "Fun")


def save(client: Client, category: Category, **fields: Any) -> Page:
    return client.submit(NEW, follow=True, **entry(category, **{"amount": "7,77", **fields}))


def questions(page: Page) -> list[str]:
    return [text for text in page.texts(".flash > span") if "Keep both?" in text]


def test_the_same_expense_once_more_is_saved_and_asked_about(
    client: Client, fun: Category, clock: TimeMachineFixture, session: Session
) -> None:
    assert questions(save(client, fun)) == []
    clock.shift(A_MINUTE)
    page = save(client, fun)
    assert questions(page) == ["You added €7.77 in Fun a minute ago. Keep both?"]
    assert "€7.77 in Fun is saved." in page.texts(".flash")
    assert session.scalar(select(func.count(Expense.id))) == 2


def test_the_question_counts_the_minutes(client: Client, fun: Category, clock: TimeMachineFixture) -> None:
    save(client, fun)
    clock.shift(4 * A_MINUTE)
    assert questions(save(client, fun)) == ["You added €7.77 in Fun 4 minutes ago. Keep both?"]


def test_after_ten_minutes_nobody_is_asked(client: Client, fun: Category, clock: TimeMachineFixture) -> None:
    save(client, fun)
    clock.shift(10 * A_MINUTE + dt.timedelta(seconds=1))
    assert questions(save(client, fun)) == []


@pytest.mark.parametrize(
    "difference", [{"amount": "7,78"}, {"amount": "-7,77"}, {"spent_on": "2026-11-20"}, {"merchant": "Kino"}]
)
def test_another_amount_day_or_merchant_is_another_expense(
    client: Client, fun: Category, difference: dict[str, str]
) -> None:
    save(client, fun)
    assert questions(save(client, fun, **difference)) == []


def test_the_merchant_tells_what_is_the_same_and_without_one_the_category(
    client: Client, make: Factory, alice: User, fun: Category
) -> None:
    food = make.category(alice, "Food")
    save(client, fun)
    assert questions(save(client, food)) == []
    save(client, fun, merchant="Kavana Ćuk")
    assert questions(save(client, food, merchant="kavana cuk")) == ["You added €7.77 in Fun a minute ago. Keep both?"]


def test_the_question_keeps_both_by_going_on_and_removes_the_new_one(
    client: Client, fun: Category, session: Session
) -> None:
    save(client, fun)
    page = save(client, fun)
    assert page.texts(".flash .buttons > *") == ["Keep both", "Remove this one"]
    numbers = session.scalars(select(Expense.id).order_by(Expense.id)).all()
    assert page.attributes("form.flash", "action") == [f"/expenses/{numbers[1]}/delete"]
    page = client.submit(f"/expenses/{numbers[1]}/delete", follow=True)
    assert page.texts("form.flash button") == ["Undo"]
    assert session.scalars(select(Expense.id).where(Expense.deleted_at.is_(None))).all() == [numbers[0]]


def test_what_another_person_added_or_lies_in_the_trash_is_not_asked_about(
    client: Client, make: Factory, charlie: User, fun: Category, session: Session
) -> None:
    make.expense(charlie, 777, merchant="Kino")
    save(client, fun, merchant="Kino")
    client.submit(f"/expenses/{session.scalars(select(func.max(Expense.id))).one()}/delete")
    client.page("/")
    assert questions(save(client, fun, merchant="Kino")) == []


def test_an_expense_that_is_edited_is_not_asked_about(
    client: Client, make: Factory, alice: User, fun: Category
) -> None:
    first, second = (make.expense(alice, cents, category_id=fun.id) for cents in (777, 778))
    page = client.submit(f"/expenses/{second.id}/edit", follow=True, **entry(fun, amount="7,77"))
    assert (first.amount_cents, questions(page)) == (777, [])

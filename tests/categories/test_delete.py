from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.models import Category, Expense

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

MOVE_MESSAGE = "Choose the category that the expenses go to."


def category_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Category.id).order_by(Category.id)))


def test_an_unused_category_is_deleted(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "Food")
    page = client.page(f"/categories/{category.id}/delete")
    assert page.heading == "Delete Food"
    assert "No expense is in this category." in page.text
    page = client.submit(f"/categories/{category.id}/delete", follow=True)
    assert page.texts(".flash") == ["Food is deleted."]
    assert category_ids(session) == []


def test_looking_at_the_question_deletes_nothing(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice)
    client.page(f"/categories/{category.id}/delete")
    assert category_ids(session) == [category.id]


def test_a_category_in_use_asks_where_its_expenses_go(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice, "Food")
    make.category(alice, "Fun")
    make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    make.expenses(alice, [100, 200], category_id=category.id)
    page = client.page(f"/categories/{category.id}/delete")
    assert "2 expenses are in this category. Where should they go?" in page.text
    assert page.texts("#move_to option") == ["Choose…", "Fun", "Old"]


def test_the_expenses_of_a_deleted_category_move_and_none_is_lost(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    category, other = make.category(alice, "Food"), make.category(alice, "Fun")
    make.expenses(alice, [100, 200], category_id=category.id)
    make.expenses(alice, [400], category_id=other.id)
    strangers = make.expense(charlie)
    page = client.submit(f"/categories/{category.id}/delete", follow=True, move_to=other.id)
    assert page.texts(".flash") == ["Food is deleted."]
    assert page.texts(".category .row-sub") == ["3 expenses"]
    assert category_ids(session) == [other.id, strangers.category_id]
    used = session.scalars(select(Expense.category_id).where(Expense.user_id == alice.id)).all()
    assert used == [other.id] * 3


def test_the_total_stays_the_same(client: Client, make: Factory, alice: User) -> None:
    category, other = make.category(alice), make.category(alice)
    make.expenses(alice, [100, 200, -50], category_id=category.id)
    client.submit(f"/categories/{category.id}/delete", move_to=other.id)
    assert client.page(f"/expenses/?category_id={other.id}").cents("list-total") == 250


@pytest.mark.parametrize("move_to", [None, "", "0", "food", "9" * 30])
def test_a_category_in_use_stays_without_a_place_for_its_expenses(
    client: Client, make: Factory, alice: User, session: Session, move_to: str | None
) -> None:
    expense, other = make.expense(alice), make.category(alice)
    fields: dict[str, Any] = {} if move_to is None else {"move_to": move_to}
    page = client.submit(f"/categories/{expense.category_id}/delete", **fields)
    assert page.status == 400
    assert page.error_of("move_to") == MOVE_MESSAGE
    assert category_ids(session) == [expense.category_id, other.id]


def test_expenses_cannot_move_to_the_category_that_is_deleted(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice)
    make.category(alice)
    page = client.submit(f"/categories/{expense.category_id}/delete", move_to=expense.category_id)
    assert page.error_of("move_to") == MOVE_MESSAGE
    assert expense.category_id in category_ids(session)


def test_expenses_cannot_move_to_a_category_of_somebody_else(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    expense, strangers = make.expense(alice), make.category(charlie)
    page = client.submit(f"/categories/{expense.category_id}/delete", move_to=strangers.id)
    assert page.error_of("move_to") == MOVE_MESSAGE
    assert category_ids(session) == [expense.category_id, strangers.id]


def test_the_only_category_in_use_stays(client: Client, make: Factory, alice: User, session: Session) -> None:
    expense = make.expense(alice)
    assert client.page(f"/categories/{expense.category_id}/delete").status == 200
    assert client.submit(f"/categories/{expense.category_id}/delete").status == 400
    assert category_ids(session) == [expense.category_id]


def test_receipts_move_with_their_expense(client: Client, make: Factory, alice: User) -> None:
    expense, other = make.expense(alice), make.category(alice)
    receipt = make.receipt(expense)
    client.submit(f"/categories/{expense.category_id}/delete", move_to=other.id)
    assert client.get(f"/receipts/{receipt.id}/image").status_code == 200


def test_deleting_twice_is_not_found(client: Client, make: Factory, alice: User) -> None:
    url = f"/categories/{make.category(alice).id}/delete"
    assert client.submit(url).status == 302
    assert client.submit(url).status == 404


def test_a_stranger_deletes_nothing(client: Client, make: Factory, charlie: User, session: Session) -> None:
    category = make.category(charlie)
    assert client.page(f"/categories/{category.id}/delete").status == 404
    assert client.submit(f"/categories/{category.id}/delete").status == 404
    assert category_ids(session) == [category.id]

"""What is sent about an expense that was removed for good is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from tests.support.factories import entry, upload

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Category, User
    from tests.support.client import Client
    from tests.support.factories import Factory

QUESTION = "This expense is not there any more. Save to add it as a new one."


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


@pytest.fixture
def gone_id(client: Client, make: Factory, alice: User, food: Category) -> int:
    """The number of an expense that was deleted, and the trash emptied."""
    expense_id: int = make.expense(alice, category_id=food.id).id
    client.submit(f"/expenses/{expense_id}/delete")
    client.submit("/trash/empty")
    return expense_id


def test_what_was_typed_about_it_is_offered_as_a_new_one(
    client: Client, food: Category, gone_id: int, session: Session
) -> None:
    fields = entry(food, amount="7", merchant="Typed", note="too")
    page = client.submit(f"/expenses/{gone_id}/edit", **fields, seen="1", receipts=upload())
    assert (page.status, page.heading, page.texts("[role=alert]")) == (404, "Add expense", [QUESTION])
    assert (page.attributes("#amount", "value"), page.attributes("#merchant", "value")) == (["7"], ["Typed"])
    assert page.attributes("main form", "action") == ["/expenses/new"]
    assert page.attributes("[name=seen]", "value") == []
    assert session.scalars(select(Expense)).all() == []
    ticked = page.attributes("[name=waiting][checked]", "value")
    client.submit("/expenses/new", **fields, waiting=ticked)
    saved = session.scalars(select(Expense)).one()
    assert (saved.merchant, saved.note, saved.id > gone_id) == ("Typed", "too", True)
    assert session.scalars(select(Receipt.expense_id)).all() == [saved.id]


def test_a_wrong_field_is_said_too(client: Client, food: Category, gone_id: int) -> None:
    page = client.submit(f"/expenses/{gone_id}/edit", **entry(food, amount="zero"))
    assert (page.status, page.error_of("amount") != "") == (404, True)


def test_receipts_for_it_wait_in_a_new_one(client: Client, gone_id: int, session: Session) -> None:
    page = client.submit(f"/expenses/{gone_id}/receipts", receipts=upload())
    assert (page.status, page.texts("[role=alert]")) == (404, [QUESTION])
    kept = session.scalars(select(Receipt)).one()
    assert page.attributes("[name=waiting][checked]", "value") == [str(kept.id)]


def test_what_belongs_to_somebody_else_is_answered_alike(
    client: Client, make: Factory, charlie: User, food: Category, gone_id: int
) -> None:
    fields = entry(food, amount="7")
    answers = [
        client.submit(f"/expenses/{expense_id}/edit", **fields, key="x" * 22).text
        for expense_id in (make.expense(charlie).id, gone_id, gone_id + 1000)
    ]
    assert len(set(answers)) == 1


def test_its_form_cannot_be_opened(client: Client, gone_id: int) -> None:
    assert client.page(f"/expenses/{gone_id}/edit").heading == "Page not found"

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models import Expense
from tests.factories import upload

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.client import Client
    from tests.factories import Factory


def test_an_expense_is_saved_with_its_receipt(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice, "Food")
    page = client.submit(
        "/expenses/new",
        follow=True,
        amount="12,50",
        category_id=category.id,
        spent_on="2026-11-20",
        receipts=[upload()],
    )
    assert "€12.50 in Food is saved." in page.text
    expense = session.scalars(select(Expense)).one()
    assert (expense.amount_cents, expense.spent_on.isoformat(), len(expense.receipts)) == (1250, "2026-11-20", 1)


def test_a_wrong_amount_keeps_everything_that_was_typed(client: Client, session: Session) -> None:
    page = client.submit("/expenses/new", amount="12,345,6", spent_on="2026-11-20", merchant="Dućan")
    assert page.status == 400
    assert "not an amount" in page.error_of("amount")
    assert page.attributes("#amount", "value") == ["12,345,6"]
    assert page.attributes("#merchant", "value") == ["Dućan"]
    assert session.scalar(select(func.count(Expense.id))) == 0

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models import Category, Expense
from tests.imports.conftest import bring_in, file_of, send, start

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client


def test_a_known_file_is_in_when_every_page_is_sent_as_it_stands(client: Client, session: Session) -> None:
    page = bring_in(client)
    assert "3 expenses are in." in page.text
    rows = session.execute(
        select(Expense.merchant, Expense.amount_cents, Category.name, Expense.note)
        .join(Category, Category.id == Expense.category_id)
        .order_by(Expense.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Konzum", 2345, "Groceries", "weekly"),
        ("Kavana", 220, "Going out", ""),
        ("Kavana", 220, "Going out", ""),
    ]


def test_the_first_page_says_what_was_recognized(client: Client) -> None:
    page = client.page(start(client))
    print(page.text)
    assert "ExpenseOwl" in page.text

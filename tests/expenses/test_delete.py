from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models import Category, Expense, Receipt
from tests.support.factories import files_in

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


def in_bin(session: Session, model: type[Expense | Receipt]) -> list[int]:
    return list(session.scalars(select(model.id).where(model.deleted_at.is_not(None))))


def count(session: Session, model: type[Category | Expense | Receipt]) -> int:
    return session.scalar(select(func.count(model.id))) or 0


def test_a_deleted_expense_is_gone_and_named_and_lies_in_the_trash(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id)
    page = client.submit(f"/expenses/{expense.id}/delete", follow=True)
    assert "€12.50 in Food is deleted." in page.text
    assert page.cents("list-total") == 0
    assert page.attributes("form.flash", "action") == [f"/trash/expenses/{expense.id}/restore"]
    assert (count(session, Category), in_bin(session, Expense)) == (1, [expense.id])
    for path in ("", "/edit"):
        assert client.page(f"/expenses/{expense.id}{path}").status == 404


def test_its_receipts_and_their_files_go_with_it_when_the_trash_is_emptied_and_not_before(
    client: Client, make: Factory, alice: User, session: Session, upload_folder: Path
) -> None:
    expense, other = make.expense(alice), make.expense(alice)
    make.receipt(expense)
    make.receipt(expense)
    kept = make.receipt(other)
    client.submit(f"/expenses/{expense.id}/delete")
    assert (count(session, Receipt), len(files_in(upload_folder))) == (3, 6)
    client.submit("/trash/empty")
    assert count(session, Expense) == 1
    assert session.scalars(select(Receipt.id)).all() == [kept.id]
    assert {name.partition(".")[0] for name in files_in(upload_folder)} == {kept.storage_key[:32]}


def test_deleting_twice_is_not_found(client: Client, make: Factory, alice: User) -> None:
    url = f"/expenses/{make.expense(alice).id}/delete"
    assert client.submit(url).status == 302
    assert client.submit(url).status == 404


def test_a_link_deletes_nothing(client: Client, make: Factory, alice: User, session: Session) -> None:
    assert client.page(f"/expenses/{make.expense(alice).id}/delete").status == 405
    assert (count(session, Expense), in_bin(session, Expense)) == (1, [])


def test_a_form_without_its_token_deletes_nothing(client: Client, make: Factory, alice: User, session: Session) -> None:
    assert client.post(f"/expenses/{make.expense(alice).id}/delete").status_code == 400
    assert (count(session, Expense), in_bin(session, Expense)) == (1, [])


def test_a_stranger_deletes_nothing(
    client: Client, make: Factory, charlie: User, session: Session, upload_folder: Path
) -> None:
    expense = make.expense(charlie)
    make.receipt(expense)
    assert client.submit(f"/expenses/{expense.id}/delete").status == 404
    assert (count(session, Expense), count(session, Receipt)) == (1, 1)
    assert in_bin(session, Expense) == []
    assert len(files_in(upload_folder)) == 2

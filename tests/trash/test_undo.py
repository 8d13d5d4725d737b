from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.models import Expense, Receipt
from app.models.types import utc_now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def undo(client: Client, page: Page) -> Page:
    """Press the button in the message of a page."""
    assert page.texts("form.flash button") == ["Undo"]
    return client.submit(page.attributes("form.flash", "action")[0], follow=True)


def test_undo_brings_an_expense_back_with_its_receipts(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Food").id, merchant="Konzum", note="kruh")
    receipts = [make.receipt(expense, position=position) for position in range(2)]
    before = client.page(f"/expenses/{expense.id}").attributes(".receipts img", "src")
    page = undo(client, client.submit(f"/expenses/{expense.id}/delete", follow=True))
    assert page.response.request.path == f"/expenses/{expense.id}"
    assert page.texts(".flash") == ["€12.50 in Food is back."]
    assert page.attributes(".receipts img", "src") == before != []
    assert [client.get(f"/receipts/{receipt.id}/image").status_code for receipt in receipts] == [200, 200]


def test_undo_brings_the_totals_back(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, 100)
    expense = make.expense(alice, 1250)
    page = client.submit(f"/expenses/{expense.id}/delete", follow=True)
    assert (page.cents("list-total"), client.page("/").cents("month-total")) == (100, 100)
    undo(client, page)
    assert (client.page("/expenses/").cents("list-total"), client.page("/").cents("month-total")) == (1350, 1350)


def test_undo_brings_a_receipt_back_to_its_place(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    receipt, _ = (make.receipt(expense, position=position) for position in range(2))
    before = client.page(f"/expenses/{expense.id}").attributes(".receipts img", "src")
    page = undo(client, client.submit(f"/receipts/{receipt.id}/delete", follow=True))
    assert (page.response.request.path, page.texts(".flash")) == (f"/receipts/{receipt.id}", ["The receipt is back."])
    assert client.page(f"/expenses/{expense.id}").attributes(".receipts img", "src") == before


def test_an_expense_comes_back_without_the_receipt_that_was_deleted_before_it(
    client: Client, make: Factory, alice: User
) -> None:
    expense = make.expense(alice)
    kept, gone = make.receipt(expense), make.receipt(expense)
    client.submit(f"/receipts/{gone.id}/delete")
    undo(client, client.submit(f"/expenses/{expense.id}/delete", follow=True))
    sources = client.page(f"/expenses/{expense.id}").attributes(".receipts img", "src")
    assert sources == [f"/receipts/{kept.id}/image"]
    assert client.submit(f"/trash/receipts/{gone.id}/restore").location == f"/receipts/{gone.id}"


def test_a_receipt_does_not_come_back_to_an_expense_in_the_trash(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    receipt = make.receipt(make.expense(alice, deleted_at=utc_now()), deleted_at=utc_now())
    assert client.submit(f"/trash/receipts/{receipt.id}/restore").status == 404
    assert session.scalar(select(Receipt.deleted_at)) is not None


def test_the_trash_names_what_lies_in_it_and_brings_it_back(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice, merchant="Konzum", deleted_at=utc_now())
    make.receipt(expense, original_name="inside.jpg")
    receipt = make.receipt(make.expense(alice), original_name="alone.jpg", deleted_at=utc_now())
    page = client.page("/trash/")
    assert page.texts(".row-title") == ["Konzum", "Receipt: alone.jpg"]
    actions = [f"/trash/expenses/{expense.id}/restore", f"/trash/receipts/{receipt.id}/restore"]
    assert page.attributes(".row form", "action") == actions
    for action in actions:
        assert client.submit(action).status == 302
    assert "The trash is empty." in client.page("/trash/").text


def test_the_trash_begins_with_what_was_deleted_last(client: Client, make: Factory, alice: User) -> None:
    for name in ("first", "second"):
        client.submit(f"/expenses/{make.expense(alice, merchant=name).id}/delete")
    assert client.page("/trash/").texts(".row-title") == ["second", "first"]


@pytest.mark.parametrize("kind", ["expenses", "receipts"])
def test_what_does_not_lie_in_the_trash_does_not_come_back(
    client: Client, make: Factory, alice: User, kind: str
) -> None:
    expense = make.expense(alice)
    number = expense.id if kind == "expenses" else make.receipt(expense).id
    assert client.submit(f"/trash/{kind}/{number}/restore").status == 404
    assert client.page(f"/{kind}/{number}").status == 200


def test_a_stranger_neither_sees_nor_restores(client: Client, make: Factory, charlie: User, session: Session) -> None:
    expense = make.expense(charlie, merchant="Secret", deleted_at=utc_now())
    receipt = make.receipt(make.expense(charlie), original_name="secret.jpg", deleted_at=utc_now())
    assert "ecret" not in client.page("/trash/").text
    assert client.submit(f"/trash/expenses/{expense.id}/restore").status == 404
    assert client.submit(f"/trash/receipts/{receipt.id}/restore").status == 404
    assert session.scalars(select(Expense.deleted_at).where(Expense.id == expense.id)).one() is not None
    assert session.scalars(select(Receipt.deleted_at)).one() is not None


def test_a_category_whose_expenses_lie_in_the_trash_asks_where_they_go_and_they_come_back_there(
    client: Client, make: Factory, alice: User
) -> None:
    expense, other = make.expense(alice, deleted_at=utc_now()), make.category(alice, "Fun")
    url = f"/categories/{expense.category_id}/delete"
    assert client.page(url).texts("#move_to option")[-1] == "Fun"
    assert client.submit(url).status == 400
    assert client.submit(url, move_to=other.id).status == 302
    page = client.submit(f"/trash/expenses/{expense.id}/restore", follow=True)
    assert page.texts(".flash") == ["€12.50 in Fun is back."]


def test_the_currency_stays_as_long_as_the_trash_has_expenses(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice, deleted_at=utc_now())
    assert client.page("/auth/account").attributes("#currency option", "value") == ["EUR"]
    assert client.submit("/auth/account", currency="USD").status == 400
    client.submit("/trash/empty")
    assert "USD" in client.page("/auth/account").attributes("#currency option", "value")


def test_the_address_of_the_bin_leads_to_the_trash(client: Client) -> None:
    assert client.get("/bin/").location == "http://localhost/trash/"

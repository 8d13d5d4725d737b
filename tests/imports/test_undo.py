from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.models import AccountEvent, Category, Expense, ImportBatch, ImportKey, RecurringDecision
from app.models.account_event import EventKind
from tests.imports.steps import bring_in, counts_of, go_on, start
from tests.support.at_once import all_at_once
from tests.support.factories import entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

WALLOS = (
    "Name,Payment Cycle,Next Payment,Renewal,Category,Payment Method,Paid By,Price,Notes,URL,State,Notifications,"
    "Cancellation Date,Active\nNetflix,Monthly,2026-12-05,Auto,Fun,Card,Ana,€9.99,,,Enabled,,,Yes"
)


def undo(client: Client, session: Session) -> Page:
    batch = session.scalars(select(ImportBatch.id).where(ImportBatch.finished_at.is_not(None))).one()
    return client.submit(f"/imports/{batch}/undo", follow=True)


def test_everything_that_came_in_goes(client: Client, session: Session) -> None:
    bring_in(client)
    assert "3 imported expenses are gone." in undo(client, session).text
    for table in (Expense, ImportKey, ImportBatch, Category):
        assert session.scalars(select(table)).all() == []


def test_the_file_can_come_in_again(client: Client, session: Session) -> None:
    bring_in(client, ticked=["0", "2"])
    undo(client, session)
    assert counts_of(go_on(client, start(client)))["new"] == 3


def test_what_was_there_before_stays(client: Client, session: Session, make: Factory, alice: User) -> None:
    kept = make.expense(alice, category_id=make.category(alice, "Groceries").id)
    bring_in(client)
    undo(client, session)
    assert session.scalars(select(Expense.id)).all() == [kept.id]
    assert session.scalars(select(Category.name)).all() == ["Groceries"]


@pytest.mark.parametrize("change", ["edit", "delete", "receipt"])
def test_what_was_changed_since_stays_and_is_said(client: Client, session: Session, make: Factory, change: str) -> None:
    bring_in(client)
    expense = session.scalars(select(Expense).where(Expense.merchant == "Konzum")).one()
    if change == "receipt":
        make.receipt(expense, created_at=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
    else:
        category = session.get_one(Category, expense.category_id)
        page = client.submit(f"/expenses/{expense.id}/{change}", **entry(category, version=expense.version))
        assert page.status == 302, page.text
    page = undo(client, session)
    assert "2 imported expenses are gone." in page.text
    assert "1 was changed since and stays." in page.text
    assert session.scalars(select(Expense.id)).all() == [expense.id]
    assert counts_of(go_on(client, start(client)))["here"] == 1


def test_a_category_that_is_used_since_stays(client: Client, session: Session, make: Factory, alice: User) -> None:
    bring_in(client)
    used = session.scalars(select(Category).where(Category.name == "Going out")).one()
    make.expense(alice, category_id=used.id)
    undo(client, session)
    assert session.scalars(select(Category.name)).all() == ["Going out"]


def test_recurring_payments_are_confirmed_and_undone(client: Client, session: Session) -> None:
    page = bring_in(client, WALLOS.encode())
    assert "1 recurring payment is confirmed." in page.text
    decision = session.scalars(select(RecurringDecision)).one()
    assert (decision.merchant_key, decision.rhythm, decision.amount_cents) == ("netflix", "monthly", 999)
    assert "1 recurring payment" not in bring_in(client, WALLOS.encode()).text
    for batch in session.scalars(select(ImportBatch.id)).all():
        client.submit(f"/imports/{batch}/undo")
    assert session.scalars(select(RecurringDecision)).all() == []


def test_an_import_that_still_waits_is_not_undone(client: Client, session: Session) -> None:
    url = start(client)
    assert client.submit(f"{url}/undo").status == 302
    assert session.scalars(select(ImportBatch.id)).one()


def test_an_import_is_undone_once_where_two_tabs_undo_it_at_one_moment(
    make: Factory, new_client: Callable[[], Client], alice: User, session: Session
) -> None:
    url = f"/imports/{make.imported(make.expense(alice)).id}/undo"
    tabs = [new_client().signed_in(alice) for _ in range(3)]
    pages = all_at_once(*(partial(tab.submit, url) for tab in tabs))
    assert {page.status for page in pages} <= {302, 404}
    undone = select(func.count()).where(AccountEvent.kind == EventKind.IMPORT_UNDONE)
    assert session.scalar(undone) == 1

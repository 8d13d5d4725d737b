from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


def test_an_archived_category_keeps_its_expenses_and_is_not_offered(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    expense = make.expense(alice, category_id=make.category(alice, "Old").id)
    page = client.submit(f"/categories/{expense.category_id}/archive", follow=True)
    assert page.texts(".flash") == ["Old is archived. Its expenses stay as they are."]
    assert page.texts("main h2") == ["Archived"]
    assert client.page(f"/expenses/{expense.id}").heading == "Old"
    assert "Old" not in client.page("/expenses/new").texts("label.pick")
    session.refresh(expense.category)
    assert expense.category.is_archived


def test_a_category_comes_back(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice, "Old", archived_at=dt.datetime.now(dt.UTC))
    page = client.submit(f"/categories/{category.id}/restore", follow=True)
    assert page.texts(".flash") == ["Old is back."]
    assert page.texts("main h2") == []
    assert "Old" in client.page("/expenses/new").texts("label.pick")


@pytest.mark.parametrize("is_archived", [True, False])
def test_the_form_offers_the_way_there_or_back(
    client: Client, make: Factory, alice: User, *, is_archived: bool
) -> None:
    archived_at = dt.datetime.now(dt.UTC) if is_archived else None
    category = make.category(alice, archived_at=archived_at)
    page = client.page(f"/categories/{category.id}/edit")
    action = f"/categories/{category.id}/{'restore' if is_archived else 'archive'}"
    assert action in page.attributes("form", "action")


@pytest.mark.parametrize("action", ["archive", "restore"])
def test_doing_it_twice_changes_nothing_more(
    client: Client, make: Factory, alice: User, session: Session, action: str
) -> None:
    category = make.category(alice)
    for _ in range(2):
        assert client.submit(f"/categories/{category.id}/{action}").status == 302
    session.refresh(category)
    assert category.is_archived == (action == "archive")


@pytest.mark.parametrize("action", ["archive", "restore"])
def test_a_link_changes_nothing(client: Client, make: Factory, alice: User, action: str) -> None:
    assert client.page(f"/categories/{make.category(alice).id}/{action}").status == 405


def test_a_stranger_archives_nothing(client: Client, make: Factory, charlie: User, session: Session) -> None:
    category = make.category(charlie)
    assert client.submit(f"/categories/{category.id}/archive").status == 404
    session.refresh(category)
    assert not category.is_archived


def test_a_stranger_brings_nothing_back(client: Client, make: Factory, charlie: User, session: Session) -> None:
    category = make.category(charlie, archived_at=dt.datetime.now(dt.UTC))
    assert client.submit(f"/categories/{category.id}/restore").status == 404
    session.refresh(category)
    assert category.is_archived

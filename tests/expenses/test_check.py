from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.models import Expense
from app.models.types import utc_now
from tests.support.factories import entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

UNCHECKED = "/expenses/?checked=no"


@pytest.fixture
def arrived(make: Factory, alice: User) -> Expense:
    """An expense that a phone has sent."""
    return make.expense(alice, 1250, merchant="Konzum", note="by card", unchecked_since=utc_now())


def is_checked(session: Session, expense: Expense) -> bool:
    session.expire_all()
    return session.scalars(select(Expense).where(Expense.id == expense.id)).one().unchecked_since is None


def test_home_says_how_many_are_to_be_checked_and_leads_to_them(
    client: Client, make: Factory, alice: User, charlie: User, arrived: Expense
) -> None:
    make.expense(alice)
    make.expense(alice, category_id=arrived.category_id, unchecked_since=utc_now(), deleted_at=utc_now())
    make.expense(charlie, unchecked_since=utc_now())
    page = client.page("/")
    assert page.texts(f'a[href="{UNCHECKED}"]') == ["1 to be checked"]
    page = client.page(UNCHECKED)
    assert page.texts(".who a.row-title") == ["Konzum"]
    assert page.texts(".chip.is-on") == ["To be checked"]


def test_home_says_nothing_where_nothing_is_to_be_checked(client: Client, make: Factory, alice: User) -> None:
    make.expense(alice)
    assert "to be checked" not in client.page("/").text


def test_the_button_of_the_list_says_that_it_is_right_and_leads_back(
    client: Client, session: Session, arrived: Expense
) -> None:
    page = client.page(UNCHECKED)
    assert page.texts(".unchecked") == ["To be checked"]
    page = client.submit(page.attributes(".ledger .approve", "formaction")[0])
    assert page.location == UNCHECKED
    assert is_checked(session, arrived)
    assert client.page(UNCHECKED).texts(".flash") == [f"€12.50 in {arrived_category(session, arrived)} is right."]


def arrived_category(session: Session, expense: Expense) -> str:
    return session.scalars(select(Expense).where(Expense.id == expense.id)).one().category.name


def test_the_button_beside_the_list_does_too(client: Client, session: Session, arrived: Expense) -> None:
    page = client.page(f"{UNCHECKED}&selected={arrived.id}")
    assert client.submit(page.attributes(".detail form", "action")[0]).location == UNCHECKED
    assert is_checked(session, arrived)


def test_the_button_of_its_own_page_stays_there(client: Client, session: Session, arrived: Expense) -> None:
    url = f"/expenses/{arrived.id}"
    assert client.page(url).texts(".check-question .button") == ["It is right"]
    assert client.submit(client.page(url).attributes(".check-question form", "action")[0]).location == url
    assert is_checked(session, arrived)
    assert "It is right" not in client.page(url).text


def test_to_edit_it_says_the_same(client: Client, make: Factory, alice: User, session: Session) -> None:
    category = make.category(alice)
    arrived = make.expense(alice, category_id=category.id, unchecked_since=utc_now())
    fields: dict[str, Any] = entry(category, amount="13")
    client.submit(f"/expenses/{arrived.id}/edit", **fields)
    assert is_checked(session, arrived)


def test_what_a_person_enters_is_not_to_be_checked(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    client.submit("/expenses/new", **entry(make.category(alice)))
    assert session.scalars(select(Expense.unchecked_since)).one() is None


def test_nobody_else_says_that_it_is_right(
    new_client: Callable[[], Client], charlie: User, session: Session, arrived: Expense
) -> None:
    page = new_client().signed_in(charlie).submit(f"/expenses/{arrived.id}/check")
    assert page.status == 404
    assert not is_checked(session, arrived)


def test_the_button_leads_to_no_other_site(client: Client, arrived: Expense) -> None:
    assert client.submit(f"/expenses/{arrived.id}/check?next=//evil.example").location == "/"

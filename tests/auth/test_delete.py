from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session as OrmSession

from app.database.engine import Base
from app.models import Category, Expense, LoginSession, Receipt, User
from app.models.types import utc_now
from tests.support.client import Page
from tests.support.factories import PASSWORD, files_in, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.support.client import Client
    from tests.support.factories import Factory


def count_rows(session: Session) -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.fixture
def belongings(make: Factory, alice: User) -> User:
    """Alice with something in every table, in the trash, and waiting."""
    expense = make.expense(alice)
    make.receipt(expense)
    make.receipt(expense, deleted_at=utc_now())
    make.receipt(make.expense(alice, category_id=expense.category_id, deleted_at=utc_now()))
    make.reading(make.waiting(alice))
    make.limit(alice)
    make.limit(alice, category_id=make.category(alice).id)
    make.savings_goal(alice)
    make.decision(alice, "konzum")
    make.imported(expense)
    make.ways_in(alice)
    return alice


@pytest.mark.usefixtures("belongings")
def test_everything_goes_with_the_account(
    client: Client, new_client: Callable[[], Client], session: Session, upload_folder: Path
) -> None:
    new_client().submit("/auth/login", username="alice", password="wrong password")
    page = client.submit("/auth/delete", follow=True, password=PASSWORD)
    assert "Your account and everything in it have been deleted." in page.text
    assert set(count_rows(session).values()) == {0}
    assert files_in(upload_folder) == []


@pytest.mark.usefixtures("belongings")
def test_nothing_of_anybody_else_goes(
    client: Client, make: Factory, charlie: User, session: Session, upload_folder: Path
) -> None:
    files_of_alice = {*files_in(upload_folder)}
    expense = make.expense(charlie)
    make.change(expense)
    make.imported(expense)
    make.reading(make.receipt(expense))
    files_of_charlie = {*files_in(upload_folder)} - files_of_alice
    make.limit(charlie)
    make.decision(charlie, "konzum")
    make.savings_goal(charlie)
    make.ways_in(charlie)
    client.submit("/auth/delete", password=PASSWORD)
    assert count_rows(session) == {
        table.name: int(table.name not in {"login_failure", "registration"}) for table in Base.metadata.sorted_tables
    }
    assert session.scalars(select(User.username)).one() == "charlie"
    assert {*files_in(upload_folder)} == files_of_charlie
    assert len(files_of_charlie) == 2


@pytest.mark.usefixtures("belongings")
@pytest.mark.parametrize("password", ["", "wrong password", PASSWORD + " "])
def test_the_password_is_asked_for(client: Client, session: Session, upload_folder: Path, password: str) -> None:
    page = client.submit("/auth/delete", password=password)
    assert (page.status, page.error_of("password")) == (400, "This is not your password.")
    assert [session.scalar(select(func.count(model.id))) for model in (User, Category, Expense, Receipt)] == [
        1,
        2,
        2,
        4,
    ]
    assert len(files_in(upload_folder)) == 8
    assert client.page("/").status == 200


@pytest.mark.usefixtures("belongings")
def test_whoever_is_gone_is_logged_out_everywhere(
    client: Client, new_client: Callable[[], Client], alice: User
) -> None:
    other = new_client().signed_in(alice)
    client.submit("/auth/delete", password=PASSWORD)
    assert client.page("/").status == 302
    assert other.page("/").status == 302
    assert new_client().submit("/auth/login", username="alice", password=PASSWORD).status == 400


@pytest.mark.usefixtures("alice")
def test_a_remembered_device_forgets_the_account(guest: Client) -> None:
    guest.submit("/auth/login", username="alice", password=PASSWORD, remember="y")
    guest.submit("/auth/delete", password=PASSWORD)
    assert guest.get_cookie("remember_token") is None


def test_the_username_is_free_again(client: Client, new_client: Callable[[], Client], alice: User) -> None:
    old_session = new_client().signed_in(alice)
    client.submit("/auth/delete", password=PASSWORD)
    page = client.submit("/auth/register", first_name="Al", last_name="Ice", username="alice", password=PASSWORD)
    assert page.location == "/"
    assert old_session.page("/").status == 302


@pytest.mark.parametrize(
    ("url", "fields"),
    [("/receipts/", {"receipts": True}), ("/categories/new", {"name": "Boats", "color": "blue"})],
)
def test_what_arrives_while_the_account_is_deleted_leaves_nothing(  # noqa: PLR0913, PLR0917 - both kinds of forms
    client: Client, alice: User, session: Session, upload_folder: Path, url: str, fields: dict[str, Any]
) -> None:
    def delete_account(*_args: object) -> None:
        session.execute(delete(LoginSession).where(LoginSession.user_id == alice.id))
        session.execute(delete(User).where(User.id == alice.id))

    sent = {"csrf_token": client.csrf_token(), **fields}
    if "receipts" in sent:
        sent["receipts"] = (io.BytesIO(picture()), "bill.jpg")
    files = files_in(upload_folder)
    event.listen(OrmSession, "before_flush", delete_account, once=True)
    page = Page(client.post(url, data=sent))
    assert (page.status, page.heading) == (409, "Changed somewhere else")
    assert files_in(upload_folder) == files

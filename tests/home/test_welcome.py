from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.models import Budget, Expense, Receipt

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def newcomer(guest: Client) -> Client:
    """Somebody who has just registered, with the starter categories."""
    page = guest.submit(
        "/auth/register", first_name="Ana", last_name="Horvat", username="ana", password="correct horse"
    )
    assert page.location == "/"
    return guest


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_new_account_is_welcomed_with_what_to_do_first(newcomer: Client) -> None:
    page = newcomer.page("/")
    assert page.heading == "Welcome, Ana."
    assert page.texts("h2")[:4] == [*("Your first expense", "Bring your records", "How you count", "Look around first")]


def test_the_first_page_sets_language_currency_and_start_of_the_month(newcomer: Client) -> None:
    page = newcomer.submit("/welcome", follow=True, language="hr", currency="USD", month_start_day="25")
    assert page.heading == "Dobro došli, Ana."
    assert page.texts(".flash") == ["Profil je spremljen."]


def test_a_start_of_the_month_that_does_not_exist_is_said_beside_its_field(newcomer: Client) -> None:
    page = newcomer.submit("/welcome", language="en", currency="EUR", month_start_day="31")
    assert page.status == 400
    assert page.texts(".field-errors") == ["Enter a day from 1 to 28."]


def test_sample_data_comes_and_goes_and_leaves_what_is_own(newcomer: Client, session: Session) -> None:
    page = newcomer.submit("/sample", follow=True)
    assert page.texts(".flash") == ["This is sample data. Remove it any time under More."]
    assert page.texts(".limit")
    assert count(session, Receipt) == 5
    category_id = session.scalar(select(Expense.category_id).limit(1))
    newcomer.submit("/expenses/new", amount="7", category_id=category_id, spent_on="2026-11-22")
    assert "Remove the sample data" in newcomer.page("/more/").text
    newcomer.submit("/sample/remove")
    assert session.scalars(select(Expense.amount_cents)).all() == [700]
    assert (count(session, Receipt), count(session, Budget)) == (0, 0)
    assert newcomer.page("/more/").texts(".flash") == ["The sample data is gone."]
    assert "Sample data" not in newcomer.page("/more/").texts("h2")


def test_removing_sample_data_twice_leaves_the_limits_set_since(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    make.limit(alice)
    client.submit("/sample/remove")
    assert count(session, Budget) == 1


def test_sample_data_never_comes_beside_real_expenses(
    client: Client, make: Factory, alice: User, session: Session
) -> None:
    make.expense(alice)
    client.submit("/sample")
    assert count(session, Expense) == 1


def test_a_server_without_users_greets_with_register(guest: Client) -> None:
    page = guest.page("/auth/login")
    assert page.texts("h2") == ["Nobody has an account here yet."]
    assert page.attributes("main .button.primary", "href")[0] == "/auth/register"
    assert page.texts("details:not([open]) summary") == ["Log in"]

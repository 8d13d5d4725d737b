"""What was typed outlives the session: a form from before a log-in comes back to its owner, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select

from app.models import Category, Expense, LoginSession, Receipt
from tests.support.client import Page
from tests.support.factories import PASSWORD, entry, files_in, upload
from tests.support.page_lint import find_faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

AGAIN = "You have logged in again since you opened this form. Check it, and send it once more."
LOGGED_OUT = "You have been logged out. Log in, and your form opens as you filled it in. It is not saved yet."
NO_PHOTOS = "The photos could not be added. Choose them again."
FORM = "main form"


@pytest.fixture
def food(make: Factory, alice: User) -> Category:
    return make.category(alice, "Food")


@pytest.fixture
def filled(client: Client, food: Category) -> dict[str, Any]:
    """What the form of a new expense sends, opened and filled in by Alice."""
    return {**entry(food, amount="12,5", merchant="Typed", note="too"), **hidden(client.page("/expenses/new"))}


def hidden(page: Page) -> dict[str, Any]:
    names, values = (page.attributes(f"{FORM} input[type=hidden]", name) for name in ("name", "value"))
    return dict(zip(names, values, strict=True))


def send(client: Client, url: str, fields: dict[str, Any]) -> Page:
    """Send a form as it is, with the token that it has."""
    page = Page(client.post(url, data=fields))
    if page.status not in range(300, 400):
        assert find_faults(page.html) == []
    return page


def log_in(client: Client, page: Page, username: str, password: str = PASSWORD) -> Page:
    """Fill in the log-in of a page, and send it with everything that it carries."""
    fields = {**hidden(page), "username": username, "password": password}
    answer = send(client, page.attributes(FORM, "action")[0], fields)
    if answer.status == 307:  # with which a browser sends the same once more
        return send(client, answer.location, fields)
    return client.page(answer.location) if answer.status == 302 else answer


def log_out(client: Client) -> None:
    client.submit("/auth/logout")


def log_out_and_in(client: Client, username: str) -> None:
    log_out(client)
    client.submit("/auth/login", username=username, password=PASSWORD)


def expect_filled(page: Page) -> None:
    assert page.attributes("#amount", "value") == ["12,5"]
    assert (page.attributes("#merchant", "value"), page.texts("textarea#note")) == (["Typed"], ["too"])


def test_a_form_from_before_a_log_in_is_shown_again_and_saves_when_it_is_sent_again(
    client: Client, filled: dict[str, Any], session: Session
) -> None:
    log_out_and_in(client, "alice")
    page = send(client, "/expenses/new", filled)
    assert (page.status, page.texts("[role=alert]")) == (400, [AGAIN])
    expect_filled(page)
    assert session.scalars(select(Expense)).all() == []
    assert send(client, "/expenses/new", {**filled, **hidden(page)}).status == 302
    assert session.scalars(select(Expense.amount_cents)).all() == [1250]


def test_its_photos_are_not_kept_and_the_page_says_so(
    client: Client, filled: dict[str, Any], session: Session, upload_folder: Path
) -> None:
    log_out_and_in(client, "alice")
    page = send(client, "/expenses/new", {**filled, "receipts": upload()})
    assert page.texts("[role=alert]") == [AGAIN, NO_PHOTOS]
    assert (session.scalars(select(Receipt)).all(), files_in(upload_folder)) == ([], [])


def test_somebody_else_who_logs_in_sees_nothing_of_it(
    client: Client, filled: dict[str, Any], charlie: User, session: Session
) -> None:
    log_out_and_in(client, charlie.username)
    page = send(client, "/expenses/new", filled)
    assert (page.status, page.heading) == (400, "The form has expired")
    assert "Typed" not in page.html
    assert session.scalars(select(Expense)).all() == []


def test_a_change_of_an_expense_is_shown_again(
    client: Client, make: Factory, alice: User, food: Category, session: Session
) -> None:
    expense = make.expense(alice, category_id=food.id)
    url = f"/expenses/{expense.id}/edit"
    fields = {**entry(food, amount="12,5", merchant="Typed", note="too"), **hidden(client.page(url))}
    log_out_and_in(client, "alice")
    page = send(client, url, fields)
    assert (page.status, page.texts("[role=alert]")) == (400, [AGAIN])
    expect_filled(page)
    send(client, url, {**fields, **hidden(page)})
    session.refresh(expense)
    assert expense.merchant == "Typed"


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("/categories/new", {"name": "Typed", "color": "green"}),
        ("/goals/", {"amount": "77,5", "category_id": "", "valid_from": "2026-12"}),
        ("/goals/savings", {"amount": "77,5", "name": "Typed", "due_on": "2027-06-30"}),
        ("/auth/account", {"first_name": "Typed", "last_name": "Horvat", "month_start_day": "7"}),
    ],
)
def test_so_is_every_other_form_that_has_a_page(
    client: Client, session: Session, url: str, fields: dict[str, Any]
) -> None:
    sent = {**fields, **hidden(client.page(url))}
    log_out_and_in(client, "alice")
    before = session.scalars(select(Category.name)).all()
    page = send(client, url, sent)
    assert (page.status, page.texts("[role=alert]")) == (400, [AGAIN])
    assert {"Typed", "77,5"} & {*page.attributes("main input", "value")}
    assert session.scalars(select(Category.name)).all() == before


@pytest.mark.parametrize("end", ["log-out", "elsewhere", "browser"])
def test_a_form_sent_after_the_session_has_ended_waits_for_the_log_in(
    client: Client, filled: dict[str, Any], session: Session, end: str
) -> None:
    if end == "log-out":
        log_out(client)
    elif end == "elsewhere":
        session.execute(delete(LoginSession))
    else:
        client.delete_cookie("session")
    page = send(client, "/expenses/new", filled)
    assert (page.status, page.heading, page.texts("[role=alert]")) == (401, "Log in", [LOGGED_OUT])
    page = log_in(client, page, "alice")
    assert (page.status, page.heading, page.texts("[role=alert]")) == (400, "Add expense", [AGAIN])
    expect_filled(page)
    assert session.scalars(select(Expense)).all() == []
    send(client, "/expenses/new", {**filled, **hidden(page)})
    assert session.scalars(select(Expense.merchant)).all() == ["Typed"]


def test_it_waits_while_the_password_is_wrong(client: Client, filled: dict[str, Any]) -> None:
    log_out(client)
    page = log_in(client, send(client, "/expenses/new", filled), "alice", "not the password")
    assert page.texts("[role=alert]") == ["Username or password is not right."]
    expect_filled(log_in(client, page, "alice"))


def test_it_waits_for_its_owner_alone(client: Client, filled: dict[str, Any], charlie: User, session: Session) -> None:
    log_out(client)
    page = log_in(client, send(client, "/expenses/new", filled), charlie.username)
    assert (page.status, page.heading) == (200, "Add expense")
    assert page.attributes("#amount", "value") == [""]
    assert "Typed" not in page.html
    assert session.scalars(select(Expense)).all() == []


def test_it_comes_back_too_where_its_owner_has_logged_in_in_another_tab(client: Client, filled: dict[str, Any]) -> None:
    log_out(client)
    page = send(client, "/expenses/new", filled)
    client.submit("/auth/login", username="alice", password=PASSWORD)
    expect_filled(log_in(client, page, "alice"))


def test_the_log_in_says_that_photos_are_not_kept(
    client: Client, filled: dict[str, Any], session: Session, upload_folder: Path
) -> None:
    log_out(client)
    page = send(client, "/expenses/new", {**filled, "receipts": upload()})
    assert page.texts("[role=alert]") == [LOGGED_OUT, NO_PHOTOS]
    assert (session.scalars(select(Receipt)).all(), files_in(upload_folder)) == ([], [])


def test_no_password_waits(client: Client) -> None:
    fields = {"current_password": PASSWORD, "new_password": "battery staple", **hidden(client.page("/auth/password"))}
    log_out(client)
    page = send(client, "/auth/password", fields)
    assert page.status == 401
    assert (PASSWORD in page.html, "battery staple" in page.html) == (False, False)


def test_a_form_that_nobody_here_made_leads_to_the_log_in(guest: Client) -> None:
    for token in ("", "x", guest.csrf_token()):
        page = send(guest, "/expenses/new", {"amount": "5", "csrf_token": token})
        assert (page.status, page.location) == (302, "/auth/login")


def test_what_has_no_page_of_its_own_is_never_sent_on(client: Client, make: Factory, alice: User) -> None:
    expense = make.expense(alice)
    token = hidden(client.page("/expenses/new"))["csrf_token"]
    url = f"/expenses/{expense.id}/delete"
    log_out(client)
    assert send(client, url, {"csrf_token": token}).location == "/auth/login"
    client.submit("/auth/login", username="alice", password=PASSWORD)
    assert send(client, url, {"csrf_token": token}).heading == "The form has expired"
    assert client.page(f"/expenses/{expense.id}").status == 200


def test_an_account_is_not_deleted_by_a_form_that_waited(client: Client, new_client: Callable[[], Client]) -> None:
    fields = {"password": PASSWORD, **hidden(client.page("/auth/delete"))}
    log_out(client)
    page = log_in(client, send(client, "/auth/delete", fields), "alice")
    assert (page.status, page.heading) == (400, "Delete account")
    assert new_client().submit("/auth/login", username="alice", password=PASSWORD).location == "/"

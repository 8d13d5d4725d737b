from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.models import Budget, Category, Expense, Receipt, RecurringDecision
from tests.support.routes import OWNED, PRIVATE_PAGES, ROUTES

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


every_route = pytest.mark.parametrize("key", ROUTES, ids=" ".join)


@pytest.fixture
def urls(make: Factory, alice: User) -> dict[tuple[str, str], str]:
    """The URL of every route, where Alice owns one of everything, and of what the trash takes one there too."""
    category = make.category(alice)
    expense = make.expense(alice, category_id=category.id)
    receipt = make.receipt(expense)
    deleted_at = dt.datetime.now(dt.UTC)
    deleted_expense = make.expense(alice, category_id=category.id, deleted_at=deleted_at)
    deleted_receipt = make.receipt(expense, deleted_at=deleted_at)
    decision = make.decision(alice, "konzum")
    ids = {
        "decision": decision.id,
        "category": category.id,
        "expense": expense.id,
        "receipt": receipt.id,
        "limit": make.limit(alice, category_id=category.id).id,
        "deleted_expense": deleted_expense.id,
        "deleted_receipt": deleted_receipt.id,
    }
    return {key: route.url.format_map(ids) for key, route in ROUTES.items()}


def status_of(client: Client, method: str, url: str) -> int:
    return client.submit(url).status if method == "POST" else client.page(url).status


def test_every_route_stands_in_the_matrix(app: Flask) -> None:
    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if not rule.redirect_to
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == ROUTES.keys()


@every_route
def test_a_url_of_the_matrix_belongs_to_its_route(
    app: Flask, urls: dict[tuple[str, str], str], key: tuple[str, str]
) -> None:
    endpoint, _ = app.url_map.bind("localhost").match(urls[key], key[0])
    assert endpoint == key[1]


@every_route
def test_a_guest_gets_what_is_public(guest: Client, urls: dict[tuple[str, str], str], key: tuple[str, str]) -> None:
    assert status_of(guest, key[0], urls[key]) == ROUTES[key].guest


@every_route
def test_the_owner_gets_everything(client: Client, urls: dict[tuple[str, str], str], key: tuple[str, str]) -> None:
    assert status_of(client, key[0], urls[key]) == ROUTES[key].owner


@every_route
def test_a_stranger_gets_nothing_of_it(
    guest: Client, charlie: User, urls: dict[tuple[str, str], str], key: tuple[str, str]
) -> None:
    assert status_of(guest.signed_in(charlie), key[0], urls[key]) == ROUTES[key].stranger


@every_route
def test_a_wrong_method_is_refused(
    app: Flask, client: Client, urls: dict[tuple[str, str], str], key: tuple[str, str]
) -> None:
    allowed = set(app.url_map.bind("localhost").allowed_methods(urls[key]))
    wrong = {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed
    assert {client.open(urls[key], method=method).status_code for method in wrong} == {405}


@pytest.mark.parametrize("key", PRIVATE_PAGES, ids=" ".join)
def test_s1_every_private_page_asks_a_guest_to_log_in(
    guest: Client, urls: dict[tuple[str, str], str], key: tuple[str, str]
) -> None:
    page = guest.page(urls[key])
    assert (page.status, page.location) == (302, f"/auth/login?next={urls[key]}")


@pytest.mark.parametrize("key", PRIVATE_PAGES, ids=" ".join)
def test_s11_no_shared_cache_keeps_what_is_private(
    client: Client, urls: dict[tuple[str, str], str], key: tuple[str, str]
) -> None:
    for visitor in (client, client.application.test_client()):
        assert "private" in visitor.get(urls[key]).headers["Cache-Control"]


@pytest.mark.parametrize("sub_page", ["", "/image", "/thumbnail", "/download"])
def test_s2_nobody_reads_the_receipt_of_somebody_else(
    guest: Client, make: Factory, alice: User, charlie: User, sub_page: str
) -> None:
    url = f"/receipts/{make.receipt(make.expense(alice)).id}{sub_page}"
    assert guest.page(url).location == f"/auth/login?next={url}"
    assert guest.signed_in(charlie).page(url).status == 404
    assert guest.signed_in(alice).page(url).status == 200


def test_what_is_not_yours_looks_like_what_does_not_exist(
    guest: Client, charlie: User, urls: dict[tuple[str, str], str]
) -> None:
    guest.signed_in(charlie)
    url = urls["GET", "expenses.show"]
    assert guest.page(url).text == guest.page(f"{url}000").text


def test_a_stranger_changes_nothing(
    guest: Client, charlie: User, urls: dict[tuple[str, str], str], session: Session
) -> None:
    guest.signed_in(charlie)
    for key in OWNED:
        status_of(guest, key[0], urls[key])
    models = (Category, Expense, Receipt, RecurringDecision, Budget)
    counts = [session.scalar(select(func.count()).select_from(model)) for model in models]
    assert counts == [1, 2, 2, 1, 1]
    for model in (Expense, Receipt):
        assert session.scalar(select(func.count(model.deleted_at))) == 1


def test_a_guest_comes_back_to_the_filters_that_were_asked_for(guest: Client) -> None:
    page = guest.page("/expenses/?q=kava&min=5")
    assert page.location == "/auth/login?next=/expenses/?q%3Dkava%26min%3D5"


def test_a_guest_who_sends_a_form_is_not_sent_back_to_it(guest: Client) -> None:
    assert guest.submit("/expenses/new", amount="5").location == "/auth/login"


def test_a_guest_without_a_token_is_asked_to_log_in_too(guest: Client) -> None:
    response = guest.post("/expenses/new", data={"amount": "5"})
    assert (response.status_code, response.location) == (302, "/auth/login")


@pytest.mark.parametrize(
    "session_id", ["0.0", "1", "nobody.0", "999999.0", "1.1", "", "..", "1.1.token", "1.1.1.1", "č.č.č"]
)
def test_a_session_of_no_account_is_a_guest(guest: Client, session_id: str) -> None:
    with guest.session_transaction() as browser_session:
        browser_session["_user_id"] = session_id
    assert guest.page("/").location == "/auth/login?next=/"


@pytest.mark.parametrize("url", ["/expenses/0", "/expenses/99999999999999999999", "/expenses/-1", "/months/2026-13"])
def test_a_number_that_no_row_has_leads_nowhere(client: Client, url: str) -> None:
    assert client.page(url).status == 404

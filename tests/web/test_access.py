from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import func, select

from app.models import Budget, Category, Expense, Receipt, RecurringDecision

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

LOGIN = 302  # where a guest goes; that it is the log-in page is checked beside the number


class Route(NamedTuple):
    """A URL, and what a guest, Alice who owns everything in it, and Charlie get."""

    url: str
    guest: int
    owner: int
    stranger: int


# Every method of every endpoint. Posts carry a good token and no fields: whoever is let in gets 400 from a form that
# needs some, and 302 from one that then changes nothing.
ROUTES = {
    ("GET", "static"): Route("/static/css/base.css", 200, 200, 200),
    ("GET", "health.show"): Route("/healthz", 200, 200, 200),
    ("GET", "installation.manifest"): Route("/manifest.webmanifest", 200, 200, 200),
    ("GET", "installation.service_worker"): Route("/service-worker.js", 200, 200, 200),
    ("GET", "installation.offline"): Route("/offline", 200, 200, 200),
    ("GET", "auth.login"): Route("/auth/login", 200, 302, 302),
    ("POST", "auth.login"): Route("/auth/login", 400, 302, 302),
    ("GET", "auth.register"): Route("/auth/register", 200, 302, 302),
    ("POST", "auth.register"): Route("/auth/register", 400, 302, 302),
    ("POST", "auth.logout"): Route("/auth/logout", LOGIN, 302, 302),
    ("GET", "auth.account"): Route("/auth/account", LOGIN, 200, 200),
    ("POST", "auth.account"): Route("/auth/account", LOGIN, 302, 302),
    ("GET", "auth.password"): Route("/auth/password", LOGIN, 200, 200),
    ("POST", "auth.password"): Route("/auth/password", LOGIN, 400, 400),
    ("GET", "auth.delete"): Route("/auth/delete", LOGIN, 200, 200),
    ("POST", "auth.delete"): Route("/auth/delete", LOGIN, 400, 400),
    ("GET", "home.index"): Route("/", LOGIN, 200, 200),
    ("GET", "summaries.months"): Route("/months/", LOGIN, 200, 200),
    ("GET", "summaries.show_month"): Route("/months/2026-11", LOGIN, 200, 200),
    ("GET", "summaries.show_year"): Route("/years/2026", LOGIN, 200, 200),
    # A chart of no expenses is not found, and Charlie has none.
    ("GET", "summaries.all_time_chart"): Route("/months/months.png", LOGIN, 200, 404),
    ("GET", "summaries.month_chart"): Route("/months/2026-11/days.svg", LOGIN, 200, 404),
    ("GET", "summaries.year_chart"): Route("/years/2026/months.svg", LOGIN, 200, 404),
    ("GET", "expenses.index"): Route("/expenses/", LOGIN, 200, 200),
    ("GET", "expenses.create"): Route("/expenses/new", LOGIN, 200, 200),
    ("POST", "expenses.create"): Route("/expenses/new", LOGIN, 400, 400),
    ("GET", "expenses.show"): Route("/expenses/{expense}", LOGIN, 200, 404),
    ("GET", "expenses.edit"): Route("/expenses/{expense}/edit", LOGIN, 200, 404),
    ("POST", "expenses.edit"): Route("/expenses/{expense}/edit", LOGIN, 400, 404),
    ("POST", "expenses.attach"): Route("/expenses/{expense}/receipts", LOGIN, 400, 404),
    ("POST", "expenses.delete"): Route("/expenses/{expense}/delete", LOGIN, 302, 404),
    ("GET", "receipts.index"): Route("/receipts/", LOGIN, 200, 200),
    # The only form without a token; it takes nothing of a request that does not say where it comes from.
    ("POST", "receipts.share"): Route("/receipts/share", LOGIN, 400, 400),
    ("GET", "receipts.show"): Route("/receipts/{receipt}", LOGIN, 200, 404),
    ("GET", "receipts.image"): Route("/receipts/{receipt}/image", LOGIN, 200, 404),
    ("GET", "receipts.thumbnail"): Route("/receipts/{receipt}/thumbnail", LOGIN, 200, 404),
    ("GET", "receipts.download"): Route("/receipts/{receipt}/download", LOGIN, 200, 404),
    ("POST", "receipts.delete"): Route("/receipts/{receipt}/delete", LOGIN, 302, 404),
    ("GET", "categories.index"): Route("/categories/", LOGIN, 200, 200),
    ("GET", "habits.index"): Route("/habits/", LOGIN, 200, 200),
    ("GET", "habits.merchants"): Route("/habits/merchants", LOGIN, 200, 200),
    ("GET", "habits.show_category"): Route("/categories/{category}", LOGIN, 200, 404),
    ("GET", "habits.category_chart"): Route("/categories/{category}/months.svg", LOGIN, 200, 404),
    ("GET", "categories.create"): Route("/categories/new", LOGIN, 200, 200),
    ("POST", "categories.create"): Route("/categories/new", LOGIN, 400, 400),
    ("GET", "categories.edit"): Route("/categories/{category}/edit", LOGIN, 200, 404),
    ("POST", "categories.edit"): Route("/categories/{category}/edit", LOGIN, 302, 404),
    ("POST", "categories.archive"): Route("/categories/{category}/archive", LOGIN, 302, 404),
    ("POST", "categories.restore"): Route("/categories/{category}/restore", LOGIN, 302, 404),
    ("GET", "categories.delete"): Route("/categories/{category}/delete", LOGIN, 200, 404),
    ("POST", "categories.delete"): Route("/categories/{category}/delete", LOGIN, 400, 404),
    ("GET", "goals.index"): Route("/goals/", LOGIN, 200, 200),
    ("POST", "goals.index"): Route("/goals/", LOGIN, 400, 400),
    ("POST", "goals.remove"): Route("/goals/{limit}/remove", LOGIN, 302, 404),
    ("GET", "goals.savings"): Route("/goals/savings", LOGIN, 200, 200),
    ("POST", "goals.savings"): Route("/goals/savings", LOGIN, 400, 400),
    ("POST", "goals.remove_savings"): Route("/goals/savings/remove", LOGIN, 302, 302),
    ("GET", "recurring.index"): Route("/recurring/", LOGIN, 200, 200),
    ("POST", "recurring.confirm"): Route("/recurring/confirm", LOGIN, 400, 400),
    ("POST", "recurring.dismiss"): Route("/recurring/dismiss", LOGIN, 400, 400),
    ("POST", "recurring.reset"): Route("/recurring/{decision}/reset", LOGIN, 302, 404),
    ("GET", "trash.index"): Route("/trash/", LOGIN, 200, 200),
    ("POST", "trash.restore_expense"): Route("/trash/expenses/{deleted_expense}/restore", LOGIN, 302, 404),
    ("POST", "trash.restore_receipt"): Route("/trash/receipts/{deleted_receipt}/restore", LOGIN, 302, 404),
    ("POST", "trash.empty"): Route("/trash/empty", LOGIN, 302, 302),
}
OWNED = [key for key, route in ROUTES.items() if "{" in route.url]
PRIVATE_PAGES = [key for key, route in ROUTES.items() if key[0] == "GET" and route.guest == LOGIN]

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

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.models import Budget, Category, Expense, Receipt, RecurringDecision
from tests.support.programs import OTHER_TOKEN, TOKEN
from tests.support.routes import API_ROUTES, OWNED, PRIVATE_PAGES, ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


Key = tuple[str, str]  # a method and an endpoint


@pytest.fixture
def urls(make: Factory, alice: User) -> dict[Key, str]:
    """The URL of every route, where Alice owns one of everything."""
    return urls_of(make, alice)


def urls_of(make: Factory, user: User) -> dict[Key, str]:
    """Make one of everything, and of what the trash takes one there too; return the URL of every route."""
    category = make.category(user)
    expense = make.expense(user, category_id=category.id)
    deleted_at = dt.datetime.now(dt.UTC)
    make.totp_secret(user)
    ids = {
        "passkey": make.passkey(user).id,
        "decision": make.decision(user, "konzum").id,
        "category": category.id,
        "device": make.login_session(user).id,
        "expense": expense.id,
        "receipt": make.receipt(expense).id,
        "waiting": make.waiting(user).id,
        "change": make.change(expense).id,
        "limit": make.limit(user, category_id=category.id).id,
        "invitation": make.invitation(user).id,
        "token": make.token(user).id,
        "import": make.imported(make.expense(user, category_id=category.id)).id,
        "waiting_import": make.waiting_import(user).id,
        "waiting_archive": make.waiting_archive(user).id,
        "deleted_expense": make.expense(user, category_id=category.id, deleted_at=deleted_at).id,
        "deleted_receipt": make.receipt(expense, deleted_at=deleted_at).id,
    }
    return {key: route.url.format_map(ids) for key, route in {**ROUTES, **API_ROUTES}.items()}


def status_of(client: Client, method: str, url: str) -> int:
    return client.submit(url).status if method == "POST" else client.page(url).status


def test_every_route_stands_in_the_matrix(app: Flask) -> None:
    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if not rule.redirect_to
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == ROUTES.keys() | API_ROUTES.keys()


def test_a_url_of_the_matrix_belongs_to_its_route(app: Flask, urls: dict[Key, str]) -> None:
    router = app.url_map.bind("localhost")
    assert {key: router.match(url, key[0])[0] for key, url in urls.items()} == {key: key[1] for key in urls}


def test_a_guest_gets_what_is_public(guest: Client, urls: dict[Key, str]) -> None:
    statuses = {key: status_of(guest, key[0], urls[key]) for key in ROUTES}
    assert statuses == {key: route.guest for key, route in ROUTES.items()}


def test_the_owner_gets_everything(new_client: Callable[[], Client], make: Factory) -> None:
    for method, endpoint in ROUTES:
        owner = make.user()  # a new one each time: some forms change what the next one needs
        url = urls_of(make, owner)[method, endpoint]
        assert status_of(new_client().signed_in(owner), method, url) == ROUTES[method, endpoint].owner, url


def test_a_stranger_gets_nothing_of_it(guest: Client, charlie: User, urls: dict[Key, str]) -> None:
    statuses = {key: status_of(guest.signed_in(charlie), key[0], urls[key]) for key in ROUTES}
    assert statuses == {key: route.stranger for key, route in ROUTES.items()}


def test_a_program_gets_what_its_token_opens(  # noqa: PLR0913, PLR0917 - whoever may ask
    new_client: Callable[[], Client], client: Client, make: Factory, alice: User, charlie: User, urls: dict[Key, str]
) -> None:
    make.token(alice, TOKEN)
    make.token(charlie, OTHER_TOKEN)
    guest = new_client()
    for key, route in API_ROUTES.items():
        owner, stranger = (
            guest.open(urls[key], method=key[0], headers={"Authorization": f"Bearer {token}"})
            for token in (TOKEN, OTHER_TOKEN)
        )
        assert (owner.status_code, stranger.status_code) == (route.owner, route.stranger), key
        for nobody in (guest, client):
            assert nobody.open(urls[key], method=key[0]).status_code == route.guest, key


def test_a_wrong_method_is_refused(app: Flask, client: Client, urls: dict[Key, str]) -> None:
    router = app.url_map.bind("localhost")
    for url in set(urls.values()):
        wrong = {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(router.allowed_methods(url))
        assert {client.open(url, method=method).status_code for method in wrong} == {405}, url


def test_every_private_page_asks_a_guest_to_log_in(guest: Client, urls: dict[Key, str]) -> None:
    for key in PRIVATE_PAGES:
        page = guest.page(urls[key])
        assert (page.status, page.location) == (302, f"/auth/login?next={urls[key]}")


def test_no_shared_cache_keeps_what_is_private(client: Client, urls: dict[Key, str]) -> None:
    for visitor in (client, client.application.test_client()):
        for key in PRIVATE_PAGES:
            assert "private" in visitor.get(urls[key]).headers["Cache-Control"], key


@pytest.mark.parametrize("sub_page", ["", "/image", "/thumbnail", "/print", "/download"])
def test_nobody_reads_the_receipt_of_somebody_else(
    guest: Client, make: Factory, alice: User, charlie: User, sub_page: str
) -> None:
    url = f"/receipts/{make.receipt(make.expense(alice)).id}{sub_page}"
    assert guest.page(url).location == f"/auth/login?next={url}"
    assert guest.signed_in(charlie).page(url).status == 404
    assert guest.signed_in(alice).page(url).status == 200


def test_what_is_not_yours_looks_like_what_does_not_exist(guest: Client, charlie: User, urls: dict[Key, str]) -> None:
    guest.signed_in(charlie)
    url = urls["GET", "expenses.show"]
    assert guest.page(url).text == guest.page(f"{url}000").text


def test_a_stranger_changes_nothing(guest: Client, charlie: User, urls: dict[Key, str], session: Session) -> None:
    guest.signed_in(charlie)
    for key in OWNED:
        status_of(guest, key[0], urls[key])
    models = (Category, Expense, Receipt, RecurringDecision, Budget)
    counts = [session.scalar(select(func.count()).select_from(model)) for model in models]
    assert counts == [1, 3, 3, 1, 1]
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

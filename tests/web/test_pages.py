"""Every page in every state goes through the lint of `Client.page`."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app import create_app
from app.database.engine import db
from config import load_config
from tests.support.client import Client
from tests.support.page_lint import find_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
GUEST_FORMS = ("/auth/login", "/auth/login?next=/expenses/new", "/auth/register")
GUEST_PAGES = (*GUEST_FORMS, "/offline")
# What an account with data has, and one without too, as far as no number stands in the address.
OWN_PAGES = (
    *("/", "/months/", "/months/2026-11", "/months/2026-10", "/months/2026-09", "/years/2026", "/years/2020"),
    *(
        "/expenses/",
        "/expenses/?page=2",
        "/expenses/?q=sir&receipt=with",
        "/expenses/?q=nothing",
        "/expenses/?min=x&to=x",
        "/expenses/?checked=no",
        "/expenses/?checked=no&selected={arrived}",
        "/expenses/{arrived}",
    ),
    *("/expenses/?sort=date", "/expenses/?sort=-amount", "/expenses/?sort=amount&min=1&max=2"),
    *(
        "/expenses/new",
        "/expenses/new?category_id={used}&spent_on=2026-11-20",
        "/expenses/new?category_id=x&spent_on=x",
    ),
    *("/expenses/{expense}", "/expenses/{bare}", "/expenses/{expense}/edit", "/expenses/{bare}/edit"),
    *(
        "/expenses/new?repeat={expense}",
        "/expenses/new?waiting={waiting}",
        "/expenses/new?waiting=x&waiting=99999999999999999999",
    ),
    *(
        "/receipts/",
        "/receipts/all/",
        "/receipts/all/{receipt}?q=a",
        "/receipts/{receipt}",
        "/receipts/{receipt}?zoom=1",
        "/receipts/{waiting}",
        "/receipts/queue/{waiting}",
        "/trash/",
        "/recurring/",
    ),
    *("/habits/", "/habits/merchants", "/habits/days", "/categories/{used}", "/categories/{archived}"),
    *("/categories/", "/categories/new", "/categories/{used}/edit", "/categories/{archived}/edit"),
    *("/categories/{used}/delete", "/categories/{archived}/delete"),
    *("/goals/", "/goals/?category_id=", "/goals/?category_id={used}", "/goals/?category_id=x", "/goals/savings"),
    *("/report/?from=2026-11-01&to=2026-11-30", "/report/?from=2026-01-01&to=2026-12-31", "/report/?min=x&photos=x"),
    *("/report/?q=sir&category_id={used}&receipt=with&photos=4", "/report/?q=nothing"),
    *("/more/", "/exports/", "/auth/account", "/auth/password", "/auth/delete"),
    *("/auth/devices/", "/auth/devices/{device}/name", "/auth/events/"),
    *("/more/", "/exports/", "/auth/account", "/auth/password", "/auth/delete", "/auth/invitations/"),
    *("/more/", "/exports/", "/auth/account", "/auth/password", "/auth/delete", "/auth/tokens/"),
    *("/auth/factors/", "/auth/factors/passkeys/new", "/auth/factors/passkeys/{passkey}/remove"),
    *(
        "/imports/",
        "/imports/{waiting_import}",
        "/imports/{waiting_import}/categories",
        "/imports/{waiting_import}/preview",
        "/imports/archives/{waiting_archive}",
    ),
)
FILES = (
    *("/receipts/{receipt}/image", "/receipts/{receipt}/thumbnail", "/receipts/{receipt}/download"),
    *("/receipts/{receipt}/print",),
    *("/months/largest.svg", "/months/2026-11/days.png", "/months/2026-11/pace.svg", "/years/2026/months.png"),
    *("/categories/{used}/months.svg", "/habits/categories.svg", "/habits/weekdays.csv"),
    *("/exports/archive.zip", "/expenses/export.csv", "/expenses/export.xlsx?q=sir"),
    *("/receipts/{waiting}/reading", "/auth/passkey/options"),
    *("/healthz", "/readyz", "/favicon.ico", "/static/css/base.css", "/manifest.webmanifest", "/service-worker.js"),
    "/robots.txt",
)
LEADING_ON = ("/insights/", "/years/", "/receipts/next", "/auth/second-factor", "/.well-known/change-password")
# What has a page only where there is an app, or none, or a password that waits for its second step, a token, a contact.
OF_SOME = (
    "/metrics",
    "/.well-known/security.txt",
    "/auth/logged-out",
    "/auth/factors/app",
    "/auth/factors/app/remove",
    "/auth/factors/recovery-codes",
    "/auth/second-factor/options",
)
FORMS = (
    *("/expenses/new", "/expenses/{expense}/edit", "/expenses/{expense}/receipts"),
    *("/categories/new", "/categories/{used}/edit", "/categories/{used}/delete"),
    *("/goals/", "/goals/savings"),
    *("/auth/account", "/auth/password", "/auth/delete", "/auth/invitations/", "/auth/tokens/"),
    *("/auth/factors/passkeys/new", "/auth/factors/passkeys/{passkey}/remove"),
)
HOSTILE_FACTS = {
    "totals": [{"cents": 1250, "score": 1.0, "box": [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.2]]}],
    "dates": ["2026-11-20"],
    "merchants": ["<script>alert('1')</script> & \"Sir\" {{ 7 * 7 }}"],
    "oibs": [],
    "currency": "EUR",
}
HOSTILE = "<script>alert('1')</script> & \"Sir\" {{ 7 * 7 }}"
# A file of Mint: texts that attack pages, a long one, a refund, money in, and a line that cannot be read.
IMPORTED = (
    "Date,Description,Original Description,Amount,Transaction Type,Category,Account Name,Labels,Notes\n"
    "11/07/2026,<b>{{ 7 * 7 }}</b> & Sir,,50.00,debit,<script>alert(1)</script>,,,\n"
    f"11/08/2026,{'x' * 300},,-1,debit,{'y' * 80},,,\n"
    "11/09/2026,,,7,credit,,,,\n"
    "11/99/2026,<i>,,x,debit,,,,\n"
)


@pytest.fixture(params=["en", "hr"])
def language(request: pytest.FixtureRequest, alice: User, session: Session) -> str:
    """Alice's language."""
    alice.language = request.param
    session.flush()
    return str(request.param)


@pytest.fixture
def numbers(make: Factory, alice: User) -> dict[str, int]:
    """What Alice has: names that attack pages, refunds, goals, receipts, pages of expenses, an archived category."""
    used = make.category(alice, HOSTILE)
    archived = make.category(alice, "A" * 50, archived_at=dt.datetime.now(dt.UTC))
    own: dict[str, Any] = {"category_id": used.id, "merchant": HOSTILE, "note": f"{HOSTILE}\n\n👩‍👧 ěščř"}
    expense, bare = make.expense(alice, **own), make.expense(alice, -5000, category_id=used.id)
    arrived = make.expense(alice, **own, unchecked_since=dt.datetime.now(dt.UTC))
    receipt = make.receipt(expense, original_name='račun "1" <b>.jpg')
    make.receipt(expense, original_name="")
    make.expenses(alice, range(1, 60), **own)
    make.expenses(alice, [500, -500], spent_on=dt.date(2026, 10, 31), category_id=used.id)
    for position, name in enumerate(("Confirmed", "Dismissed", HOSTILE)):
        for month in (9, 10, 11):
            make.expense(alice, 700, spent_on=dt.date(2026, month, 5), merchant=name, category_id=archived.id)
        if name != HOSTILE:
            make.decision(alice, name.casefold(), is_confirmed=position == 0)
    waiting = make.waiting(alice, original_name=HOSTILE)
    make.reading(waiting, state="read", text=HOSTILE, facts=HOSTILE_FACTS)
    make.waiting(alice, original_name="")
    make.limit(alice)
    make.limit(alice, category_id=used.id)
    make.limit(alice, category_id=archived.id, valid_from=dt.date(2026, 12, 1))
    make.savings_goal(alice, name=HOSTILE[:50])
    deleted_at = dt.datetime.now(dt.UTC)
    make.receipt(make.expense(alice, -1, **own, deleted_at=deleted_at))
    for name in (HOSTILE, ""):
        make.receipt(bare, original_name=name, deleted_at=deleted_at)
    make.imported(bare)
    make.invitation(alice, name=HOSTILE[:50])
    make.token(alice, name=HOSTILE[:50], last_used_at=deleted_at)
    make.token(alice, may_read=False, expires_at=deleted_at)
    waiting_import = make.waiting_import(alice, IMPORTED.encode(), HOSTILE)
    rows: dict[str, Any] = {"waiting_import": waiting_import, "waiting_archive": make.waiting_archive(alice)}
    rows |= {"used": used, "archived": archived, "expense": expense, "bare": bare}
    rows |= {
        "arrived": arrived,
        "receipt": receipt,
        "waiting": waiting,
        "passkey": make.passkey(alice, name=HOSTILE[:50]),
        "device": make.login_session(alice, name=HOSTILE[:40]),
    }
    make.event(alice, detail=HOSTILE)
    return {name: row.id for name, row in rows.items()}


@pytest.fixture
def unlucky_app(tmp_path: Path) -> Iterator[Flask]:
    """An application with a database that nobody has migrated, and without registration."""
    application = create_app(load_config({"DATA_FOLDER": str(tmp_path), "REGISTRATION": "closed"}))
    application.test_client_class = Client
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("/expenses/new", ["amount", "spent_on"]),
        ("/auth/password", ["current_password", "new_password"]),
        ("/auth/delete", ["password"]),
    ],
)
def test_what_has_to_be_filled_in_says_so(client: Client, url: str, names: list[str]) -> None:
    assert client.page(url).attributes("main [required]", "name") == names


def test_a_category_has_to_be_chosen_and_says_so(client: Client) -> None:
    assert client.page("/expenses/new").attributes("[role=radiogroup]", "aria-required") == ["true"]


def test_the_log_in_and_the_registration_say_what_has_to_be_filled_in(guest: Client) -> None:
    assert guest.page("/auth/login").attributes("main [required]", "name") == ["username", "password"]
    names = ["first_name", "last_name", "username", "password"]
    assert guest.page("/auth/register").attributes("main [required]", "name") == names


def test_every_page_of_an_account_with_data_is_sound(client: Client, numbers: dict[str, int], language: str) -> None:
    for url in OWN_PAGES:
        page = client.page(url.format(**numbers))
        assert (page.status, page.attributes("html", "lang")) == (200, [language]), url


def test_every_page_of_an_empty_account_is_sound(client: Client, language: str) -> None:
    for url in OWN_PAGES:
        if "{" not in url and "page=2" not in url:
            page = client.page(url)
            assert (page.status, page.attributes("html", "lang")) == (200, [language]), url
            assert "None" not in page.text, url


def test_every_form_with_errors_is_sound(client: Client, numbers: dict[str, int], language: str) -> None:
    for url in FORMS:
        page = client.submit(
            url.format(**numbers), amount=HOSTILE, spent_on=HOSTILE, merchant="x" * 101, name="", move_to=HOSTILE,
            first_name="", month_start_day="x", new_password="1", receipts=(io.BytesIO(b"no image"), f"{HOSTILE}.jpg"),
        )  # fmt: skip
        assert (page.status, page.attributes("html", "lang")) == (400, [language]), url
        wrong = page.attributes("[aria-invalid=true]", "name")
        assert page.attributes("[autofocus]", "name") == wrong[:1] != [], url
        assert "Not a valid" not in page.text, url


def test_every_page_of_a_guest_is_sound(guest: Client, language: str) -> None:
    for url in GUEST_PAGES:
        page = guest.page(url, headers={"Accept-Language": language})
        assert (page.status, page.attributes("html", "lang")) == (200, [language]), url


def test_every_form_of_a_guest_with_errors_is_sound(guest: Client, language: str) -> None:
    guest.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    for url in GUEST_FORMS:
        page = guest.submit(url, username=HOSTILE, password="1")
        assert (page.status, page.attributes("html", "lang")) == (400, [language]), url


def test_every_error_page_is_sound(client: Client, language: str) -> None:
    pages = {"/nowhere": 404, "/expenses/999999": 404, "/expenses/1/delete": 405, "/static/nowhere.css": 404}
    for url, status in pages.items():
        page = client.page(url)
        assert (page.status, page.attributes("html", "lang")) == (status, [language]), url
        assert "/" in page.attributes(".card a", "href"), url


def test_a_guest_gets_an_error_page_too(guest: Client) -> None:
    assert guest.page("/static/nowhere.css").status == 404


def test_a_form_without_its_token_is_answered_with_a_page(client: Client) -> None:
    response = client.post("/expenses/new", data={"amount": "1"})
    assert (response.status_code, find_faults(response.text)) == (400, [])
    assert "The form has expired" in response.text


def test_what_is_too_large_is_answered_with_a_page(client: Client) -> None:
    body = b"0" * 12 * 1024 * 1024
    response = client.post("/expenses/new", data=body, content_type="multipart/form-data; boundary=0")
    assert (response.status_code, find_faults(response.text)) == (413, [])
    assert "Too large" in response.text


def test_two_changes_at_once_are_answered_with_a_page(app: Flask) -> None:
    with app.test_request_context("/"):
        response = app.make_response(app.handle_user_exception(StaleDataError()))
    assert (response.status_code, find_faults(response.get_data(as_text=True))) == (409, [])


def test_every_other_error_has_a_page_too(app: Flask) -> None:
    for code in (400, 401, 403, 404, 405, 408, 413, 414, 415, 429, 431):
        error = HTTPException()
        error.code = code
        with app.test_request_context("/"):
            response = app.make_response(app.handle_user_exception(error))
        assert (response.status_code, find_faults(response.get_data(as_text=True))) == (code, [])


def test_a_failure_is_answered_with_a_page_that_shows_nothing_of_it(unlucky_app: Flask) -> None:
    client = unlucky_app.test_client()
    assert isinstance(client, Client)
    page = client.page("/auth/login")
    assert page.status in {500, 503}  # a missing table is a fault of the code to PostgreSQL alone
    assert "passkey" not in page.html


def test_the_page_of_a_closed_registration_is_sound(unlucky_app: Flask, language: str) -> None:
    client = unlucky_app.test_client()
    assert isinstance(client, Client)
    page = client.page("/auth/register", headers={"Accept-Language": language})
    assert page.attributes("html", "lang") == [language]
    assert page.attributes("input", "name") == []


def test_every_static_file_of_a_page_is_asked_for_by_the_version_it_has(
    client: Client, numbers: dict[str, int]
) -> None:
    links = {
        url: re.findall(r'["\'](/static/[^"\']*)', client.page(url.format(**numbers)).html)
        for url in (*OWN_PAGES, "/offline")
    }
    assert [url for url, found in links.items() if not found] == []
    for link in {link for found in links.values() for link in found}:
        response = client.get(link)
        assert (response.status_code, "immutable" in response.headers["Cache-Control"]) == (200, True), link


def test_a_file_is_no_page(client: Client, numbers: dict[str, int]) -> None:
    for url in FILES:
        response = client.get(url.format(**numbers))
        assert (response.status_code, response.mimetype != "text/html") == (200, True), url


def test_no_route_is_left_out(app: Flask) -> None:
    rows = ("used", "archived", "expense", "bare", "arrived", "receipt", "waiting", "device", "passkey")
    numbers = dict.fromkeys((*rows, "waiting_import", "waiting_archive"), 1)
    addresses = (*GUEST_PAGES, *OWN_PAGES, *FILES, *LEADING_ON, *OF_SOME)
    urls = (url.format(**numbers).partition("?")[0] for url in addresses)
    visited = {app.url_map.bind("localhost").match(url)[0] for url in urls}
    pages = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()) and not rule.redirect_to]
    assert visited == {rule.endpoint for rule in pages if not rule.endpoint.startswith("api.")}  # for programs

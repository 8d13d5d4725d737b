from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session as OrmSession
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.database.engine import Base
from app.home import routes
from app.models import Budget, Category, Receipt
from tests.support.factories import PASSWORD, upload
from tests.support.page_lint import find_faults
from tests.support.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

SECRET_TEXT = "/srv/secrets: no such table"
POSTS = sorted({route.url for (method, _), route in ROUTES.items() if method == "POST"})
GETS = sorted({route.url for (method, _), route in ROUTES.items() if method == "GET"})
# The one form without a token; tests/receipts/test_waiting.py says what it takes instead.
TOKEN_POSTS = [url for url in POSTS if url != "/receipts/share"]
POSTS_ONLY = [url for url in POSTS if url not in GETS]
# What makes every form valid, but for the category and the photo.
TYPED = {
    "amount": "5",
    "spent_on": "2026-11-20",
    "name": "Typed",
    "color": "green",
    "valid_from": "2026-11",
    "due_on": "2027-06-30",
    "month_start_day": "7",
    "first_name": "Typed",
    "last_name": "Typed",
    "language": "hr",
    "currency": "EUR",
    "timezone": "UTC",
    "password": PASSWORD,
    "current_password": PASSWORD,
    "new_password": "battery staple",
    "username": "typed",
}

# Nothing of this is a page of this site.
OTHER_SITES = [
    "https://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "//evil.example",
    "//[",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    " //evil.example",
    "/\x00/evil.example",
    "/\x7f/evil.example",
    "/\u2028/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "",
]


@pytest.fixture
def ids(make: Factory, alice: User) -> dict[str, int]:
    """What Alice owns, one of each."""
    category = make.category(alice)
    expense = make.expense(alice, category_id=category.id)
    deleted_at = dt.datetime.now(dt.UTC)
    return {
        "category": category.id,
        "device": make.login_session(alice).id,
        "expense": expense.id,
        "receipt": make.receipt(expense).id,
        "waiting": make.waiting(alice).id,
        "change": make.change(expense).id,
        "limit": make.limit(alice, category_id=category.id).id,
        "token": make.token(alice).id,
        "decision": make.decision(alice, "konzum").id,
        "invitation": make.invitation(alice).id,
        "import": make.imported(make.expense(alice, category_id=category.id)).id,
        "waiting_import": make.waiting_import(alice).id,
        "waiting_archive": make.waiting_archive(alice).id,
        "passkey": make.passkey(alice).id,
        "deleted_expense": make.expense(alice, category_id=category.id, deleted_at=deleted_at).id,
        "deleted_receipt": make.receipt(expense, deleted_at=deleted_at).id,
    }


HTTPS = "https://localhost"


def contents(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database."""
    tables = Base.metadata.sorted_tables
    return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def log_in(client: Client, username: str, **options: Any) -> TestResponse:
    """Log in by the form, and ask to be remembered."""
    fields = {"username": username, "password": PASSWORD, "remember": "y", "csrf_token": client.csrf_token()}
    return client.post("/auth/login", data=fields, **options)


def log_in_over_https(client: Client, username: str) -> TestResponse:
    token = client.page("/auth/login", base_url=HTTPS).attributes("[name=csrf_token]", "value")[0]
    fields = {"username": username, "password": PASSWORD, "remember": "y", "csrf_token": token}
    return client.post("/auth/login", data=fields, base_url=HTTPS)


def cookie(response: TestResponse, name: str) -> str:
    """Return how the response sets a cookie."""
    return next(line for line in response.headers.getlist("Set-Cookie") if line.startswith(f"{name}="))


def test_no_form_is_taken_without_a_token(
    client: Client, new_client: Callable[[], Client], ids: dict[str, int], session: Session
) -> None:
    before = contents(session)
    for url in TOKEN_POSTS:
        sender = new_client() if url in {"/auth/login", "/auth/register"} else client
        response = sender.post(url.format_map(ids), data={"username": "alice", "password": PASSWORD})
        assert (response.status_code, find_faults(response.text)) == (400, []), url
        assert "The form has expired" in response.text, url
        assert contents(session) == before, url


def test_the_token_of_another_session_is_not_taken(
    new_client: Callable[[], Client], client: Client, ids: dict[str, int]
) -> None:
    url = f"/expenses/{ids['expense']}/delete"
    response = client.post(url, data={"csrf_token": new_client().csrf_token()})
    assert response.status_code == 400
    assert client.page(f"/expenses/{ids['expense']}").status == 200


def test_an_earlier_token_of_the_same_person_changes_nothing(
    client: Client, ids: dict[str, int], session: Session, alice: User
) -> None:
    client.page("/")
    old = client.page("/expenses/new").attributes("main [name=csrf_token]", "value")[0]
    before = contents(session)
    for url in TOKEN_POSTS:
        with client.session_transaction() as browser_session:
            browser_session["csrf_token"] = f"{alice.id}.another"
        fields = {**TYPED, "category_id": ids["category"], "receipts": upload(), "csrf_token": old}
        response = client.post(url.format_map(ids), data=fields)
        assert response.status_code in {302, 400}, url  # log-in and registration lead away whoever is signed in
        assert contents(session) == before, url


def test_no_link_deletes_or_logs_out(client: Client, ids: dict[str, int], session: Session) -> None:
    before = contents(session)
    for url in POSTS_ONLY:
        assert client.page(url.format_map(ids)).heading == "Not possible this way", url
        assert contents(session) == before, url
        assert client.page("/").status == 200, url


def test_looking_changes_nothing(client: Client, ids: dict[str, int], session: Session) -> None:
    before = contents(session)
    query = "?name=X&amount=1&password=correct+horse&csrf_token=" + client.csrf_token()
    for url in GETS:
        client.page(url.format_map(ids) + query)
        after = contents(session)
        after["account_event"] = [row for row in after["account_event"] if "exported" not in row]  # downloads are kept
        assert after == before, url


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/", 200),
        ("/expenses", 308),
        ("/auth/login", 302),
        ("/nowhere", 404),
        ("/auth/logout", 405),
        ("/healthz", 200),
        ("/static/css/base.css", 200),
        ("/static/none.css", 404),
        ("/receipts/{receipt}/image", 200),
        ("/receipts/{receipt}/thumbnail", 200),
        ("/receipts/{receipt}/download", 200),
        ("/months/months.svg", 200),
        ("/months/months.png", 200),
    ],
)
def test_every_answer_carries_the_security_headers(client: Client, ids: dict[str, int], url: str, status: int) -> None:
    response = client.get(url.format_map(ids))
    assert response.status_code == status
    assert_headers(response)


def assert_headers(response: TestResponse) -> None:
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "payment=()"} <= set(response.headers["Permissions-Policy"].split(", "))


def test_only_this_site_may_send_scripts_styles_and_forms(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"].split("; ")
    assert {"script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'"} <= set(policy)


@pytest.mark.parametrize("url", ["/", "/expenses/", "/receipts/{receipt}", "/auth/account", "/months/months.svg"])
def test_no_cache_keeps_a_private_page(client: Client, ids: dict[str, int], url: str) -> None:
    assert client.get(url.format_map(ids)).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("sub_page", ["image", "thumbnail", "download"])
def test_no_shared_cache_keeps_a_receipt(client: Client, ids: dict[str, int], sub_page: str) -> None:
    assert "private" in client.get(f"/receipts/{ids['receipt']}/{sub_page}").headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(guest: Client, alice: User) -> None:
    response = log_in(guest, alice.username)
    for name in ("session", "remember_token"):
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie(response, name).split("; "))
        assert "Secure" not in cookie(response, name)


def test_over_https_cookies_stay_on_https_and_on_this_host(guest: Client, alice: User) -> None:
    response = log_in_over_https(guest, alice.username)
    for name in ("__Host-session", "__Host-remember_token", "__Host-known_device"):
        assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/"} <= set(cookie(response, name).split("; "))
        assert "Domain" not in cookie(response, name)
    assert guest.get("/more/", base_url=HTTPS).status_code == 200


def test_over_https_no_cookie_of_another_name_is_believed(guest: Client, alice: User) -> None:
    log_in(guest, alice.username)  # as plain HTTP or another subdomain could slip it in
    assert guest.get("/more/", base_url=HTTPS).status_code == 302


def test_logging_out_over_https_takes_the_cookies_away(guest: Client, alice: User) -> None:
    log_in_over_https(guest, alice.username)
    token = guest.page("/more/", base_url=HTTPS).attributes("[name=csrf_token]", "value")[0]
    guest.post("/auth/logout", data={"csrf_token": token}, base_url=HTTPS)
    assert guest.get_cookie("__Host-remember_token") is None
    assert guest.get("/more/", base_url=HTTPS).status_code == 302


def test_a_browser_that_has_come_over_https_comes_over_https_again(client: Client) -> None:
    assert client.get("/", base_url=HTTPS).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_no_code_makes_markup_or_scripts_of_texts(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"].split("; ")
    assert {"require-trusted-types-for 'script'", "trusted-types answers"} <= set(policy)


def test_a_trusted_proxy_says_that_it_is_https(make_app: Callable[..., Flask]) -> None:
    client = make_app(TRUSTED_PROXIES="1").test_client()
    response = client.get("/auth/login", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in cookie(response, "__Host-session")


def test_nobody_but_a_trusted_proxy_is_believed(guest: Client) -> None:
    response = guest.get("/auth/login", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})
    assert "Secure" not in cookie(response, "session")
    assert "evil.example" not in response.text


def test_the_log_in_leads_to_no_other_site(new_client: Callable[[], Client], alice: User, client: Client) -> None:
    for target in OTHER_SITES:
        response = log_in(new_client(), alice.username, query_string={"next": target})
        assert (response.status_code, response.location) == (302, "/"), target
        assert client.get("/auth/login", query_string={"next": target}).location == "/", target


def test_two_people_at_the_same_server_never_see_each_other(
    new_client: Callable[[], Client], make: Factory, alice: User, charlie: User
) -> None:
    make.expense(alice, 77700, merchant="Only Alice")
    alices, charlies = new_client(), new_client()
    log_in(alices, alice.username)
    assert "Only Alice" in alices.page("/").text
    assert charlies.page("/").location == "/auth/login?next=/"
    log_in(charlies, charlie.username)
    assert "Only Alice" not in charlies.page("/").text
    assert f"Logged in as {charlie.username}" in charlies.page("/more/").text
    assert "Alice Horvat" in alices.page("/").html


def test_no_two_installations_have_the_same_key(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    keys = {make_app(DATA_FOLDER=str(tmp_path / name)).secret_key for name in ("one", "two")}
    assert len(keys) == 2
    assert all(len(str(key)) == 64 for key in keys)


def test_the_key_is_readable_by_its_owner_alone(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    make_app(DATA_FOLDER=str(tmp_path / "data"))
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def fail(*_args: object, **_kwargs: object) -> NoReturn:
    raise RuntimeError(SECRET_TEXT)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_error_shows_a_page_without_its_text(client: Client, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    token = client.csrf_token()
    monkeypatch.setattr(OrmSession, "execute", fail)  # no part of the application reads or writes without it
    response = client.open("/expenses/new", method=method, data={"csrf_token": token})
    assert response.status_code == 500
    assert "<h1>Something broke</h1>" in response.text
    assert find_faults(response.text) == []
    assert all(text not in response.text for text in (SECRET_TEXT, "RuntimeError", "Traceback"))
    assert_headers(response)


def test_the_text_of_an_error_is_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(routes, "get_pace", fail)
    assert client.page("/").heading == "Something broke"
    assert SECRET_TEXT in caplog.text


def test_what_changed_at_the_same_moment_is_explained(
    client: Client, alice: User, make: Factory, session: Session
) -> None:
    receipt = make.waiting(alice)

    def remove_receipt(*_args: object) -> None:
        session.execute(delete(Receipt).where(Receipt.id == receipt.id))

    event.listen(OrmSession, "before_flush", remove_receipt, once=True)
    page = client.submit(f"/receipts/{receipt.id}/delete")
    assert (page.status, page.heading) == (409, "Changed somewhere else")
    assert "UPDATE" not in page.html.upper()


def test_a_form_whose_category_goes_at_the_same_moment_asks_for_another_one(
    client: Client, alice: User, make: Factory, session: Session
) -> None:
    category = make.category(alice)

    def delete_category(*_args: object) -> None:
        session.execute(delete(Category).where(Category.id == category.id))

    event.listen(OrmSession, "before_flush", delete_category, once=True)
    page = client.submit("/goals/", amount="5", category_id=category.id, valid_from="2026-11")
    assert (page.status, page.error_of("category_id")) == (400, "Choose a category, or the total.")
    assert session.scalars(select(Budget)).all() == []


def test_a_server_without_its_database_says_so_and_no_more(
    make_app: Callable[..., Flask], empty_database_url: str
) -> None:
    response = make_app(DATABASE_URL=empty_database_url).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.get_json() == {"status": "failing", "database": False, "migrations": False, "uploads": True}


def test_a_server_that_cannot_keep_receipts_says_so_and_no_more(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    response = make_app(UPLOAD_FOLDER=str(tmp_path / "file")).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.get_json() == {"status": "failing", "database": True, "migrations": True, "uploads": False}


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_an_unknown_address_gets_a_page_in_the_house_look(guest: Client, alice: User, is_signed_in: bool) -> None:  # noqa: FBT001
    page = (guest.signed_in(alice) if is_signed_in else guest).page("/<script>alert(1)</script>")
    assert (page.status, page.heading) == (404, "Page not found")
    assert page.attributes(".brand", "href") == ["/"]
    assert "alert(1)" not in page.html


def test_a_wrong_method_gets_a_page_in_the_house_look(client: Client) -> None:
    page = client.page("/auth/logout")
    assert (page.status, page.heading) == (405, "Not possible this way")


def test_errors_speak_the_language_of_the_browser(guest: Client) -> None:
    page = guest.page("/nowhere", headers={"Accept-Language": "hr"})
    assert page.attributes("html", "lang") == ["hr"]
    assert page.heading != "Page not found"


@pytest.mark.parametrize("url", ["/expenses/new", "/expenses/{expense}/receipts", "/auth/account"])
def test_a_body_above_the_limit_gets_a_page_in_the_house_look(client: Client, ids: dict[str, int], url: str) -> None:
    page = client.submit(url.format_map(ids), receipts=[upload(bytes(12 * 1024 * 1024))])
    assert (page.status, page.heading) == (413, "Too large")
    assert_headers(page.response)


def test_a_body_below_the_limit_is_read(client: Client) -> None:
    page = client.submit("/expenses/new", receipts=[upload(bytes(1024 * 1024)) for _ in range(10)])
    assert page.status == 400
    assert "neither a photo nor a PDF" in page.error_of("receipts")


def test_what_people_type_is_never_markup(client: Client, make: Factory, alice: User) -> None:
    text = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
    category = make.category(alice, "<b>Bold</b>")
    make.expense(alice, 500, category_id=category.id, merchant=text, note=text)
    for url in ("/", "/expenses/", "/months/", "/months/2026-11", "/years/2026", "/categories/"):
        page = client.page(url)
        assert "<script>alert" not in page.html
        assert "<b>Bold" not in page.html
        assert "<img src=x" not in page.html


@pytest.mark.parametrize("url", ["/auth/login", "/auth/register", "/", "/expenses/new", "/months/"])
def test_a_page_asks_no_other_host_for_anything(guest: Client, alice: User, url: str) -> None:
    page = guest.page(url) if url.startswith("/auth") else guest.signed_in(alice).page(url)
    assert page.status == 200
    addresses = [*page.attributes("script", "src"), *page.attributes("link", "href"), *page.attributes("img", "src")]
    assert addresses
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)


@pytest.mark.parametrize("url", ["/", "/expenses/", "/expenses/new", "/auth/login", "/months/", "/nowhere"])
def test_a_query_of_bytes_that_are_no_text_is_a_bad_request(
    client: Client, new_client: Callable[[], Client], url: str
) -> None:
    for visitor in (client, new_client()):
        assert visitor.page(url, environ_overrides={"QUERY_STRING": "q=\xff"}).status == 400


def test_no_name_of_a_host_is_an_error_of_the_server(app: Flask, client: Client) -> None:
    client.get("/expenses/new")  # where a session gets its token
    cookie = client.get_cookie("session")
    assert cookie is not None
    for url in ("/", "/expenses/", "/auth/login", "/nowhere"):
        environ = EnvironBuilder(path=url, headers=[("Cookie", f"session={cookie.value}")]).get_environ()
        for host in ("xn--a", "." * 300, "xn--" + "a" * 80, "[", "a@b", " "):
            _, status, _ = run_wsgi_app(app.wsgi_app, {**environ, "HTTP_HOST": host}, buffered=True)  # as servers do
            assert int(status.split()[0]) < 500, (url, host)

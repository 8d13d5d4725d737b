"""A proxy that names the person; the forged header from outside is tried on a real server too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, select

from app.models import AccountEvent, LoginSession, User
from tests.support.client import Page
from tests.support.factories import PASSWORD
from tests.support.http_client import Browser, registered
from tests.support.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.support.client import Client
    from tests.support.servers import Server

PROXY, OUTSIDE = "10.0.0.2", "192.0.2.7"
SETTINGS = {"AUTH_HEADER": "Remote-User", "TRUSTED_PROXIES": "1", "AUTH_HEADER_FROM": f"{PROXY}/31"}


@pytest.fixture
def browser(make_app: Callable[..., Flask], session: Session) -> Callable[..., Client]:  # noqa: ARG001 - it empties
    """Opens browsers whose requests come from an address, and name somebody."""

    def open_one(username: str = "alice", peer: str = PROXY, **settings: str) -> Client:
        client: Any = make_app(**{**SETTINGS, **settings}).test_client()
        name = username.encode().decode("latin-1")
        client.environ_base.update({"REMOTE_ADDR": peer, "HTTP_REMOTE_USER": name, "HTTP_X_FORWARDED_FOR": OUTSIDE})
        return client

    return open_one


def user_of(client: FlaskClient) -> str:
    """Return who is logged in, after all redirects."""
    page = client.get("/more/", follow_redirects=True).get_data(as_text=True)
    return page.partition("Logged in as ")[2].partition("<")[0]


@pytest.mark.usefixtures("alice")
def test_whom_the_proxy_names_is_logged_in(browser: Callable[..., Client], session: Session) -> None:
    client = browser()
    assert client.page("/expenses/?q=kava").location == "/auth/login?next=/expenses/?q%3Dkava"
    assert client.page("/auth/login?next=/expenses/?q%3Dkava").location == "/expenses/?q=kava"
    assert client.page("/expenses/?q=kava").status == 200
    event = session.scalars(select(AccountEvent)).one()
    assert (event.kind, event.detail, event.address) == ("logged_in", "Remote-User", OUTSIDE)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    "wrong",
    [
        {"peer": OUTSIDE},
        {"peer": "10.0.0.4"},
        {"peer": ""},
        {"TRUSTED_PROXIES": "0"},
        {"AUTH_HEADER": ""},
        {"AUTH_HEADER": "X-Remote-User"},
        {"username": ""},
    ],
)
def test_the_header_of_anybody_else_says_nothing(browser: Callable[..., Client], wrong: dict[str, str]) -> None:
    client = browser(**wrong)
    assert client.page("/auth/login").heading == "Log in"
    assert client.page("/more/").location == "/auth/login?next=/more/"


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("peer", ["::ffff:10.0.0.2", "10.0.0.3"])
def test_the_proxy_is_known_by_its_network(browser: Callable[..., Client], peer: str) -> None:
    assert user_of(browser(peer=peer)) == "alice"


def test_a_name_is_read_without_case_and_as_utf_8(browser: Callable[..., Client], make: Any) -> None:
    make.user("čedo")
    assert user_of(browser("ČEDO")) == "čedo"


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("username", ["nobody", "alice, charlie", "\xff", "x" * 5000, "<script>"])
def test_whom_nobody_knows_is_told_so(browser: Callable[..., Client], session: Session, username: str) -> None:
    client = browser(username)
    page = client.page("/auth/login")
    assert (page.status, page.heading) == (403, "There is no account for you here")
    assert client.page("/more/").status == 302
    assert session.scalars(select(User.username)).all() == ["alice"]


def test_an_account_is_made_at_first_sight_if_wanted(browser: Callable[..., Client], session: Session) -> None:
    client = browser("ana@example.org", AUTH_HEADER_CREATES="on", REGISTRATION="closed")
    assert user_of(client) == "ana@example.org"
    client.delete_cookie("session")
    assert user_of(client) == "ana@example.org"
    assert session.scalars(select(User.username)).all() == ["ana@example.org"]
    assert session.scalars(select(AccountEvent.kind).order_by(AccountEvent.id)).all() == [
        *("registered", "logged_in", "logged_in")
    ]


@pytest.mark.parametrize("username", ["two words", "x", "a,b"])
def test_no_account_is_made_of_what_is_no_username(
    browser: Callable[..., Client], session: Session, username: str
) -> None:
    assert browser(username, AUTH_HEADER_CREATES="on").page("/auth/login").status == 403
    assert session.scalars(select(User)).all() == []


@pytest.mark.usefixtures("alice", "charlie")
def test_another_person_at_the_same_browser_is_not_who_was_there_before(browser: Callable[..., Client]) -> None:
    client = browser("alice")
    assert user_of(client) == "alice"
    client.environ_base["HTTP_REMOTE_USER"] = "charlie"
    assert client.page("/expenses/").status == 302
    assert user_of(client) == "charlie"


@pytest.mark.usefixtures("alice")
def test_logging_out_ends_the_session_and_says_what_the_proxy_does_next(browser: Callable[..., Client]) -> None:
    client = browser()
    assert user_of(client) == "alice"
    assert client.submit("/auth/logout").location == "/auth/logged-out"
    page = client.page("/auth/logged-out")
    assert page.heading == "You are logged out here"
    assert "as alice" in page.text
    assert client.page("/more/").status == 302
    assert user_of(client) == "alice"


def test_without_a_proxy_there_is_nothing_to_say_about_it(guest: Client) -> None:
    assert guest.page("/auth/logged-out").status == 404


def test_whoever_never_had_a_password_is_told_who_sets_one(browser: Callable[..., Client]) -> None:
    client = browser("ana", AUTH_HEADER_CREATES="on")
    assert user_of(client) == "ana"
    page = client.submit("/auth/password", current_password="guess", new_password="winter-wind-42")
    assert "If you have none, ask who runs this server" in page.error_of("current_password")


@pytest.mark.usefixtures("alice")
def test_a_session_goes_on_where_the_header_is_missing(browser: Callable[..., Client]) -> None:
    client = browser()
    assert user_of(client) == "alice"
    del client.environ_base["HTTP_REMOTE_USER"]
    assert user_of(client) == "alice"


@pytest.mark.usefixtures("alice")
def test_a_form_sent_after_the_session_has_ended_comes_back(browser: Callable[..., Client], session: Session) -> None:
    client = browser()
    assert user_of(client) == "alice"
    fields = {"csrf_token": client.csrf_token(), "name": "Boat", "color": "blue", "icon": "tag"}
    session.execute(delete(LoginSession))
    asked = Page(client.post("/categories/new", data=fields))
    names, values = (asked.attributes("main form input[type=hidden]", name) for name in ("name", "value"))
    waiting = dict(zip(names, values, strict=True))
    answer = client.post("/auth/login?next=/categories/new", data=waiting)
    assert (asked.status, answer.status_code, answer.location) == (401, 307, "/categories/new")
    page = Page(client.post("/categories/new", data=waiting))
    assert (page.status, page.attributes("#name", "value")) == (400, ["Boat"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server behind a proxy that stands on another machine, so that this one is outside."""
    settings = {**SETTINGS, "REGISTRATION": "open"}
    with running(tmp_path_factory.mktemp("outside"), **settings) as started:
        registered(started, "ana")
        yield started


@pytest.mark.sqlite
@pytest.mark.parametrize("header", ["Remote-User", "remote-user", "Remote_User", "REMOTE_USER"])
def test_a_header_forged_from_outside_changes_nothing(server: Server, header: str) -> None:
    forged: Any = {header: "ana", "X-Forwarded-For": PROXY}
    assert server.ask("GET", "/more/", **forged)[0] == 302
    status, page = server.ask("GET", "/auth/login", **forged)
    assert (status, "ana" in page) == (200, False)


@pytest.mark.sqlite
def test_the_proxy_on_this_machine_is_believed(tmp_path: Path) -> None:
    with running(tmp_path, AUTH_HEADER="Remote-User", TRUSTED_PROXIES="1", REGISTRATION="open") as own:
        registered(own, "ana")
        known: Any = {"Remote-User": "ana"}
        unknown: Any = {"Remote-User": "nobody"}
        assert own.ask("GET", "/auth/login?next=/more/", **known)[0] == 302
        assert own.ask("GET", "/auth/login", **unknown)[0] == 403
        assert own.ask("GET", "/auth/login", Remote_User="ana")[0] == 200
        assert Browser().log_in(own, "ana", PASSWORD).path == "/"

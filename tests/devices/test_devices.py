from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.database.engine import db
from app.models import AccountEvent, LoginSession
from app.models.login_session import SEEN_EVERY
from app.models.types import utc_now
from tests.support.factories import PASSWORD
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

URL = "/auth/devices/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile"
IDLE = dt.timedelta(days=30)


@pytest.fixture
def at_home(guest: Client, alice: User) -> Client:  # noqa: ARG001 - the account is there
    """Alice's computer, on which she has logged in with the form."""
    return logged_in(guest, FIREFOX, "192.0.2.7")


@pytest.fixture
def phone(at_home: Client, new_client: Callable[[], Client]) -> Client:  # noqa: ARG001 - it comes first
    """Alice's phone, which remembers her."""
    return logged_in(new_client(), PHONE, "2001:db8::7", remember="y")


def logged_in(client: Client, user_agent: str, address: str, **fields: Any) -> Client:
    client.environ_base.update({"HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": address})
    assert client.submit("/auth/login", username="alice", password=PASSWORD, **fields).location == "/"
    return client


def sessions(session: Session) -> list[LoginSession]:
    session.expire_all()
    return list(session.scalars(select(LoginSession).order_by(LoginSession.id)))


def test_a_log_in_knows_its_device(phone: Client, session: Session) -> None:  # noqa: ARG001 - both have logged in
    facts = [(row.device, row.address, row.is_remembered) for row in sessions(session)]
    assert facts == [("Firefox, Windows", "192.0.2.7", False), ("Chrome, Android", "2001:db8::7", True)]


def test_the_page_lists_this_device_first(at_home: Client, phone: Client) -> None:
    assert at_home.page(URL).texts(".row-title") == ["Firefox, Windows", "Chrome, Android"]
    page = phone.page(URL)
    assert page.texts(".row-title") == ["Chrome, Android", "Firefox, Windows"]
    assert page.texts(".pill") == ["This device"]
    assert page.text.count("remembered") == 1
    assert "192.0.2.7" in page.text


def test_a_device_that_says_nothing_of_itself_is_unknown(client: Client, alice: User, make: Factory) -> None:
    make.login_session(alice)
    assert "Unknown device" in client.page(URL).texts(".row-title")


def test_one_device_is_logged_out_and_the_others_stay(at_home: Client, phone: Client, session: Session) -> None:
    third = sessions(session)[1].id
    page = at_home.submit(f"{URL}{third}/end", follow=True)
    assert "Chrome, Android is logged out." in page.text
    phone.delete_cookie("session")  # what remembers it ends too
    assert phone.page("/").location == "/auth/login?next=/"
    assert at_home.page("/").status == 200
    last = session.scalars(select(AccountEvent).order_by(AccountEvent.id.desc())).first()
    assert last is not None
    assert (last.kind, last.detail, last.address) == ("device_ended", "Chrome, Android", "192.0.2.7")


def test_all_others_are_logged_out_at_once(at_home: Client, phone: Client, make: Factory, charlie: User) -> None:
    make.login_session(charlie, "another's")
    assert "All other devices are logged out." in at_home.submit(f"{URL}end-others", follow=True).text
    assert (at_home.page("/").status, phone.page("/").status) == (200, 302)
    assert at_home.page(URL).texts(".row-title") == ["Firefox, Windows"]


@pytest.mark.usefixtures("phone")
def test_nobody_elses_device_is_logged_out(at_home: Client, charlie: User, make: Factory, session: Session) -> None:
    make.login_session(charlie)
    at_home.submit(f"{URL}end-others")
    assert {row.user_id for row in sessions(session)} >= {charlie.id}


def test_a_device_gets_a_name_and_loses_it(at_home: Client, session: Session) -> None:
    url = f"{URL}{sessions(session)[0].id}/name"
    page = at_home.submit(url, follow=True, name="  Work  ")
    assert page.texts(".row-title") == ["Work"]
    assert "Firefox, Windows" in page.text
    assert at_home.page(url).attributes("#name", "value") == ["Work"]
    assert at_home.submit(url, follow=True, name="").texts(".row-title") == ["Firefox, Windows"]


def test_a_name_that_is_too_long_comes_back(at_home: Client, session: Session) -> None:
    page = at_home.submit(f"{URL}{sessions(session)[0].id}/name", name="x" * 41)
    assert page.status == 400
    assert page.error_of("name")
    assert page.attributes("#name", "value") == ["x" * 41]


def test_a_visit_is_noted_every_few_minutes(clock: TimeMachineFixture, client: Client, session: Session) -> None:
    began = sessions(session)[0].last_seen_at
    clock.shift(SEEN_EVERY - dt.timedelta(seconds=1))
    client.page("/more/")
    assert sessions(session)[0].last_seen_at == began
    clock.shift(dt.timedelta(seconds=1))
    client.get("/more/", environ_base={"REMOTE_ADDR": "192.0.2.8", "HTTP_USER_AGENT": FIREFOX})
    row = sessions(session)[0]
    assert (row.last_seen_at, row.address, row.device) == (utc_now(), "192.0.2.8", "Firefox, Windows")


@pytest.mark.usefixtures("clock")
def test_a_page_writes_nothing_before(client: Client, app: Flask) -> None:
    with counted_statements(app) as statements:
        client.page("/more/")
    assert [statement for statement in statements if statement.startswith("UPDATE")] == []


def test_a_device_that_is_not_used_is_logged_out(clock: TimeMachineFixture, client: Client) -> None:
    clock.shift(IDLE)
    assert client.page("/more/").status == 200
    clock.shift(IDLE)
    assert client.page("/more/").status == 200
    clock.shift(IDLE + dt.timedelta(seconds=1))
    assert client.page("/more/").location == "/auth/login?next=/more/"


def test_the_limit_can_be_set(
    clock: TimeMachineFixture, client: Client, make_app: Callable[..., Flask], session: Session
) -> None:
    other = make_app(SESSION_IDLE_DAYS="1", SECRET_KEY=client.application.config["SECRET_KEY"]).test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    clock.shift(dt.timedelta(days=1))
    assert other.get("/more/").status_code == 200
    clock.shift(dt.timedelta(days=1, seconds=1))
    assert other.get("/more/").status_code == 302
    assert len(sessions(session)) == 1


def test_idle_devices_are_not_listed_and_go_with_the_next_log_in(
    at_home: Client, alice: User, make: Factory, session: Session, new_client: Callable[[], Client]
) -> None:
    make.login_session(alice, last_seen_at=utc_now() - IDLE - dt.timedelta(seconds=1), device="Safari, iPad")
    assert at_home.page(URL).texts(".row-title") == ["Firefox, Windows"]
    logged_in(new_client(), PHONE, "192.0.2.9")
    assert [row.device for row in sessions(session)] == ["Firefox, Windows", "Chrome, Android"]


def test_a_database_that_takes_no_writes_still_answers(
    clock: TimeMachineFixture, client: Client, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            raise OperationalError(statement, {}, OSError())

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    clock.shift(SEEN_EVERY)
    try:
        assert client.page("/more/").status == 200
    finally:
        event.remove(engine, "before_cursor_execute", refuse)
    assert "A visit was not noted" in caplog.text


def test_a_changed_password_leaves_this_device_alone(at_home: Client, phone: Client, session: Session) -> None:
    at_home.submit("/auth/password", current_password=PASSWORD, new_password="another good one")
    assert phone.page("/").status == 302
    assert [row.device for row in sessions(session)] == ["Firefox, Windows"]


def test_the_page_asks_little_of_the_database(client: Client, alice: User, make: Factory, app: Flask) -> None:
    for _ in range(30):
        make.login_session(alice)
    with counted_statements(app) as statements:
        client.page(URL)
    assert len(statements) <= 3


def test_the_account_leads_to_the_devices(client: Client) -> None:
    assert URL in client.page("/auth/account").attributes("main a", "href")


def test_moments_inside_a_line_have_no_capital_in_croatian(client: Client, alice: User, make: Factory) -> None:
    make.login_session(alice, device="Firefox, Windows")
    croatian = make.user(language="hr")
    make.login_session(croatian, device="Firefox, Windows")
    assert "Last seen: Today, " in client.page(URL).text
    assert "Zadnja aktivnost: danas, " in client.signed_in(croatian).page(URL).text

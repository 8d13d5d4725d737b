"""Logging out ends a session on the server: that of this device, and no other."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from flask_login import COOKIE_NAME
from sqlalchemy import select

from app.models import LoginSession
from app.models.login_session import SESSION_LIFETIME
from tests.support.factories import PASSWORD, entry
from tests.support.statements import counted_statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory


def log_in(client: Client, **fields: Any) -> None:
    assert client.submit("/auth/login", username="alice", password=PASSWORD, **fields).location == "/"


def copy_cookie(source: Client, target: Client, name: str) -> None:
    cookie = source.get_cookie(name)
    assert cookie is not None
    target.set_cookie(name, cookie.value)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("name", ["session", COOKIE_NAME])
def test_a_copied_cookie_ends_with_the_log_out(guest: Client, new_client: Callable[[], Client], name: str) -> None:
    log_in(guest, remember="y")
    copies = new_client()
    copy_cookie(guest, copies, name)
    assert copies.page("/").status == 200
    guest.submit("/auth/logout")
    assert copies.page("/").location == "/auth/login?next=/"


@pytest.mark.usefixtures("alice")
def test_a_session_that_the_remember_cookie_opened_ends_too(guest: Client, new_client: Callable[[], Client]) -> None:
    log_in(guest, remember="y")
    guest.delete_cookie("session")
    assert guest.page("/").status == 200
    copies = new_client()
    copy_cookie(guest, copies, "session")
    guest.submit("/auth/logout")
    assert copies.page("/").status == 302


@pytest.mark.usefixtures("alice")
def test_other_devices_stay(guest: Client, new_client: Callable[[], Client]) -> None:
    phone, tablet = new_client(), new_client()
    for device in (guest, phone, tablet):
        log_in(device, remember="y")
    tablet.delete_cookie("session")
    guest.submit("/auth/logout")
    assert (guest.page("/").status, phone.page("/").status, tablet.page("/").status) == (302, 200, 200)


def test_a_registration_is_a_session_that_ends(guest: Client, new_client: Callable[[], Client]) -> None:
    guest.submit("/auth/register", first_name="Ana", last_name="Horvat", username="ana", password=PASSWORD)
    copies = new_client()
    copy_cookie(guest, copies, "session")
    assert copies.page("/").status == 200
    guest.submit("/auth/logout")
    assert copies.page("/").status == 302


@pytest.mark.usefixtures("alice")
def test_no_session_outlives_ninety_days(guest: Client, clock: TimeMachineFixture) -> None:
    log_in(guest, remember="y")
    for _ in range(4):
        clock.shift(SESSION_LIFETIME / 4)
        assert guest.page("/").status == 200
    clock.shift(dt.timedelta(seconds=1))
    assert guest.page("/").status == 302


def test_the_next_log_in_removes_what_has_expired(
    guest: Client, make: Factory, session: Session, alice: User, charlie: User
) -> None:
    kept = make.login_session(charlie)
    make.login_session(charlie, created_at=kept.created_at - SESSION_LIFETIME - dt.timedelta(seconds=1))
    log_in(guest)
    assert session.scalars(select(LoginSession.user_id).order_by(LoginSession.user_id)).all() == [alice.id, charlie.id]


def test_a_new_password_removes_all_sessions_but_the_own(
    client: Client, make: Factory, session: Session, alice: User, charlie: User
) -> None:
    make.login_session(alice)
    make.login_session(charlie)
    client.submit("/auth/password", current_password=PASSWORD, new_password="battery staple")
    assert session.scalars(select(LoginSession.user_id).order_by(LoginSession.user_id)).all() == [alice.id, charlie.id]
    assert client.page("/").status == 200


def test_the_account_takes_its_sessions_along(client: Client, make: Factory, session: Session, charlie: User) -> None:
    make.login_session(charlie)
    client.submit("/auth/delete", password=PASSWORD)
    assert session.scalars(select(LoginSession.user_id)).all() == [charlie.id]


def test_the_database_does_not_know_the_token(client: Client, session: Session, alice: User) -> None:
    assert client.page("/").status == 200
    assert alice.session_token
    assert alice.session_token not in session.scalars(select(LoginSession.token_hash)).one()


def test_a_guest_reads_nothing_that_was_said_to_who_was_signed_in(client: Client, make: Factory, alice: User) -> None:
    token = {"csrf_token": client.csrf_token()}
    client.post("/expenses/new", data={**entry(make.category(alice, "Bills"), amount="4321.77"), **token})
    client.post("/auth/logout", data=token)
    assert client.page("/auth/login").texts(".flash") == ["You are logged out."]


def test_nothing_of_the_session_stays_behind(client: Client) -> None:
    client.page("/")
    client.submit("/auth/logout")
    with client.session_transaction() as session:
        assert session.keys() == {"_flashes"}


@pytest.mark.parametrize(("url", "fields"), [("/auth/logout", {}), ("/auth/delete", {"password": PASSWORD})])
def test_a_browser_is_told_to_forget_the_pages(client: Client, url: str, fields: dict[str, Any]) -> None:
    page = client.submit(url, **fields)
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.page("/auth/login").response.headers


def test_one_query_finds_the_session_and_its_user(app: Flask, client: Client) -> None:
    client.page("/auth/login")
    with counted_statements(app) as statements:
        assert client.page("/auth/login").location == "/"
    assert len(statements) == 1, statements

"""Whoever has a link makes an account where registration is closed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.models import Invitation
from app.models.types import utc_now
from tests.auth.test_register import count_users
from tests.support.at_once import all_at_once
from tests.support.client import Client
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Page
    from tests.support.factories import Factory

LINK = "/auth/register?invitation=the-token"
ENDED = "This invitation was used or withdrawn, or its seven days are over. Ask for a new one."


def register(client: Client, link: str = LINK, **fields: Any) -> Page:
    complete: dict[str, Any] = {"first_name": "Marko", "last_name": "Horvat", "username": "marko", "password": PASSWORD}
    return client.submit(link, **{**complete, **fields})


@pytest.fixture(params=["first", "closed"])
def new_guest(
    request: pytest.FixtureRequest,
    make_app: Callable[..., Flask],
    alice: User,  # noqa: ARG001 - she is the first
) -> Callable[[], Client]:
    """Opens browsers at a server where nobody registers without an invitation."""
    application = make_app(REGISTRATION=request.param)

    def open_one() -> Client:
        client = application.test_client()
        assert isinstance(client, Client)
        return client

    return open_one


@pytest.fixture
def invitation(make: Factory, alice: User) -> Invitation:
    return make.invitation(alice, "the-token")


@pytest.mark.usefixtures("invitation")
def test_an_invitation_makes_one_account(new_guest: Callable[[], Client], session: Session) -> None:
    client = new_guest()
    assert "You are invited" in client.page(LINK).text
    assert register(client).location == "/"
    assert client.page("/").status == 200
    assert session.scalar(select(func.count(Invitation.id))) == 0


@pytest.mark.usefixtures("invitation")
def test_it_makes_no_second_one(new_guest: Callable[[], Client], session: Session) -> None:
    register(new_guest())
    page = new_guest().page(LINK)
    assert (page.status, page.heading, page.texts("input")) == (200, "This invitation has ended", [])
    assert ENDED in page.text
    assert register(new_guest(), username="ivana").status == 403
    assert count_users(session) == 2


@pytest.mark.usefixtures("invitation")
def test_it_stays_while_the_form_has_errors(new_guest: Callable[[], Client]) -> None:
    client = new_guest()
    assert register(client, username="alice").error_of("username") == "This username is taken. Choose another one."
    assert register(client, password="short").status == 400
    assert register(client).location == "/"


@pytest.mark.parametrize("token", ["x", "the-token ", "THE-TOKEN", "%00", "č", "x" * 5000])
@pytest.mark.usefixtures("invitation")
def test_a_made_up_link_leads_nowhere(new_guest: Callable[[], Client], session: Session, token: str) -> None:
    link = f"/auth/register?invitation={token}"
    assert ENDED in new_guest().page(link).text
    assert register(new_guest(), link).status == 403
    assert count_users(session) == 1


def test_a_link_works_for_seven_days(new_guest: Callable[[], Client], make: Factory, alice: User) -> None:
    age = dt.timedelta(days=7)
    make.invitation(alice, "the-token", created_at=utc_now() - age - dt.timedelta(minutes=1))
    make.invitation(alice, "another", created_at=utc_now() - age + dt.timedelta(minutes=1))
    assert register(new_guest()).status == 403
    assert register(new_guest(), "/auth/register?invitation=another").location == "/"


@pytest.mark.usefixtures("charlie", "invitation")
def test_a_link_of_somebody_who_has_left_leads_nowhere(new_guest: Callable[[], Client], client: Client) -> None:
    client.submit("/auth/delete", password=PASSWORD)
    assert ENDED in new_guest().page(LINK).text


@pytest.mark.usefixtures("invitation")
def test_it_is_used_where_everybody_may_register_too(guest: Client, session: Session) -> None:
    assert register(guest).location == "/"
    assert session.scalar(select(func.count(Invitation.id))) == 0
    guest.submit("/auth/logout")
    assert register(guest, username="ivana").location == "/"


@pytest.mark.usefixtures("invitation")
def test_of_two_who_use_it_at_the_same_moment_one_gets_in(new_guest: Callable[[], Client], session: Session) -> None:
    clients = [(name, new_guest()) for name in ("marko", "ivana")]
    tries = [partial(register, client, username=name, csrf_token=client.csrf_token()) for name, client in clients]
    pages = all_at_once(*tries)
    assert sorted(page.status for page in pages) == [302, 403]
    assert count_users(session) == 2


@pytest.mark.usefixtures("invitation")
def test_whoever_is_logged_in_uses_no_invitation(client: Client, session: Session) -> None:
    assert client.page(LINK).location == "/"
    assert register(client).location == "/"
    assert session.scalar(select(func.count(Invitation.id))) == 1


@pytest.mark.usefixtures("invitation")
def test_whoever_has_an_account_is_told_whom_the_link_is_for(client: Client, session: Session) -> None:
    assert client.page(LINK).location == "/"
    told = "You are logged in already. An invitation is for whoever has no account yet."
    assert client.page("/").texts(".flash") == [told]
    assert session.scalar(select(func.count(Invitation.id))) == 1

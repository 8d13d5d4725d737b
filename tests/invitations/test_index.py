from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.models import Invitation
from tests.support.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Page
    from tests.support.factories import Factory

URL = "/auth/invitations/"


def invite(client: Client, name: str = "Marko") -> Page:
    return client.submit(URL, name=name)


def count_invitations(session: Session) -> int:
    return session.scalar(select(func.count(Invitation.id))) or 0


def test_the_link_is_shown_once(client: Client) -> None:
    made = invite(client)
    link = made.texts("#link")[0]
    assert link.startswith("http://localhost/auth/register?invitation=")
    page = client.page(URL)
    assert page.texts(".row-title") == ["Marko"]
    assert link.partition("=")[2] not in page.html


def test_the_log_of_the_account_says_whom_it_invited(client: Client) -> None:
    invite(client)
    text = client.page("/auth/events/").text
    assert "Invitation made" in text
    assert "Marko" in text


def test_the_database_has_no_link(client: Client, session: Session) -> None:
    token = invite(client).texts("#link")[0].partition("=")[2]
    assert token not in repr(session.execute(select(*Invitation.__table__.c)).all())


@pytest.mark.parametrize("name", ["", "   ", "x" * 51])
def test_a_name_is_asked_for(client: Client, session: Session, name: str) -> None:
    page = invite(client, name)
    assert page.status == 400
    assert page.error_of("name")
    assert count_invitations(session) == 0


def test_an_account_has_five_at_a_time(client: Client, make: Factory, alice: User, session: Session) -> None:
    for _ in range(5):
        make.invitation(alice)
    page = invite(client)
    assert (page.status, page.texts("[role=alert]")) == (400, ["At most 5 open invitations. Withdraw one first."])
    assert page.attributes("#name", "value") == ["Marko"]
    assert count_invitations(session) == 5


def test_one_that_is_taken_back_makes_room(client: Client, make: Factory, alice: User, session: Session) -> None:
    invitation = make.invitation(alice)
    page = client.submit(f"{URL}{invitation.id}/revoke", follow=True)
    assert "The invitation for Marko is withdrawn." in page.text
    assert count_invitations(session) == 0


def test_those_of_others_are_not_shown(client: Client, make: Factory, charlie: User) -> None:
    make.invitation(charlie)
    make.invitation(None)
    assert client.page(URL).texts(".row-title") == []


def test_one_whose_days_are_over_goes(
    client: Client, make: Factory, alice: User, session: Session, clock: TimeMachineFixture
) -> None:
    make.invitation(alice, name="Old")
    assert "works until Nov 29" in client.page(URL).text
    clock.shift(dt.timedelta(days=7, seconds=1))
    assert client.page(URL).texts(".row-title") == []
    invite(client, "New")
    assert session.scalars(select(Invitation.name)).all() == ["New"]


def test_the_account_leads_to_the_page(client: Client) -> None:
    assert URL in client.page("/auth/account").attributes("main a", "href")


@pytest.fixture
def closed(make_app: Callable[..., Flask], alice: User) -> Client:
    """Alice's browser at a server where commands alone make accounts."""
    application = make_app(REGISTRATION="closed")
    client = application.test_client()
    assert isinstance(client, Client)
    return client.signed_in(alice)


def test_where_registration_is_closed_nobody_invites(closed: Client, make: Factory, alice: User) -> None:
    assert closed.page(URL).status == 404
    assert invite(closed).status == 404
    assert closed.submit(f"{URL}{make.invitation(alice).id}/revoke").status == 404
    assert URL not in closed.page("/auth/account").html

"""Registration of a new server: open until somebody has an account."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.auth.test_register import count_users, register
from tests.support.at_once import all_at_once
from tests.support.client import Client
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session


@pytest.fixture
def new_guest(make_app: Callable[..., Flask], session: Session) -> Callable[[], Client]:  # noqa: ARG001 - it empties the tables
    """Opens browsers at a server that has the default of new installations."""
    application = make_app(REGISTRATION="first")

    def open_one() -> Client:
        client = application.test_client()
        assert isinstance(client, Client)
        return client

    return open_one


def test_the_first_registers(new_guest: Callable[[], Client], session: Session) -> None:
    client = new_guest()
    assert "/auth/register" in client.page("/auth/login").attributes("main a", "href")
    assert register(client).location == "/"
    assert count_users(session) == 1


@pytest.mark.usefixtures("alice")
def test_after_that_nobody_does(new_guest: Callable[[], Client], session: Session) -> None:
    client = new_guest()
    page = client.page("/auth/register")
    assert (page.status, page.heading, page.texts("input")) == (200, "Registration is closed", [])
    assert "needs an invitation" in page.text
    assert register(client).status == 403
    assert "/auth/register" not in client.page("/auth/login").html
    assert count_users(session) == 1


def test_of_two_who_come_at_the_same_moment_one_is_the_first(new_guest: Callable[[], Client], session: Session) -> None:
    clients = [(name, new_guest()) for name in ("ana", "marko")]
    tries = [partial(register, client, username=name, csrf_token=client.csrf_token()) for name, client in clients]
    pages = all_at_once(*tries)
    assert sorted(page.status for page in pages) == [302, 403]
    assert count_users(session) == 1


def test_when_the_last_account_is_deleted_the_next_one_is_the_first(
    new_guest: Callable[[], Client], session: Session
) -> None:
    client = new_guest()
    register(client)
    client.submit("/auth/delete", password=PASSWORD)
    assert register(client, username="marko").location == "/"
    assert count_users(session) == 1

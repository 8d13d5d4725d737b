"""Exchanging the secret key: nobody is logged out, and no open form is lost, while the former key still counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from flask_login import COOKIE_NAME

from app.web.known_devices import KNOWN_DEVICE_COOKIE
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from app.models import User

FORMER, NEW = "former key of 24 letters", "new key of twenty letters"
EXCHANGED = {"SECRET_KEY": NEW, "SECRET_KEY_FALLBACKS": FORMER.replace(" ", "_")}
COOKIES = ("session", COOKIE_NAME, KNOWN_DEVICE_COOKIE)


@pytest.fixture
def remembered(make_app: Callable[..., Flask], alice: User) -> FlaskClient:
    """Alice's browser, from before the exchange."""
    client = make_app(SECRET_KEY=EXCHANGED["SECRET_KEY_FALLBACKS"]).test_client()
    fields = {"username": alice.username, "password": PASSWORD, "remember": "y", "csrf_token": token(client)}
    assert client.post("/auth/login", data=fields).status_code == 302
    return client


def token(client: FlaskClient, url: str = "/auth/login") -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[0]


def with_cookies(application: Flask, browser: FlaskClient, *names: str) -> FlaskClient:
    """Return a browser that comes to another application with some of the cookies of this one."""
    client = application.test_client()
    for name in names:
        cookie = browser.get_cookie(name)
        assert cookie is not None
        client.set_cookie(name, cookie.value)
    return client


@pytest.mark.parametrize("name", ["session", COOKIE_NAME])
def test_while_the_former_key_counts_everybody_stays_logged_in(
    make_app: Callable[..., Flask], remembered: FlaskClient, name: str
) -> None:
    assert with_cookies(make_app(**EXCHANGED), remembered, name).get("/more/").status_code == 200
    assert with_cookies(make_app(SECRET_KEY=NEW), remembered, name).get("/more/").status_code == 302


@pytest.mark.parametrize("name", ["session", COOKIE_NAME])
def test_who_came_meanwhile_stays_logged_in_without_it(
    make_app: Callable[..., Flask], remembered: FlaskClient, name: str
) -> None:
    client = with_cookies(make_app(**EXCHANGED), remembered, "session", COOKIE_NAME)
    client.delete_cookie("session")  # as when the browser was closed
    client.get("/more/")
    assert with_cookies(make_app(SECRET_KEY=NEW), client, name).get("/more/").status_code == 200


def test_a_form_from_before_the_exchange_is_taken(make_app: Callable[..., Flask], remembered: FlaskClient) -> None:
    form_token = token(remembered, "/expenses/new")
    client = with_cookies(make_app(**EXCHANGED), remembered, *COOKIES)
    assert client.post("/auth/logout", data={"csrf_token": form_token}).status_code == 302


def test_a_key_that_counts_no_more_signs_nothing(make_app: Callable[..., Flask], remembered: FlaskClient) -> None:
    other = make_app(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS="another-key-of-some-letters")
    assert with_cookies(other, remembered, *COOKIES).get("/more/").status_code == 302

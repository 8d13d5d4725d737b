"""The session cookie tells nobody anything who finds it."""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from flask.sessions import SecureCookieSessionInterface

from app.models.category import CATEGORY_NAME_MAX_LENGTH
from tests.support.factories import entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

LIMIT_BYTES = 4096  # of a cookie with its name and attributes: browsers keep no larger one


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def readable(cookie: str) -> bytes:
    """Everything that can be read in a cookie without a key: as it is, decoded, and unpacked."""
    parts = [base64.urlsafe_b64decode(part + "===") for part in re.split(r"[.=]+", cookie)]
    return b"\n".join([cookie.encode(), *parts, *(zlib.decompress(part) for part in parts if part[:1] == b"\x78")])


def test_a_cookie_shows_no_amount_merchant_or_category(client: Client, make: Factory, alice: User) -> None:
    category = make.category(alice, "Pharmacy")
    saved = client.submit("/expenses/new", **entry(category, amount="73.19", merchant="Corner shop", note="cough"))
    after_saving = readable(cookie_of(client))
    expense = make.expense(alice, 7319, category_id=category.id)
    deleted = client.submit(f"/expenses/{expense.id}/delete")
    seen = after_saving + readable(cookie_of(client))
    assert [saved.status, deleted.status] == [302, 302]
    assert not [word for word in (b"73.19", b"Pharmacy", b"Corner", b"cough", b"_user_id", b"flash") if word in seen]
    assert client.page("/").texts(".flash")[-1].startswith("€73.19 in Pharmacy is deleted.")


def test_messages_of_three_tabs_fit_into_a_cookie(client: Client, make: Factory, alice: User) -> None:
    token = client.csrf_token()
    for letter in "abc":
        category = make.category(alice, letter + "đ" * (CATEGORY_NAME_MAX_LENGTH - 1))
        expense = make.expense(alice, category_id=category.id)
        client.post(f"/expenses/{expense.id}/delete", data={"csrf_token": token})
    assert len(cookie_of(client)) < LIMIT_BYTES - 100
    assert len(client.page("/").texts(".flash")) == 3


def forged(application: Flask) -> str:
    """A cookie as this application writes it."""
    with application.app_context():
        content = {"_user_id": "1.0.token", "_fresh": True}
        return str(application.session_interface.get_signing_serializer(application).dumps(content))  # type: ignore[attr-defined]


@pytest.mark.parametrize("cookie", ["x", "a.b.c", "gAAAAA", "ž€", "\ud800", "=", "A" * 4000])
def test_a_cookie_that_is_none_of_ours_is_a_guest(guest: Client, cookie: str) -> None:
    environ: dict[str, Any] = {"HTTP_COOKIE": f"session={cookie}".encode("utf-8", "surrogatepass").decode("latin-1")}
    assert guest.get("/", environ_overrides=environ).location == "/auth/login?next=/"


def test_a_cookie_of_another_key_is_a_guest(
    client: Client, new_client: Callable[[], Client], make_app: Callable[..., Flask]
) -> None:
    copies = new_client()
    copies.set_cookie("session", cookie_of(client))
    assert copies.page("/").status == 200
    copies.set_cookie("session", forged(make_app(SECRET_KEY="another key of some letters")))
    assert copies.page("/").location == "/auth/login?next=/"


def test_a_changed_cookie_is_a_guest(client: Client) -> None:
    sealed = cookie_of(client)
    client.set_cookie("session", sealed[:60] + ("A" if sealed[60] != "A" else "B") + sealed[61:])
    assert client.page("/").location == "/auth/login?next=/"


def test_a_cookie_that_is_signed_only_is_a_guest(app: Flask, client: Client) -> None:
    """As they were in former versions: who is remembered stays logged in, others log in once more."""
    with client.session_transaction() as content:
        kept = dict(content)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    client.set_cookie("session", str(serializer.dumps(kept)))
    assert client.page("/").location == "/auth/login?next=/"

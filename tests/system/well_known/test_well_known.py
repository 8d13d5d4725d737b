from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.client import Client


def test_crawlers_are_asked_to_stay_away(guest: Client) -> None:
    response = guest.get("/robots.txt")
    assert (response.mimetype, response.text) == ("text/plain", "User-agent: *\nDisallow: /\n")


def test_who_has_found_a_hole_learns_whom_to_tell(make_app: Callable[..., Flask]) -> None:
    client = make_app(SECURITY_CONTACT="mailto:ana@example.com").test_client()
    response = client.get("/.well-known/security.txt")
    contact, expires, _ = response.text.splitlines()
    assert (response.mimetype, contact) == ("text/plain", "Contact: mailto:ana@example.com")
    left = dt.datetime.fromisoformat(expires.removeprefix("Expires: ")) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=80) < left < dt.timedelta(days=365)


def test_where_nobody_is_named_there_is_no_such_file(guest: Client) -> None:
    assert guest.page("/.well-known/security.txt").status == 404


def test_a_password_manager_finds_the_form(client: Client, new_client: Callable[[], Client]) -> None:
    assert client.page("/.well-known/change-password").location == "/auth/password"
    assert new_client().page("/.well-known/change-password").location == "/auth/login?next=/.well-known/change-password"

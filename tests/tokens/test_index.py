from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.models import AccountEvent, ApiToken
from app.models.login_session import hash_token
from tests.support.at_once import post_at_once
from tests.support.client import Client
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Page
    from tests.support.factories import Factory

FIELDS = {"name": "Phone", "may_add": "y", "days": "90", "password": PASSWORD}


def make_by_form(client: Client, **changes: Any) -> Page:
    return client.submit("/auth/tokens/", **{**FIELDS, **changes})


def kept(session: Session) -> list[ApiToken]:
    session.expire_all()
    return list(session.scalars(select(ApiToken)))


def test_a_token_is_shown_once_and_kept_as_a_hash(client: Client, session: Session) -> None:
    text = make_by_form(client).texts("#token")[0]
    assert text.startswith("potrosnja_")
    assert text not in client.page("/auth/tokens/").html
    (token,) = kept(session)
    assert (token.name, token.may_add, token.may_read, token.token_hash) == ("Phone", True, False, hash_token(text))


def test_a_form_that_is_sent_twice_makes_one_token(client: Client, session: Session) -> None:
    key = client.page("/auth/tokens/").attributes("main [name=key]", "value")[0]
    first, second = make_by_form(client, key=key), make_by_form(client, key=key)
    assert first.texts("#token") == second.texts("#token")
    assert first.texts("[role=status]") == []
    assert second.texts("[role=status]") == ["The form was sent twice. This is the one token that it made."]
    assert [token.token_hash for token in kept(session)] == [hash_token(first.texts("#token")[0])]


def test_a_double_click_makes_one_token(client: Client, session: Session) -> None:
    page = client.page("/auth/tokens/")
    hidden = {name: page.attributes(f"main [name={name}]", "value")[0] for name in ("key", "csrf_token")}
    first, second = post_at_once(client, *[("/auth/tokens/", {**FIELDS, **hidden})] * 2)
    assert first.texts("#token") == second.texts("#token")
    assert len(kept(session)) == 1


def test_a_revoked_token_does_not_come_back_with_its_form(client: Client, session: Session) -> None:
    key = client.page("/auth/tokens/").attributes("main [name=key]", "value")[0]
    first = make_by_form(client, key=key)
    client.submit(f"/auth/tokens/{kept(session)[0].id}/revoke")
    assert make_by_form(client, key=key).texts("#token") != first.texts("#token")


def test_a_form_from_before_the_secret_key_was_exchanged_shows_its_token_while_the_former_key_counts(
    make_app: Callable[..., Flask], alice: User
) -> None:
    former, new = "former-key-of-24-letters", "new-key-of-twenty-letters"

    def make_with(**keys: str) -> Page:
        client = Client(make_app(**keys), use_cookies=True)
        return make_by_form(client.signed_in(alice), key="k" * 22)

    first = make_with(SECRET_KEY=former).texts("#token")
    assert make_with(SECRET_KEY=new, SECRET_KEY_FALLBACKS=former).texts("#token") == first
    refused = make_with(SECRET_KEY=new)
    assert (refused.status, refused.texts("#token")) == (302, [])


def test_the_list_says_what_a_token_may_do_and_until_when(
    client: Client, make: Factory, alice: User, clock: TimeMachineFixture
) -> None:
    make_by_form(client, may_read="y")
    clock.shift(dt.timedelta(days=100))
    make.token(alice, name="Old", may_add=False, last_used_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    client.signed_in(alice)
    first, second = client.page("/auth/tokens/").texts(".token .row-main")
    assert first == "Phone adds, reads never used ended on Feb 20, 2027"
    assert second == "Old reads last used on Nov 20, 2026 works until Mar 3, 2027"


def test_a_revoked_token_is_gone(client: Client, make: Factory, alice: User, session: Session) -> None:
    token = make.token(alice)
    page = client.submit(f"/auth/tokens/{token.id}/revoke", follow=True)
    assert page.texts(".flash") == ["The token “Phone” is revoked."]
    assert kept(session) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": " "}, "name", "This cannot be empty."),
        ({"name": "x" * 51}, "name", "At most 50 characters."),
        ({"may_add": ""}, "may_read", ""),
        ({"days": "9999"}, "days", "Choose one from the list."),
        ({"password": "wrong"}, "password", "This is not your password."),
        ({"password": ""}, "password", "This is not your password."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, session: Session, changes: dict[str, str], field: str, message: str
) -> None:
    sent: dict[str, Any] = {name: value for name, value in {**FIELDS, **changes}.items() if value or name == "password"}
    page = client.submit("/auth/tokens/", **sent)
    assert page.status == 400
    assert page.error_of(field) == (message or "Choose at least one thing that it may do.")
    assert kept(session) == []


def test_wrong_passwords_count_as_failed_log_ins(client: Client) -> None:
    pages = [make_by_form(client, password="wrong") for _ in range(11)]
    assert pages[-1].texts(".alert") == ["Too many wrong tries. Wait a quarter of an hour, then try again."]


def test_an_account_has_a_bounded_number_of_tokens(client: Client, make: Factory, alice: User) -> None:
    for _ in range(20):
        make.token(alice)
    page = make_by_form(client)
    assert (page.status, page.texts(".alert")) == (400, ["At most 20 tokens. Revoke one first."])


def test_a_new_password_revokes_all_tokens_of_the_account(
    client: Client, make: Factory, alice: User, charlie: User, session: Session
) -> None:
    make.token(alice)
    other = make.token(charlie)
    client.submit("/auth/password", current_password=PASSWORD, new_password="battery staple")
    assert [token.id for token in kept(session)] == [other.id]


def test_the_account_leads_to_its_tokens(client: Client) -> None:
    assert "/auth/tokens/" in client.page("/auth/account").attributes("main a", "href")


def test_the_log_of_the_account_says_when_a_token_was_made_and_revoked(client: Client, session: Session) -> None:
    make_by_form(client)
    (token,) = kept(session)
    client.submit(f"/auth/tokens/{token.id}/revoke")
    session.expire_all()
    events = session.execute(select(AccountEvent.kind, AccountEvent.detail).order_by(AccountEvent.id)).all()
    assert [tuple(event) for event in events] == [("token_made", "Phone"), ("token_revoked", "Phone")]

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.models import Category, Registration, User
from app.models.types import utc_now
from tests.support.at_once import all_at_once
from tests.support.client import Client
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from tests.support.client import Page
    from tests.support.factories import Factory

TOO_MANY = "Too many accounts were made from your network. Wait an hour, then try again."
LONG_PASSWORD = "č" * 128  # 256 bytes, and bcrypt reads 72


def register(client: Client, **fields: Any) -> Page:
    """Send the form, complete but for the fields that a test changes."""
    complete = {"first_name": "Ana", "last_name": "Horvat", "username": "ana", "password": PASSWORD}
    return client.submit("/auth/register", **{**complete, **fields})


def count_users(session: Session) -> int:
    return session.scalar(select(func.count(User.id))) or 0


def test_whoever_registers_is_logged_in_and_welcome(guest: Client, session: Session) -> None:
    assert register(guest).location == "/"
    assert "Your account is ready." in guest.page("/").text
    user = session.scalars(select(User)).one()
    assert (user.username, user.first_name, user.last_name) == ("ana", "Ana", "Horvat")
    assert (user.language, user.currency, user.timezone, user.month_start_day) == ("en", "EUR", "Europe/Zagreb", 1)


def test_the_password_is_stored_as_a_hash_alone(guest: Client, session: Session) -> None:
    register(guest)
    password_hash = session.scalars(select(User.password_hash)).one()
    assert password_hash.startswith("$2b$")
    assert PASSWORD not in password_hash


def test_a_new_account_has_starter_categories(guest: Client, session: Session) -> None:
    register(guest)
    names = session.scalars(select(Category.name).order_by(Category.id)).all()
    assert names[:3] == ["Groceries", "Restaurants", "Housing"]
    assert len(names) == 10


def test_the_account_speaks_the_language_of_the_browser(guest: Client, session: Session) -> None:
    guest.environ_base["HTTP_ACCEPT_LANGUAGE"] = "hr-HR,hr;q=0.9,en;q=0.8"
    register(guest)
    assert session.scalars(select(User.language)).one() == "hr"
    assert "Namirnice" in session.scalars(select(Category.name)).all()


@pytest.mark.parametrize(
    ("sent", "stored"), [("Asia/Tokyo", "Asia/Tokyo"), ("Mars/Base", "Europe/Zagreb"), ("", "Europe/Zagreb")]
)
def test_the_time_zone_of_the_browser_is_taken_if_there_is_one(
    guest: Client, session: Session, sent: str, stored: str
) -> None:
    register(guest, timezone=sent)
    assert session.scalars(select(User.timezone)).one() == stored


def test_each_wrong_field_says_so_beside_it(guest: Client, session: Session) -> None:
    page = register(guest, first_name="", last_name="x" * 51, username="a b", password="short")
    assert page.status == 400
    assert page.error_of("first_name") == "This cannot be empty."
    assert page.error_of("last_name") == "At most 50 characters."
    assert "without spaces" in page.error_of("username")
    assert page.error_of("password") == "A password must have 8 to 128 characters."
    assert count_users(session) == 0


def test_what_was_typed_is_kept_but_for_the_password(guest: Client) -> None:
    page = register(guest, first_name="Željka", username="željka", password="short77")
    assert page.attributes("#first_name", "value") == ["Željka"]
    assert page.attributes("#username", "value") == ["željka"]
    assert "short77" not in page.html


def test_an_empty_form_is_no_account(guest: Client) -> None:
    page = guest.submit("/auth/register")
    assert page.status == 400
    assert all(page.error_of(field) for field in ("first_name", "last_name", "username", "password"))


@pytest.mark.parametrize("username", ["ana", "Čedo.Marić-2@example.com", "李小龙", "a_b", "x" * 40])
def test_a_username_has_letters_and_digits_of_any_script_and_some_marks(
    guest: Client, session: Session, username: str
) -> None:
    assert register(guest, username=username).location == "/"
    assert session.scalars(select(User.username)).one() == username


@pytest.mark.parametrize("username", ["    ", "", "ab", "x" * 41, "a b", "ana\x00", "ana\u200b", "<ana>", "a/b", "ﷺﷺﷺ"])
def test_other_texts_are_no_usernames(guest: Client, session: Session, username: str) -> None:
    page = register(guest, username=username)
    assert page.status == 400
    assert page.error_of("username")
    assert count_users(session) == 0


@pytest.mark.parametrize(
    ("first", "second"), [("alice", "ALICE"), ("čedo", "ČEDO"), ("straße", "STRASSE"), ("fin", "ﬁn")]
)
def test_a_username_is_taken_in_every_spelling_of_its_letters(
    guest: Client, make: Factory, session: Session, first: str, second: str
) -> None:
    make.user(first)
    page = register(guest, username=second)
    assert (page.status, page.error_of("username")) == (400, "This username is taken. Choose another one.")
    assert count_users(session) == 1


def test_spaces_around_a_username_are_not_part_of_it(guest: Client, make: Factory) -> None:
    make.user("alice")
    assert "taken" in register(guest, username="  alice ").error_of("username")


@pytest.mark.parametrize(
    "password", ["12 chars 34!", "        x", "🐷🐷🐷🐷🐷🐷🐷🐷", "tajnašifra", LONG_PASSWORD, "a\tb\x7fc defg"]
)
def test_a_password_has_any_characters(guest: Client, new_client: Callable[[], Client], password: str) -> None:
    assert register(guest, password=password).location == "/"
    other = new_client()
    assert other.submit("/auth/login", username="ana", password=password).location == "/"
    assert other.page("/").status == 200


@pytest.mark.parametrize("password", ["", "1234567", "č" * 129, "x" * 10_000])
def test_a_password_has_8_to_128_characters(guest: Client, password: str) -> None:
    page = register(guest, password=password)
    assert page.error_of("password") == "A password must have 8 to 128 characters."


def test_every_character_of_a_long_password_counts(guest: Client, new_client: Callable[[], Client]) -> None:
    register(guest, password=LONG_PASSWORD)
    page = new_client().submit("/auth/login", username="ana", password=LONG_PASSWORD[:-1] + "d")
    assert page.status == 400


def test_spaces_around_a_password_are_part_of_it(guest: Client, new_client: Callable[[], Client]) -> None:
    register(guest, password="  correct horse ")
    assert new_client().submit("/auth/login", username="ana", password="correct horse").status == 400


@pytest.mark.parametrize("password", ["password1", "PassWord1", "12345678", "iloveyou", "qwertyuiop", "Lozinka123!"])
def test_a_common_password_is_refused(guest: Client, session: Session, password: str) -> None:
    assert "Choose another one." in register(guest, password=password).error_of("password")
    assert count_users(session) == 0


def test_a_common_word_with_many_digits_behind_it_is_no_common_password(guest: Client, session: Session) -> None:
    register(guest, password="love83150274916358204177")
    assert count_users(session) == 1


@pytest.mark.parametrize("password", ["ana.horvat", "ANA.Horvat"])
def test_the_username_is_no_password(guest: Client, password: str) -> None:
    page = register(guest, username="ana.horvat", password=password)
    assert "among the first that anybody would try" in page.error_of("password")


def test_of_two_who_register_at_the_same_moment_one_gets_the_name(
    new_client: Callable[[], Client], session: Session
) -> None:
    clients = [(name, new_client()) for name in ("ana", "ANA")]
    tries = [partial(register, client, username=name, csrf_token=client.csrf_token()) for name, client in clients]
    pages = all_at_once(*tries)
    assert sorted(page.status for page in pages) == [302, 400]
    assert [page.error_of("username") for page in pages if page.status == 400] == [
        "This username is taken. Choose another one."
    ]
    assert count_users(session) == 1
    assert session.scalar(select(func.count(Category.id))) == 10


def test_whoever_is_logged_in_needs_no_account(client: Client, session: Session) -> None:
    assert client.page("/auth/register").location == "/"
    assert register(client).location == "/"
    assert count_users(session) == 1


def test_the_session_after_the_registration_is_new(guest: Client) -> None:
    with guest.session_transaction() as browser_session:
        browser_session["planted"] = "yes"
    register(guest)
    with guest.session_transaction() as browser_session:
        assert "planted" not in browser_session


def test_too_many_accounts_from_one_address_have_to_wait(
    guest: Client, session: Session, clock: TimeMachineFixture
) -> None:
    guest.environ_base["REMOTE_ADDR"] = "2001:db8::1"
    now = utc_now()
    session.add_all(Registration(address="2001:db8::/64", created_at=now) for _ in range(59))
    session.flush()
    assert register(guest, username="ana").location == "/"
    guest.submit("/auth/logout")
    page = register(guest, username="marko")
    assert (page.status, page.texts("[role=alert]")) == (400, [TOO_MANY])
    assert page.attributes("#username", "value") == ["marko"]
    clock.shift(dt.timedelta(hours=1, seconds=1))
    assert register(guest, username="marko").location == "/"
    assert session.scalar(select(func.count(Registration.id))) == 1


@pytest.mark.usefixtures("alice")
def test_a_username_that_was_taken_counts_too(guest: Client, session: Session) -> None:
    register(guest, username="alice")
    register(guest, username="a b")
    assert session.scalar(select(func.count(Registration.id))) == 1


@pytest.fixture
def closed(make_app: Callable[..., Flask], session: Session) -> Client:  # noqa: ARG001 - the session empties the tables
    """A browser at a server that takes no new accounts."""
    client = make_app(REGISTRATION="closed").test_client()
    assert isinstance(client, Client)
    return client


def test_where_registration_is_closed_there_is_no_form(closed: Client) -> None:
    page = closed.page("/auth/register")
    assert (page.status, page.heading) == (200, "Registration is closed")
    assert page.texts("input") == []


def test_where_registration_is_closed_nobody_registers(closed: Client, session: Session) -> None:
    page = register(closed)
    assert (page.status, page.heading) == (403, "Registration is closed")
    assert count_users(session) == 0


def test_where_registration_is_closed_the_log_in_offers_none(closed: Client, guest: Client) -> None:
    assert "/auth/register" not in closed.page("/auth/login").html
    assert "/auth/register" in guest.page("/auth/login").html

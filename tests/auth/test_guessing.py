"""Who has to wait after wrong passwords, and who has not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from app.web.known_devices import KNOWN_DEVICE_COOKIE
from tests.auth.test_login import TOO_MANY, fail, log_in
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("alice")


@pytest.fixture
def elsewhere(new_client: Callable[[], Client]) -> Callable[[str], Client]:
    """Opens browsers at other addresses."""

    def open_one(address: str) -> Client:
        client = new_client()
        client.environ_base["REMOTE_ADDR"] = address
        return client

    return open_one


@pytest.fixture
def owner(guest: Client) -> Client:
    """A browser in which Alice has logged in before."""
    log_in(guest)
    guest.submit("/auth/logout")
    return guest


def attack(elsewhere: Callable[[str], Client], username: str = "alice") -> None:
    """Guess from as many addresses as it takes until no guess is looked at."""
    for number in range(3):
        fail(elsewhere(f"203.0.113.{number}"), username)


def test_addresses_of_one_ipv6_network_are_one(elsewhere: Callable[[str], Client]) -> None:
    fail(elsewhere("2001:db8::1"), times=5)
    fail(elsewhere("2001:db8::2"), times=5)
    assert log_in(elsewhere("2001:db8::3")).texts("[role=alert]") == [TOO_MANY]
    assert log_in(elsewhere("2001:db8:0:1::3")).location == "/"


def test_guesses_from_many_addresses_come_to_an_end(elsewhere: Callable[[str], Client]) -> None:
    attack(elsewhere)
    assert log_in(elsewhere("203.0.113.99")).texts("[role=alert]") == [TOO_MANY]


def test_they_do_not_lock_out_a_device_that_has_logged_in_before(
    owner: Client, elsewhere: Callable[[str], Client]
) -> None:
    attack(elsewhere)
    assert log_in(owner).location == "/"


def test_nor_do_guesses_behind_the_same_address(owner: Client, new_client: Callable[[], Client]) -> None:
    fail(new_client())
    assert log_in(new_client()).texts("[role=alert]") == [TOO_MANY]
    assert log_in(owner).location == "/"


def test_they_lock_nobody_else_out(elsewhere: Callable[[str], Client], charlie: User) -> None:
    attack(elsewhere)
    assert log_in(elsewhere("203.0.113.0"), charlie.username).location == "/"


def test_an_account_that_does_not_exist_is_guarded_in_the_same_way(elsewhere: Callable[[str], Client]) -> None:
    attack(elsewhere, "nobody")
    assert log_in(elsewhere("203.0.113.99"), "nobody").texts("[role=alert]") == [TOO_MANY]


def test_a_known_device_has_ten_tries_too(owner: Client, elsewhere: Callable[[str], Client]) -> None:
    fail(owner)
    owner.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert log_in(owner).texts("[role=alert]") == [TOO_MANY]
    assert log_in(elsewhere("203.0.113.7")).location == "/"


def test_a_device_is_known_to_those_alone_who_have_logged_in_on_it(
    owner: Client, elsewhere: Callable[[str], Client], charlie: User
) -> None:
    attack(elsewhere, charlie.username)
    assert log_in(owner, charlie.username).texts("[role=alert]") == [TOO_MANY]


def test_a_device_is_known_to_everybody_who_shares_it(
    owner: Client, elsewhere: Callable[[str], Client], charlie: User
) -> None:
    log_in(owner, charlie.username)
    owner.submit("/auth/logout")
    attack(elsewhere)
    assert log_in(owner).location == "/"


def test_a_device_forgets_the_oldest_of_nine_who_share_it(owner: Client, make: Factory) -> None:
    for _ in range(9):
        log_in(owner, make.user().username)
        owner.submit("/auth/logout")
    cookie = owner.get_cookie(KNOWN_DEVICE_COOKIE)
    assert cookie is not None
    assert cookie.value.count(".") == 8


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "." * 100, "0123456789012345678901.x", "č.č", "x" * 4000])
def test_a_cookie_that_was_made_up_is_no_known_device(
    guest: Client, elsewhere: Callable[[str], Client], value: str
) -> None:
    attack(elsewhere)
    guest.set_cookie(KNOWN_DEVICE_COOKIE, value)
    assert log_in(guest).texts("[role=alert]") == [TOO_MANY]


def test_the_cookie_of_a_device_says_nothing_about_the_account(owner: Client) -> None:
    cookie = owner.get_cookie(KNOWN_DEVICE_COOKIE)
    assert cookie is not None
    assert "alice" not in cookie.value
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")


@pytest.mark.usefixtures("clock")
def test_a_device_stays_known_for_more_than_a_year(owner: Client) -> None:
    log_in(owner)
    cookie = owner.get_cookie(KNOWN_DEVICE_COOKIE)
    assert cookie is not None
    assert cookie.expires is not None
    assert cookie.expires - dt.datetime.now(dt.UTC) == dt.timedelta(days=400)


def test_after_a_quarter_of_an_hour_unknown_devices_may_try_again(
    elsewhere: Callable[[str], Client], clock: TimeMachineFixture
) -> None:
    attack(elsewhere)
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert log_in(elsewhere("203.0.113.99")).location == "/"


def test_a_new_device_is_known_after_the_registration(guest: Client, elsewhere: Callable[[str], Client]) -> None:
    names: dict[str, Any] = {"first_name": "Ana", "last_name": "Horvat", "username": "ana"}
    guest.submit("/auth/register", **names, password=PASSWORD)
    guest.submit("/auth/logout")
    attack(elsewhere, "ana")
    assert log_in(guest, "ana").location == "/"

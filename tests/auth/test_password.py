from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models import User
    from tests.support.client import Client, Page

NEW_PASSWORD = "battery staple"


def change(client: Client, current: str = PASSWORD, new: str = NEW_PASSWORD, *, follow: bool = False) -> Page:
    return client.submit("/auth/password", follow=follow, current_password=current, new_password=new)


def log_in(client: Client, password: str = PASSWORD) -> Page:
    return client.submit("/auth/login", username="alice", password=password, remember="y")


def test_the_new_password_holds_from_now_on(client: Client, new_client: Callable[[], Client]) -> None:
    assert "Your password is changed." in change(client, follow=True).text
    assert log_in(new_client()).status == 400
    assert log_in(new_client(), NEW_PASSWORD).location == "/"


@pytest.mark.parametrize("current", ["wrong password", "", NEW_PASSWORD])
def test_the_current_password_is_asked_for(client: Client, new_client: Callable[[], Client], current: str) -> None:
    page = change(client, current)
    assert (page.status, page.error_of("current_password")) == (400, "This is not your password.")
    assert log_in(new_client()).location == "/"


@pytest.mark.parametrize("new", ["short", "", "password1", "x" * 129])
def test_the_new_password_keeps_the_rules(client: Client, new_client: Callable[[], Client], new: str) -> None:
    page = change(client, new=new)
    assert page.status == 400
    assert page.error_of("new_password")
    assert log_in(new_client()).location == "/"


def test_the_new_password_is_not_the_old_one(client: Client, alice: User, new_client: Callable[[], Client]) -> None:
    other = new_client().signed_in(alice)
    page = change(client, new=PASSWORD)
    assert (page.status, page.error_of("current_password")) == (400, "")
    assert page.error_of("new_password") == "This is the password you have already. Choose another one."
    assert other.page("/").status == 200


def test_neither_password_is_shown_again(client: Client) -> None:
    page = change(client, "wrong password", "short")
    assert page.attributes("input[type=password]", "value") == ["", ""]


def test_this_device_stays_logged_in(client: Client) -> None:
    change(client)
    assert client.page("/").status == 200


@pytest.mark.usefixtures("alice")
def test_this_device_stays_remembered(guest: Client) -> None:
    log_in(guest)
    change(guest)
    guest.delete_cookie("session")
    assert guest.page("/").status == 200


def test_all_other_devices_are_logged_out(client: Client, new_client: Callable[[], Client], alice: User) -> None:
    other = new_client().signed_in(alice)
    assert other.page("/").status == 200
    change(client)
    assert other.page("/").location == "/auth/login?next=/"


def test_a_remembered_device_is_logged_out_too(client: Client, new_client: Callable[[], Client]) -> None:
    other = new_client()
    log_in(other)
    change(client)
    other.delete_cookie("session")
    assert other.page("/").location == "/auth/login?next=/"


def test_a_wrong_try_logs_nobody_out(client: Client, new_client: Callable[[], Client], alice: User) -> None:
    other = new_client().signed_in(alice)
    change(client, "wrong password")
    assert other.page("/").status == 200


def test_the_password_of_somebody_else_stays(client: Client, new_client: Callable[[], Client], charlie: User) -> None:
    other = new_client().signed_in(charlie)
    change(client)
    assert other.page("/").status == 200


@pytest.mark.parametrize("url", ["/auth/password", "/auth/delete"])
def test_whoever_finds_an_open_session_cannot_guess_the_password(client: Client, url: str) -> None:
    for _ in range(10):
        client.submit(url, current_password="guess", password="guess", new_password=NEW_PASSWORD)
    page = client.submit(url, current_password=PASSWORD, password=PASSWORD, new_password=NEW_PASSWORD)
    assert page.status == 400
    assert "Too many wrong tries." in page.text

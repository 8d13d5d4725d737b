from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from flask_login import COOKIE_NAME
from sqlalchemy import func, select

from app.models import LoginFailure
from app.web.extensions import bcrypt
from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

WRONG = "Username or password is not right."
TOO_MANY = "Too many wrong tries. Wait a quarter of an hour, then try again."
SET_BACK = dt.timedelta(days=-40)


def log_in(client: Client, username: str = "alice", password: str = PASSWORD, **fields: Any) -> Page:
    return client.submit("/auth/login", username=username, password=password, **fields)


def fail(client: Client, username: str = "alice", times: int = 10) -> None:
    """Log in with wrong passwords."""
    token = client.csrf_token()
    for number in range(times):
        data = {"username": username, "password": f"wrong {number}", "csrf_token": token}
        assert client.post("/auth/login", data=data).status_code == 400


@pytest.mark.usefixtures("alice")
def test_the_right_password_leads_home(guest: Client) -> None:
    assert log_in(guest).location == "/"
    assert guest.page("/").status == 200


@pytest.mark.parametrize("typed", ["Čedo", "čedo", "ČEDO", "  čedo ", "c\u030cedo"])
def test_a_username_is_the_same_in_either_case(guest: Client, make: Factory, typed: str) -> None:
    make.user("Čedo")
    assert log_in(guest, typed).location == "/"


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("password", ["Correct horse", "correct horse ", "", "\x00", "x" * 5000])
def test_a_wrong_password_is_refused(guest: Client, password: str) -> None:
    page = log_in(guest, password=password)
    assert (page.status, page.texts("[role=alert]")) == (400, [WRONG])
    assert guest.page("/").status == 302


@pytest.mark.usefixtures("alice", "clock")  # a token carries the second in which it was made
def test_an_unknown_user_and_a_wrong_password_look_the_same(guest: Client) -> None:
    known = log_in(guest, "alice", "wrong password").html
    unknown = log_in(guest, "nobody", "wrong password").html
    assert known.replace("alice", "nobody") == unknown


@pytest.mark.usefixtures("alice")
def test_an_unknown_user_takes_the_same_work(guest: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[str] = []
    check = bcrypt.check_password_hash

    def spy(password_hash: str, password: str) -> bool:
        costs.append(password_hash[:7])
        return bool(check(password_hash, password))

    monkeypatch.setattr(bcrypt, "check_password_hash", spy)
    log_in(guest, "alice", "wrong password")
    log_in(guest, "nobody", "wrong password")
    assert costs == ["$2b$04$", "$2b$04$"]


@pytest.mark.parametrize("username", ["x" * 41, "x" * 100_000, "al\x00ice", ""])
def test_a_text_that_is_no_username_is_refused(guest: Client, username: str) -> None:
    assert log_in(guest, username).status == 400


@pytest.mark.usefixtures("alice")
def test_the_log_in_leads_to_the_page_that_was_asked_for(guest: Client) -> None:
    wanted = "/expenses/?q=kava&from=2026-11-01"
    log_in_url = guest.page(wanted).location
    assert guest.submit(log_in_url, username="alice", password=PASSWORD).location == wanted


def test_whoever_is_logged_in_never_sees_the_form(client: Client) -> None:
    assert client.page("/auth/login").location == "/"
    assert client.page("/auth/login?next=/months/").location == "/months/"
    assert log_in(client, "alice", "wrong password").location == "/"


@pytest.mark.usefixtures("alice")
def test_whoever_is_remembered_stays_when_the_browser_closes(guest: Client) -> None:
    log_in(guest, remember="y")
    guest.delete_cookie("session")
    assert guest.page("/").status == 200


@pytest.mark.usefixtures("alice")
def test_whoever_is_not_remembered_goes_when_the_browser_closes(guest: Client) -> None:
    log_in(guest)
    guest.delete_cookie("session")
    assert guest.page("/").status == 302


@pytest.mark.usefixtures("alice")
def test_a_device_is_remembered_for_90_days(guest: Client, clock: TimeMachineFixture) -> None:
    log_in(guest, remember="y")
    cookie = guest.get_cookie(COOKIE_NAME)
    assert cookie is not None
    assert cookie.expires is not None
    assert cookie.expires - dt.datetime.now(dt.UTC) == dt.timedelta(days=90)
    clock.shift(dt.timedelta(days=91))
    assert guest.get_cookie(COOKIE_NAME) is not None  # it is the browser that forgets


@pytest.mark.usefixtures("alice")
def test_a_changed_remember_cookie_is_no_log_in(guest: Client, new_client: Callable[[], Client], charlie: User) -> None:
    new_client().signed_in(charlie)
    log_in(guest, remember="y")
    cookie = guest.get_cookie(COOKIE_NAME)
    assert cookie is not None
    guest.delete_cookie("session")
    guest.set_cookie(COOKIE_NAME, f"{charlie.get_id()}|{cookie.value.partition('|')[2]}")
    assert guest.page("/").status == 302


@pytest.mark.usefixtures("alice")
def test_the_session_after_the_log_in_is_new(guest: Client) -> None:
    with guest.session_transaction() as browser_session:
        browser_session["planted"] = "yes"
    token = guest.csrf_token()
    log_in(guest)
    with guest.session_transaction() as browser_session:
        assert "planted" not in browser_session
    assert guest.post("/auth/logout", data={"csrf_token": token}).status_code == 400


@pytest.mark.usefixtures("alice")
def test_whoever_logs_out_is_a_guest(guest: Client) -> None:
    log_in(guest, remember="y")
    page = guest.submit("/auth/logout", follow=True)
    assert "You are logged out." in page.text
    assert guest.get_cookie(COOKIE_NAME) is None
    assert guest.page("/").location == "/auth/login?next=/"


@pytest.mark.usefixtures("alice")
def test_the_tenth_wrong_password_is_the_last(guest: Client) -> None:
    fail(guest)
    page = log_in(guest)
    assert (page.status, page.texts("[role=alert]")) == (400, [TOO_MANY])
    assert guest.page("/").status == 302


@pytest.mark.usefixtures("alice")
def test_nine_wrong_passwords_are_forgiven(guest: Client) -> None:
    fail(guest, times=9)
    assert log_in(guest).location == "/"


@pytest.mark.usefixtures("alice")
def test_another_spelling_of_the_username_counts_too(guest: Client) -> None:
    fail(guest, "ALICE", times=5)
    fail(guest, "alice", times=5)
    assert log_in(guest).texts("[role=alert]") == [TOO_MANY]


@pytest.mark.usefixtures("alice")
def test_a_stranger_elsewhere_does_not_lock_the_owner_out(guest: Client, new_client: Callable[[], Client]) -> None:
    stranger = new_client()
    stranger.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    fail(stranger)
    assert log_in(stranger).texts("[role=alert]") == [TOO_MANY]
    assert log_in(guest).location == "/"


@pytest.mark.usefixtures("alice")
def test_another_account_at_the_same_address_is_not_locked_out(guest: Client, charlie: User) -> None:
    fail(guest)
    assert log_in(guest, charlie.username).location == "/"


def test_an_unknown_account_is_throttled_like_a_known_one(guest: Client) -> None:
    fail(guest, "nobody")
    assert log_in(guest, "nobody").texts("[role=alert]") == [TOO_MANY]


@pytest.mark.usefixtures("alice")
def test_an_address_that_tries_many_accounts_has_to_wait(guest: Client) -> None:
    for number in range(10):
        fail(guest, f"account{number}")
    assert log_in(guest).texts("[role=alert]") == [TOO_MANY]


@pytest.mark.usefixtures("alice")
def test_after_a_quarter_of_an_hour_the_next_try_counts(guest: Client, clock: TimeMachineFixture) -> None:
    fail(guest)
    clock.shift(dt.timedelta(minutes=14, seconds=59))
    assert log_in(guest).texts("[role=alert]") == [TOO_MANY]
    clock.shift(dt.timedelta(seconds=2))
    assert log_in(guest).location == "/"


@pytest.mark.usefixtures("alice")
def test_old_failures_are_forgotten_for_good(guest: Client, clock: TimeMachineFixture, session: Session) -> None:
    fail(guest, times=3)
    clock.shift(dt.timedelta(minutes=16))
    fail(guest, times=1)
    assert session.scalar(select(func.count(LoginFailure.id))) == 1


@pytest.mark.usefixtures("alice")
def test_a_clock_set_back_logs_nobody_out(guest: Client, clock: TimeMachineFixture) -> None:
    log_in(guest)
    clock.shift(SET_BACK)
    assert guest.submit("/categories/new", name="Food", color="green").location == "/categories/"


@pytest.mark.usefixtures("alice")
def test_a_clock_set_back_forgets_no_device(guest: Client, clock: TimeMachineFixture) -> None:
    log_in(guest, remember="y")
    guest.delete_cookie("session")
    clock.shift(SET_BACK)
    assert guest.page("/").status == 200


@pytest.mark.usefixtures("alice")
def test_a_clock_set_back_makes_no_wait_longer(guest: Client, clock: TimeMachineFixture) -> None:
    fail(guest)
    clock.shift(SET_BACK)
    assert log_in(guest).location == "/"


@pytest.mark.usefixtures("alice")
def test_a_failure_counts_that_a_clock_some_minutes_ahead_has_dated(guest: Client, clock: TimeMachineFixture) -> None:
    fail(guest)
    clock.shift(dt.timedelta(minutes=-5))
    assert log_in(guest).texts("[role=alert]") == [TOO_MANY]

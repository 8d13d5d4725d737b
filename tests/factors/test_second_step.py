from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from flask_login import COOKIE_NAME
from sqlalchemy import func, select

from app.models import AccountEvent, Expense, LoginFailure
from app.models.types import utc_now
from tests.support.client import Client
from tests.support.factories import PASSWORD, RECOVERY_CODE, TOTP_SECRET, entry
from tests.support.page_lint import attribute, parse_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
STEP = "/auth/second-factor"
WRONG = "This code is not right, or it has been used."


@pytest.fixture(autouse=True)
def _app_of_alice(make: Factory, alice: User) -> None:
    """Alice has an app, and one recovery code left."""
    make.totp_secret(alice)
    make.recovery_code(alice)


def code(offset: dt.timedelta = dt.timedelta(0)) -> str:
    return pyotp.TOTP(TOTP_SECRET).at(utc_now() + offset)


def give_password(client: Client, **fields: Any) -> Page:
    return client.submit("/auth/login", username="alice", password=PASSWORD, **fields)


def give_code(client: Client, typed: str, url: str = STEP) -> Page:
    return client.submit(url, code=typed)


def test_the_password_alone_opens_nothing(guest: Client) -> None:
    assert give_password(guest).location == STEP
    assert guest.page("/").status == 302
    assert guest.page(STEP).heading == "One more step"


def test_the_code_of_the_app_leads_home(guest: Client) -> None:
    give_password(guest)
    assert give_code(guest, code()).location == "/"
    assert guest.page("/").status == 200


@pytest.mark.parametrize(
    "typed", [f" {RECOVERY_CODE} ", RECOVERY_CODE.replace(" ", "-"), RECOVERY_CODE.replace(" ", "")]
)
def test_a_recovery_code_works_once(guest: Client, new_client: Callable[[], Client], typed: str) -> None:
    give_password(guest)
    assert give_code(guest, typed).location == "/"
    other = new_client()
    give_password(other)
    assert WRONG in give_code(other, typed).error_of("code")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (0, "You have used your last recovery code. Make new ones under Account."),
        (1, "You have used a recovery code: 1 is left. Make new ones under Account."),
        (3, "You have used a recovery code: 3 are left."),
    ],
)
def test_whoever_uses_a_recovery_code_is_told_how_many_are_left(
    guest: Client, make: Factory, alice: User, more: int, told: str
) -> None:
    for number in range(more):
        make.recovery_code(alice, f"0000 0000 0000 000{number}")
    give_password(guest)
    give_code(guest, RECOVERY_CODE)
    assert guest.page("/").texts(".flash") == [told]


@pytest.mark.parametrize("typed", ["000000", "", "x", "0000 0000 0000 0000", "9" * 16, "\x00", "٣٣٣٣٣٣", "1" * 99_999])
def test_a_wrong_code_is_refused_and_opens_nothing(guest: Client, typed: str) -> None:
    give_password(guest)
    page = give_code(guest, typed)
    assert page.status == 400
    assert page.error_of("code")
    assert guest.page("/").status == 302


def test_a_code_works_once(guest: Client, new_client: Callable[[], Client]) -> None:
    used = code()
    give_password(guest)
    give_code(guest, used)
    other = new_client()
    give_password(other)
    assert WRONG in give_code(other, used).error_of("code")


def test_an_older_code_than_the_last_one_is_refused(guest: Client, new_client: Callable[[], Client]) -> None:
    older = code(dt.timedelta(seconds=-30))
    give_password(guest)
    give_code(guest, code())
    other = new_client()
    give_password(other)
    assert WRONG in give_code(other, older).error_of("code")


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_clock_that_is_wrong_by_a_minute_is_no_hindrance(guest: Client, seconds: int) -> None:
    give_password(guest)
    assert give_code(guest, code(dt.timedelta(seconds=seconds))).location == "/"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_wrong_by_an_hour_is_refused_in_words(guest: Client, hours: int) -> None:
    give_password(guest)
    page = give_code(guest, code(dt.timedelta(hours=hours)))
    assert "whether the clocks of your phone and of this server are right" in page.error_of("code")


def test_a_clock_set_back_locks_nobody_out(
    guest: Client, new_client: Callable[[], Client], clock: TimeMachineFixture
) -> None:
    give_password(guest)
    give_code(guest, code())
    clock.shift(dt.timedelta(days=-40))
    other = new_client()
    give_password(other)
    assert give_code(other, code()).location == "/"


def test_the_second_step_keeps_where_it_leads(guest: Client) -> None:
    wanted = "/expenses/?q=kava&from=2026-11-01"
    page = guest.submit(guest.page(wanted).location, username="alice", password=PASSWORD)
    assert give_code(guest, "000000", page.location).status == 400
    assert give_code(guest, code(), page.location).location == wanted


def test_the_form_that_was_posted_after_the_log_out_comes_back(
    guest: Client, make: Factory, alice: User, session: Session
) -> None:
    category = make.category(alice)
    guest.signed_in(alice)
    form = {**entry(category), "note": "Kept", "csrf_token": guest.csrf_token()}
    guest.submit("/auth/logout")
    waiting = fields_of(guest, "/expenses/new", form)
    response = guest.post("/auth/login?next=/expenses/new", data={**waiting, "username": "alice", "password": PASSWORD})
    assert response.status_code == 307
    waiting = fields_of(guest, response.location, {**waiting, "username": "alice", "password": PASSWORD})
    assert {"username", "password"}.isdisjoint(waiting)
    wrong = fields_of(guest, response.location, {**waiting, "code": "000000"})
    answer = guest.post(response.location, data={**wrong, "code": code()})
    assert (answer.status_code, answer.location) == (307, "/expenses/new")
    page = guest.post(answer.location, data={**wrong, "code": code()})
    assert page.status_code == 400
    assert "Kept" in page.text
    assert session.scalar(select(func.count(Expense.id))) == 0


def fields_of(client: Client, url: str, sent: dict[str, Any]) -> dict[str, Any]:
    """Post to a page and return the hidden fields of the form that answers."""
    html = client.post(url, data=sent).get_data(as_text=True)
    return hidden_fields(html)


def hidden_fields(html: str) -> dict[str, Any]:
    form = parse_page(html).css("main form")[-1]
    inputs = form.css("input[type=hidden]")
    return {attribute(field, "name"): attribute(field, "value") for field in inputs}


def test_whoever_is_remembered_stays_after_the_second_step(guest: Client) -> None:
    give_password(guest, remember="y")
    assert guest.get_cookie(COOKIE_NAME) is None
    give_code(guest, code())
    guest.delete_cookie("session")
    assert guest.page("/").status == 200


def test_wrong_codes_count_like_wrong_passwords(guest: Client) -> None:
    give_password(guest)
    for number in range(10):
        assert give_code(guest, f"00000{number}").status == 400
    page = give_code(guest, code())
    assert (page.status, page.texts("[role=alert]")) == (
        400,
        ["Too many wrong tries. Wait a quarter of an hour, then try again."],
    )
    assert "Too many wrong tries." in give_password(guest).text


def test_wrong_codes_are_in_the_log_of_the_account(guest: Client, session: Session) -> None:
    give_password(guest)
    give_code(guest, "000000")
    give_code(guest, RECOVERY_CODE)
    kinds = session.scalars(select(AccountEvent.kind).order_by(AccountEvent.id)).all()
    assert kinds[-3:] == ["second_factor_failed", "recovery_code_used", "logged_in"]


def test_without_the_password_there_is_no_second_step(guest: Client, session: Session) -> None:
    page = give_code(guest, code())
    assert (page.status, page.location) == (303, "/auth/login")
    assert "Log in with your password first." in guest.page("/auth/login").text
    assert session.scalar(select(func.count(LoginFailure.id))) == 0


def test_the_second_step_ends_after_a_quarter_of_an_hour(guest: Client, clock: TimeMachineFixture) -> None:
    give_password(guest)
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert give_code(guest, code()).location == "/auth/login"


def test_a_new_password_ends_the_second_step(guest: Client, new_client: Callable[[], Client], alice: User) -> None:
    give_password(guest)
    owner = new_client().signed_in(alice)
    owner.submit("/auth/password", current_password=PASSWORD, new_password="battery staple")
    assert give_code(guest, code()).location == "/auth/login"


def test_a_deleted_account_has_no_second_step(guest: Client, new_client: Callable[[], Client], alice: User) -> None:
    give_password(guest)
    new_client().signed_in(alice).submit("/auth/delete", password=PASSWORD)
    assert give_code(guest, code()).location == "/auth/login"


def test_the_code_of_somebody_else_opens_nothing(guest: Client, make: Factory, charlie: User) -> None:
    other_secret = pyotp.random_base32()
    make.totp_secret(charlie, other_secret)
    give_password(guest)
    assert give_code(guest, pyotp.TOTP(other_secret).at(utc_now())).status == 400


def test_whoever_has_no_factor_needs_no_second_step(guest: Client, charlie: User) -> None:
    assert guest.submit("/auth/login", username=charlie.username, password=PASSWORD).location == "/"


def test_codes_that_a_new_secret_key_cannot_check_are_explained(make_app: Callable[..., Flask], guest: Client) -> None:
    other = make_app(SECRET_KEY="another secret key").test_client()
    assert isinstance(other, Client)
    give_password(other)
    assert "this server has a new secret key" in give_code(other, code()).error_of("code")
    assert give_code(other, RECOVERY_CODE).location == "/"
    assert guest.page("/").status == 302

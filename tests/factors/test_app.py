from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import func, select

from app.models import RecoveryCode, TotpSecret
from app.models.types import utc_now
from tests.support.factories import PASSWORD, TOTP_SECRET

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
SETUP = "/auth/factors/app"


def code_of(secret: str, offset: dt.timedelta = dt.timedelta(0)) -> str:
    return pyotp.TOTP(secret).at(utc_now() + offset)


def open_setup(client: Client) -> tuple[str, str]:
    """Return the secret that the page shows, and its sealed form."""
    page = client.page(SETUP)
    return page.texts("code.secret")[0].replace(" ", ""), page.attributes("[name=sealed]", "value")[0]


def set_up(client: Client, password: str = PASSWORD, offset: dt.timedelta = dt.timedelta(0)) -> Page:
    secret, sealed = open_setup(client)
    return client.submit(SETUP, sealed=sealed, code=code_of(secret, offset), password=password)


def test_an_app_is_set_up_with_a_code_and_the_password(client: Client) -> None:
    page = set_up(client)
    assert (page.status, page.heading) == (200, "Recovery codes")
    assert "Logging in now asks for a code of your app." in page.text
    assert "Since Nov 22, 2026, logging in asks for a code" in client.page("/auth/factors/").text


def test_ten_recovery_codes_are_shown_once(client: Client) -> None:
    codes = set_up(client).texts(".recovery-codes code")
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code) for code in codes)
    assert codes[0] not in client.page("/auth/factors/").html


def test_the_page_draws_the_key_and_says_it_as_text(client: Client) -> None:
    page = client.page(SETUP)
    secret = page.texts("code.secret")[0].replace(" ", "")
    address = f"otpauth://totp/Potro%C5%A1nja:alice?secret={secret}&issuer=Potro%C5%A1nja"
    assert address in page.attributes("main a", "href")
    assert len(page.attributes(".qr svg path", "d")) == 2


@pytest.mark.parametrize("code", ["000000", "", "abc", "12345678901234567890", "1" * 500, "٣٣٣٣٣٣"])
def test_a_wrong_code_turns_nothing_on(client: Client, session: Session, code: str) -> None:
    _, sealed = open_setup(client)
    page = client.submit(SETUP, sealed=sealed, code=code, password=PASSWORD)
    assert page.status == 400
    assert page.error_of("code")
    assert page.attributes("[name=sealed]", "value") == [sealed]
    assert session.scalar(select(func.count(TotpSecret.id))) == 0


def test_the_password_is_asked_for(client: Client, session: Session) -> None:
    page = set_up(client, password="wrong password")
    assert (page.status, page.error_of("password")) == (400, "This is not your password.")
    assert session.scalar(select(func.count(TotpSecret.id))) == 0


def test_a_key_that_was_not_made_here_is_not_taken(client: Client) -> None:
    page = client.submit(SETUP, sealed=TOTP_SECRET, code=code_of(TOTP_SECRET), password=PASSWORD)
    assert page.status == 400
    assert TOTP_SECRET not in page.texts("code.secret")[0].replace(" ", "")


def test_a_clock_that_is_wrong_by_a_minute_is_no_hindrance(client: Client) -> None:
    assert set_up(client, offset=dt.timedelta(minutes=1)).status == 200


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_wrong_by_an_hour_is_named(client: Client, hours: int) -> None:
    page = set_up(client, offset=dt.timedelta(hours=hours))
    assert page.status == 400
    assert "see whether the clocks of your phone and of this server are right" in page.error_of("code")


def test_an_app_is_turned_off_with_the_password(client: Client, session: Session) -> None:
    set_up(client)
    assert client.submit("/auth/factors/app/remove", password="wrong").error_of("password")
    page = client.submit("/auth/factors/app/remove", password=PASSWORD, follow=True)
    assert "Codes of an app are off." in page.text
    assert [session.scalar(select(func.count(model.id))) for model in (TotpSecret, RecoveryCode)] == [0, 0]


def test_whoever_has_an_app_is_not_offered_another(client: Client, make: Factory, alice: User) -> None:
    make.totp_secret(alice)
    assert client.page(SETUP).location == "/auth/factors/"


@pytest.mark.parametrize("url", ["/auth/factors/app/remove", "/auth/factors/recovery-codes"])
def test_without_a_factor_there_is_nothing_to_change(client: Client, url: str) -> None:
    assert client.page(url).location == "/auth/factors/"


def test_the_database_alone_does_not_give_the_key_away(client: Client, session: Session) -> None:
    secret, sealed = open_setup(client)
    client.submit(SETUP, sealed=sealed, code=code_of(secret), password=PASSWORD)
    assert secret not in session.scalars(select(TotpSecret.sealed_secret)).one()


def test_no_archive_and_no_list_has_anything_of_it(client: Client, make: Factory, alice: User) -> None:
    kept = make.totp_secret(alice)
    make.passkey(alice, credential_id=b"named in no archive")
    for url in ("/exports/archive.zip", "/expenses/export.csv"):
        content = client.get(url).get_data()
        assert kept.sealed_secret.encode() not in content
        assert b"named in no archive" not in content


def test_the_password_changes_as_before(client: Client, make: Factory, alice: User) -> None:
    make.totp_secret(alice)
    changed = client.submit("/auth/password", current_password=PASSWORD, new_password="battery staple")
    assert changed.location == "/auth/account"
    assert client.page("/auth/factors/").status == 200


def test_the_host_turns_everything_off(
    app: Flask, client: Client, new_client: Callable[[], Client], make: Factory, alice: User
) -> None:
    make.totp_secret(alice)
    make.passkey(alice)
    result = app.test_cli_runner().invoke(args=["user", "reset-second-factor", "ALICE"])
    assert result.output == "alice logs in with the password alone; all sessions of the account have ended.\n"
    assert client.page("/").status == 302
    assert new_client().submit("/auth/login", username="alice", password=PASSWORD).location == "/"


def test_the_host_is_told_when_there_is_no_such_account(app: Flask, session: Session) -> None:
    assert session.scalar(select(func.count(TotpSecret.id))) == 0
    result = app.test_cli_runner().invoke(args=["user", "reset-second-factor", "nobody"])
    assert (result.exit_code, result.output) == (1, "Error: There is no account nobody.\n")


def test_recovery_codes_are_renewed_with_the_password(client: Client, session: Session) -> None:
    old = set_up(client).texts(".recovery-codes code")
    assert client.submit("/auth/factors/recovery-codes", password="wrong").error_of("password")
    new = client.submit("/auth/factors/recovery-codes", password=PASSWORD).texts(".recovery-codes code")
    assert len({*old, *new}) == 20
    assert session.scalar(select(func.count(RecoveryCode.id))) == 10


def test_the_page_leads_to_the_devices_that_stay_logged_in(client: Client) -> None:
    assert "/auth/devices/" in client.page("/auth/factors/").attributes("main a", "href")

"""Second factors in a real browser, in both languages: codes of an app, and passkeys of Chromium's virtual device."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pyotp
import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import find_violations
from tests.support.visits import LOCALES, PASSWORD, Visits, submit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
ONE_MORE_STEP = {"en": "One more step", "hr": "Još jedan korak"}
CODES = {"en": "Recovery codes", "hr": "Kodovi za oporavak"}


@pytest.fixture(params=["en", "hr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def named_visits(visits: Visits) -> Iterator[Visits]:
    """Windows at a name of this host: a passkey belongs to a name, and to no number."""
    by_name = Visits(visits.browser, visits.server_url.replace("127.0.0.1", "localhost"), visits.shared_session)
    yield by_name
    visits.contexts.extend(by_name.contexts)
    visits.problems.extend(by_name.problems)


def plug_in(page: Page) -> None:
    """Give the window a device that keeps passkeys and always sees its owner."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def log_out(page: Page) -> str:
    """Log out and return the username."""
    page.goto("/auth/account")
    username = page.locator("main form p").first.inner_text().split()[-1]
    submit(page, "button[form=log-out]")
    return username


def give_password(page: Page, username: str) -> None:
    page.goto("/auth/login?next=/months/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    submit(page, "form:has([name=password]) [type=submit]")


def set_up_app(page: Page) -> str:
    """Turn on codes of an app and return its key."""
    page.goto("/auth/factors/app")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.fill("[name=password]", PASSWORD)
    submit(page)
    return secret


def add_passkey(page: Page) -> None:
    page.goto("/auth/factors/passkeys/new")
    page.fill("[name=name]", "Phone")
    page.fill("[name=password]", PASSWORD)
    submit(page)
    submit(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_opens_the_account_after_the_password(
    visits: Visits,
    language: str,
    javascript: bool,  # noqa: FBT001
) -> None:
    page = visits.open_registered(locale=LOCALES[language], java_script_enabled=javascript)
    secret = set_up_app(page)
    expect(page.locator("h1")).to_have_text(CODES[language])
    username = log_out(page)
    give_password(page, username)
    expect(page.locator("h1")).to_have_text(ONE_MORE_STEP[language])
    page.fill("[name=code]", "000000")
    submit(page)
    expect(page.locator("#code-errors")).to_be_visible()
    page.fill("[name=code]", pyotp.TOTP(secret).at(for_time=0, counter_offset=_next_step()))
    submit(page)
    expect(page).to_have_url(re.compile("/months/$"))


def _next_step() -> int:
    """Return the step after the present one: the code of the present one has been used to set the app up."""
    return int(dt.datetime.now(dt.UTC).timestamp()) // 30 + 1


def test_a_recovery_code_opens_the_account_once(visits: Visits, language: str) -> None:
    page = visits.open_registered(locale=LOCALES[language])
    set_up_app(page)
    code = page.locator(".recovery-codes code").first.inner_text()
    username = log_out(page)
    for expected in ("/months/", "/auth/second-factor"):
        give_password(page, username)
        page.fill("[name=code]", code)
        submit(page)
        expect(page).to_have_url(re.compile(expected))
        page.context.clear_cookies()


def test_a_passkey_is_made_and_logs_in_alone(named_visits: Visits, language: str) -> None:
    page = named_visits.open_registered(locale=LOCALES[language])
    plug_in(page)
    add_passkey(page)
    expect(page.locator("h1")).to_have_text(CODES[language])
    assert find_violations(page) == []
    page.goto("/auth/factors/")
    expect(page.locator(".rows .row-title")).to_have_text("Phone")
    assert find_violations(page) == []
    log_out(page)
    page.goto("/auth/login?next=/months/")
    assert find_violations(page) == []
    submit(page, "form[data-passkey] [type=submit]")
    expect(page).to_have_url(re.compile("/months/$"))


def test_a_passkey_is_the_second_step(named_visits: Visits, language: str) -> None:
    page = named_visits.open_registered(locale=LOCALES[language])
    plug_in(page)
    add_passkey(page)
    username = log_out(page)
    give_password(page, username)
    expect(page.locator("h1")).to_have_text(ONE_MORE_STEP[language])
    assert find_violations(page) == []
    submit(page, "form[data-passkey] [type=submit]")
    expect(page).to_have_url(re.compile("/months/$"))


def test_a_device_without_the_passkey_says_so_and_the_page_stays(named_visits: Visits, language: str) -> None:
    page = named_visits.open_registered(locale=LOCALES[language])
    plug_in(page)
    add_passkey(page)
    username = log_out(page)
    other = named_visits.open(locale=LOCALES[language])
    plug_in(other)
    give_password(other, username)
    other.click("form[data-passkey] [type=submit]")
    expect(other.locator("[data-passkey-failure]")).to_be_visible()
    expect(other.locator("h1")).to_have_text(ONE_MORE_STEP[language])


def test_a_device_that_has_a_passkey_of_the_account_says_so(named_visits: Visits) -> None:
    page = named_visits.open_registered()
    plug_in(page)
    add_passkey(page)
    page.goto("/auth/factors/passkeys/new")
    page.fill("[name=name]", "Phone again")
    page.fill("[name=password]", PASSWORD)
    submit(page)
    page.click("main form [type=submit]")
    expect(page.locator("[data-passkey-present]")).to_be_visible()
    expect(page.locator("[data-passkey-failure]")).to_be_hidden()


def test_without_javascript_there_is_no_form_of_a_passkey_but_a_way_on(named_visits: Visits) -> None:
    page = named_visits.open_registered(java_script_enabled=False)
    page.goto("/auth/factors/passkeys/new")
    expect(page.locator("main [type=submit]")).to_be_hidden()
    page.click("main noscript a")
    expect(page).to_have_url(re.compile("/auth/factors/app$"))

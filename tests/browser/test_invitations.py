"""Inviting somebody, who makes an account with the link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.visits import LOCALES, register, submit

if TYPE_CHECKING:
    from tests.support.visits import Visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "hr"])
def test_somebody_is_invited_and_comes_in(visits: Visits, language: str) -> None:
    page = visits.open_registered(locale=LOCALES[language])
    page.goto("/auth/account")
    page.click("a[href='/auth/invitations/']")
    page.fill("[name=name]", "Marko")
    submit(page, "main form:has([name=name]) [type=submit]")
    link = page.input_value("#link")
    guest = visits.open(link, locale=LOCALES[language])
    register(guest, "Marko")
    page.goto("/auth/invitations/")
    expect(page.locator(".row-title")).to_have_count(0)
    visits.open(link, locale=LOCALES[language])


@pytest.mark.parametrize("language", ["en", "hr"])
def test_an_invitation_is_withdrawn(visits: Visits, language: str) -> None:
    page = visits.open_registered(locale=LOCALES[language])
    page.goto("/auth/invitations/")
    page.fill("[name=name]", "Marko")
    submit(page, "main form:has([name=name]) [type=submit]")
    page.click("main a[href='/auth/invitations/']")
    page.click(".confirm summary")
    submit(page, ".confirm [type=submit]")
    expect(page).to_have_url(re.compile("/auth/invitations/$"))
    expect(page.locator(".row-title")).to_have_count(0)

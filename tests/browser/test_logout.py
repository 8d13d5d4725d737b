"""What a browser still knows after somebody has logged out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.visits import PASSWORD, submit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
WORKER_IS_READY = "navigator.serviceWorker.ready.then((found) => found.active !== null)"
# How many bytes of a file come over the network: none, where the browser has it.
FETCHED = """url => fetch(url).then((found) => found.blob())
    .then(() => performance.getEntriesByName(new URL(url, location).href).at(-1).transferSize)"""


def log_out(page: Page) -> None:
    submit(page, "button[form=log-out]")


def test_a_log_out_leads_to_the_log_in_and_says_so(visits: Visits) -> None:
    page = visits.open_registered()
    page.evaluate(WORKER_IS_READY)
    log_out(page)
    expect(page).to_have_url(re.compile("/auth/login$"))
    expect(page.locator(".flash")).to_have_text("You are logged out.")


def test_a_desktop_of_usual_height_shows_how_to_log_out(visits: Visits) -> None:
    page = visits.open_signed_in("/", viewport={"width": 1440, "height": 900})
    expect(page.locator("button[form=log-out]:visible")).to_be_in_viewport(ratio=1)


def test_back_after_a_log_out_shows_nothing(visits: Visits) -> None:
    page = visits.open_registered()
    page.goto("/expenses/new")
    log_out(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Log in")


def test_what_the_browser_kept_is_gone_after_a_log_out(visits: Visits) -> None:
    page = visits.open_registered()
    icon = page.get_attribute("link[rel=apple-touch-icon]", "href")
    whole = page.evaluate(FETCHED, icon)
    assert page.evaluate(FETCHED, icon) == 0
    log_out(page)
    assert page.evaluate(FETCHED, icon) == whole


def test_without_a_connection_the_device_says_so_after_a_log_out_too(visits: Visits) -> None:
    page = visits.open_registered()
    page.evaluate(WORKER_IS_READY)
    log_out(page)
    page.evaluate(WORKER_IS_READY)
    page.context.set_offline(True)
    page.goto("/expenses/")
    expect(page.locator("h1")).to_have_text("No connection")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_sent_after_the_log_out_comes_back_filled_in(visits: Visits, javascript: bool) -> None:  # noqa: FBT001
    page = visits.open_registered(java_script_enabled=javascript)
    page.goto("/auth/account")
    username = page.locator("main p").first.inner_text().split()[-1]
    page.goto("/expenses/new")
    page.fill("[name=amount]", "12,5")
    page.check("[name=category_id] >> nth=0")
    other_tab = page.context.new_page()
    other_tab.goto("/expenses/")
    log_out(other_tab)
    submit(page)
    expect(page.locator("h1")).to_have_text("Log in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    submit(page)
    expect(page).to_have_url(re.compile("/expenses/new$"))
    expect(page.locator("[name=amount]")).to_have_value("12,5")
    expect(page.locator("[role=alert]")).to_contain_text("You have logged in again")
    submit(page)
    expect(page.locator(".flash")).to_contain_text("€12.50 in ")


def test_the_theme_follows_the_system_again_after_a_log_out(visits: Visits) -> None:
    page = visits.open_registered(color_scheme="light")
    page.click("[data-theme-toggle]")
    assert page.evaluate("localStorage.getItem('theme')") == "dark"
    log_out(page)
    assert page.evaluate("localStorage.getItem('theme')") is None

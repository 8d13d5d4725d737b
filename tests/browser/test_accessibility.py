"""axe-core, by the rules of WCAG 2.2 AA, on every page and state, in both themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.visits import PHONE, add_expense, follow, submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
VIOLATIONS = {"resultTypes": ["violations"]}
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], **VIOLATIONS}
COLOR_OPTIONS = {"runOnly": ["color-contrast", "link-in-text-block"], **VIOLATIONS}  # nothing else depends on the theme
GUEST_PAGES = ("/auth/login", "/auth/register", "/offline")
PAGES = (
    "/",
    "/expenses/",
    "/expenses/?receipt=with&sort=-amount",
    "/expenses/?q=nothing-has-this",
    "/expenses/?month=all",
    "/expenses/?min=abc",
    "/expenses/new",
    "/expenses/999999",
    "/months/",
    "/categories/",
    "/categories/new",
    "/auth/account",
    "/auth/password",
    "/auth/delete",
    "/auth/tokens/",
    "/trash/",
    "/imports/",
    "/receipts/",
    "/habits/",
    "/habits/merchants",
    "/habits/days",
    "/recurring/",
    "/goals/",
    "/goals/savings",
    "/report/",
    "/report/?receipt=with&photos=4",
    "/report/?q=nothing-has-this",
)


def find_violations(page: Page) -> list[str]:
    """Look at a page in the light theme, then at its colors in the dark one."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no color is on its way to another
    found = _run_axe(page, OPTIONS)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return [*found, *(f"dark: {violation}" for violation in _run_axe(page, COLOR_OPTIONS))]


def _run_axe(page: Page, options: dict[str, list[str]]) -> list[str]:
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{item['id']}: {node['target']}" for item in violations for node in item["nodes"]]


def read_links(page: Page) -> list[str]:
    """Return the pages of a category, from the list of categories."""
    page.goto("/categories/")
    links = page.locator("main .category").first.locator("a")
    return links.evaluate_all("links => links.map(link => link.getAttribute('href'))")


def fill_account(page: Page, photo: Path) -> Iterator[str]:
    """Bring an account into every state that has a page, saying where it is."""
    add_expense(page, "abc")
    submit(page)
    yield "a form with errors"
    page.fill("#amount", "12,50")
    page.set_input_files("#receipts", photo)
    submit(page)
    yield "a message"
    follow(page, ".rows .row:has(img)")
    yield "an expense with a receipt"
    follow(page, ".receipts a")
    yield "a receipt"
    page.click(".receipt-view a")
    yield "a receipt that has grown"
    submit(page, "form[action$='/delete'] [type=submit]")
    yield "a message with undo"
    page.goto("/expenses/?merchant=x&receipt=with&month=all")
    page.get_by_role("button", name="Filter").evaluate_all("all => all.forEach((one) => one.click())")
    yield "a list with filters, open on a phone"
    page.goto("/expenses/")
    page.locator("[data-select-rows]").evaluate("button => button.click()")
    page.locator("[name=expense]").first.check()
    page.get_by_role("region", name="Selection").get_by_role("button", name="Category").click()
    yield "selected expenses and an open sheet"
    page.goto(page.locator("a.beside").first.get_attribute("href") or "")
    yield "an expense beside the list"
    page.goto("/goals/")
    page.fill("[name=amount]", "5")
    submit(page, "form[action$='/goals/'] [type=submit]")
    yield "a limit that is exceeded"
    page.goto("/goals/savings")
    submit(page)
    yield "a savings goal with errors"
    page.goto("/")
    page.locator("details.explain summary").evaluate_all("all => all.forEach((one) => one.click())")
    yield "open explanations"
    page.goto("/insights/")
    page.locator("details.explain summary").evaluate_all("all => all.forEach((one) => one.click())")
    yield "open explanations of a month"
    page.locator(".chart-strip[tabindex='0']").focus()
    yield "the values of a day"
    page.keyboard.press("?")
    yield "an open dialog"


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_any_state(visits: Visits, photo: Path, device: dict[str, object]) -> None:
    page = visits.open_registered(**device)
    found = {state: find_violations(page) for state in fill_account(page, photo)}
    month = page.evaluate("new Date().toISOString().slice(0, 7)")
    months = (
        f"/months/{month}",
        f"/months/{month}?chart=days",
        "/months/2020-01",
        f"/years/{month[:4]}",
        "/years/2020",
    )
    for url in (*PAGES, *months, *read_links(page)):
        page.goto(url)
        found[url] = find_violations(page)
    assert {state: violations for state, violations in found.items() if violations} == {}


@pytest.mark.parametrize("locale", ["en-US", "hr-HR"])
def test_axe_finds_nothing_for_a_guest(visits: Visits, locale: str) -> None:
    page = visits.open(locale=locale)
    found = {}
    for url in GUEST_PAGES:
        page.goto(url)
        found[url] = find_violations(page)
    assert {url: violations for url, violations in found.items() if violations} == {}

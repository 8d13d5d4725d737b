"""Months and years as people read them: values where they point, a phone's screen, the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.visits import PHONE, add_expense, submit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
TIP_IS_SHOWN = "strip => getComputedStyle(strip.querySelector('text')).display !== 'none'"


@pytest.fixture
def page(visits: Visits) -> Page:
    """The running month of somebody who has spent something, on a phone."""
    page = visits.open_registered(**PHONE, reduced_motion="reduce")
    add_expense(page)
    submit(page)
    page.goto("/insights/")
    return page


def test_a_tap_on_a_day_shows_its_values(page: Page) -> None:
    strip = page.locator(".chart-strip").last
    assert not strip.evaluate(TIP_IS_SHOWN)
    strip.tap(force=True)
    assert strip.evaluate(TIP_IS_SHOWN)
    assert "€12" in (strip.get_attribute("aria-label") or "")


def test_arrow_keys_lead_from_day_to_day(page: Page) -> None:
    strips = page.locator(".chart-strip")
    strips.last.focus()
    if strips.count() > 1:
        page.keyboard.press("ArrowLeft")
        expect(strips.nth(strips.count() - 2)).to_be_focused()
        page.keyboard.press("ArrowRight")
    expect(strips.last).to_be_focused()


@pytest.mark.parametrize(("url", "before"), [("/months/2026-03", "February 2026"), ("/years/2026", "2025")])
def test_arrow_keys_lead_to_the_month_or_year_before_and_back(page: Page, url: str, before: str) -> None:
    page.goto("/expenses/new?spent_on=2025-01-05")
    page.fill("[name=amount]", "8")
    page.check("[name=category_id] >> nth=0")
    submit(page)
    page.goto(url)
    heading = page.inner_text("h1")
    for key, name in (("ArrowLeft", before), ("ArrowRight", heading)):
        page.keyboard.press(key)
        expect(page.locator("h1")).to_have_text(name)


def test_the_charts_of_a_month_are_links(visits: Visits) -> None:
    page = visits.open_registered(java_script_enabled=False)
    add_expense(page)
    submit(page)
    page.goto("/insights/")
    page.click("text=By day")
    expect(page.locator("nav[aria-label='Chart'] [aria-current]")).to_have_text("By day")
    page.locator("svg.chart a").first.click()
    expect(page.get_by_test_id("list-total")).to_have_attribute("data-cents", "1250")


def test_a_month_and_the_days_of_a_year_are_short_on_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollHeight") <= 3000
    page.goto("/years/")
    height = page.locator("section:has(.year-calendar)").bounding_box()
    assert height
    assert height["height"] <= PHONE["viewport"]["height"] - 120  # type: ignore[index]


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_no_text_of_a_page_of_insights_is_smaller_than_twelve_pixels(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    smallest = """() => Math.min(...[...document.querySelectorAll("main *")]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
        .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
    for url in ("/insights/", "/years/", "/months/", "/habits/", "/habits/merchants", "/habits/days"):
        page.goto(url)
        assert page.evaluate(smallest) >= 12, url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("url", ["/insights/", "/habits/days"])
def test_all_of_insights_is_in_sight_on_a_phone(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(url)
    switch = page.locator(".insights-switch")
    assert switch.locator("a").count() == 6
    assert switch.evaluate("nav => nav.scrollWidth <= nav.clientWidth")
    for link in switch.locator("a").all():
        assert link.evaluate("link => link.scrollWidth <= link.clientWidth")


@pytest.mark.parametrize("url", ["/insights/", "/expenses/"])
def test_a_month_stands_between_its_arrows_in_the_line_of_its_buttons(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto(url)
    parts = (".page-head [rel=prev]", "h1", ".page-head .actions .button >> nth=0")
    arrow, heading, button = (page.locator(part).bounding_box() for part in parts)
    assert arrow
    assert heading
    assert button
    assert arrow["y"] == pytest.approx(button["y"], abs=4)
    assert heading["height"] <= 48


def test_a_limit_opens_to_its_months_and_changes(page: Page) -> None:
    page.goto("/goals/")
    page.get_by_label("For").select_option(index=1)
    page.get_by_label("At most, each month").fill("300")
    submit(page, "form[action$='/goals/'] [type=submit]")
    edit = page.get_by_role("link", name="Edit")
    expect(edit).to_be_hidden()
    page.locator("summary.limit").tap()
    expect(edit).to_be_visible()
    expect(page.locator("details.goal")).to_contain_text("left")

"""The list of expenses as people use it, on a phone and on wide screens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.visits import PHONE, add_expense, submit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PAGES_OF_AMOUNTS = ("/", "/expenses/", "/insights/", "/years/", "/months/", "/habits/", "/habits/merchants", "/report/")
COUNT_LINES = """all => all.map((one) =>
  Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)))"""
ADD_APPROVE = """cell => cell.append(Object.assign(document.createElement("button"), {className: "button approve"}))"""
MERCHANTS = ("Pekara", "Ljekarna", "Kino")  # latest first


def open_list(visits: Visits, **options: Any) -> Page:
    """Open the list of a fresh account with an expense at each merchant: 3, 2 and 1 euros."""
    page = visits.open_registered(**options)
    for amount, merchant in enumerate(reversed(MERCHANTS), start=1):
        add_expense(page, str(amount), merchant=merchant)
        submit(page)
    page.goto("/expenses/")
    return page


def rows(page: Page) -> list[str]:
    return page.locator(".row-title").all_text_contents()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_results_come_first_and_a_chip_takes_its_filter_away(visits: Visits, device: dict[str, Any]) -> None:
    page = open_list(visits, **device)
    page.goto("/expenses/?from=2020-01-01&merchant=kino")
    row = page.locator("tbody tr").first
    expect(row).to_be_in_viewport(ratio=1)
    assert rows(page) == ["Kino"]
    page.get_by_role("link", name="Remove the filter kino").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("link", name=re.compile("Remove the filter from"))).to_be_visible()


def test_on_a_phone_the_filters_are_a_sheet(visits: Visits) -> None:
    page = open_list(visits, **PHONE)
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#filters")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("kin")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["script", "no script"])
def test_filters_stand_open_on_a_wide_screen(visits: Visits, java_script_enabled: bool) -> None:  # noqa: FBT001
    page = open_list(visits, **DESKTOP, java_script_enabled=java_script_enabled)
    page.fill("#q", "2")
    submit(page, "#filters [type=submit]")
    assert rows(page) == ["Ljekarna"]


def test_without_script_a_phone_has_its_sheet_too(visits: Visits) -> None:
    page = open_list(visits, **PHONE, java_script_enabled=False)
    page.get_by_role("button", name="Filter").click()
    page.fill("#q", "kino")
    submit(page, "#filters [type=submit]")
    assert rows(page) == ["Kino"]


def test_selected_expenses_are_changed_and_it_is_undone(visits: Visits) -> None:
    page = open_list(visits, **DESKTOP)
    bar = page.get_by_role("region", name="Selection")
    expect(bar).to_be_hidden()
    page.get_by_label("Select Kino, €1.00").check()
    page.get_by_label("Select Pekara, €3.00").check()
    expect(bar).to_contain_text("2 selected · €4.00")
    bar.get_by_role("button", name="Merchant").click()
    page.fill("#new_merchant", "Dućan")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("2 expenses have the merchant Dućan now.")
    assert rows(page) == ["Dućan", "Ljekarna", "Dućan"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".flash")).to_have_text("2 expenses are as they were.")
    assert rows(page) == [*MERCHANTS]


def test_all_found_are_moved_to_a_category(visits: Visits) -> None:
    page = open_list(visits, **DESKTOP)
    page.get_by_label("All 3").check()
    expect(page.get_by_role("region", name="Selection")).to_contain_text("3 selected · €6.00")
    page.get_by_label("Select Kino, €1.00").uncheck()
    expect(page.get_by_label("All 3")).not_to_be_checked()
    page.get_by_label("All 3").check()
    page.get_by_role("region", name="Selection").get_by_role("button", name="Category").click()
    page.select_option("#new_category", label="Fun")
    submit(page, "#change-category [type=submit]")
    expect(page.locator(".flash")).to_contain_text("3 expenses are in Fun now.")
    expect(page.locator("tbody .cat")).to_have_text(["Fun"] * 3)


def test_on_a_phone_rows_are_selected_after_a_tap_on_select(visits: Visits) -> None:
    page = open_list(visits, **PHONE)
    box = page.get_by_label("Select Kino, €1.00")
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Select", exact=True).click()
    box.check()
    page.get_by_role("region", name="Selection").get_by_role("button", name="Delete").click()
    expect(page.locator(".flash")).to_contain_text("1 expense is deleted.")
    assert rows(page) == ["Pekara", "Ljekarna"]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tbody tr")).to_have_count(3)


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_without_script_the_ticks_and_their_bar_are_always_there(visits: Visits, device: dict[str, Any]) -> None:
    page = open_list(visits, **device, java_script_enabled=False)
    page.get_by_label("Select Kino, €1.00").check()
    page.get_by_role("region", name="Selection").get_by_role("button", name="Category").click()
    page.select_option("#new_category", label="Fun")
    submit(page, "#change-category [type=submit]")
    expect(page.locator(".flash")).to_contain_text("1 expense is in Fun now.")


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["script", "no script"])
def test_an_expense_opens_beside_the_list(visits: Visits, java_script_enabled: bool) -> None:  # noqa: FBT001
    page = open_list(visits, **DESKTOP, java_script_enabled=java_script_enabled)
    page.get_by_role("link", name="Ljekarna").click()
    detail = page.get_by_role("complementary", name="Ljekarna")
    expect(detail).to_contain_text("€2.00")
    expect(detail.get_by_role("link", name="Repeat")).to_have_attribute("href", re.compile(r"/new\?repeat="))
    expect(page.locator("tr:has([aria-current])")).to_contain_text("Ljekarna")
    page.reload()
    expect(detail).to_be_visible()
    detail.get_by_role("link", name="Close").click()
    expect(page.locator(".detail")).to_have_count(0)


@pytest.mark.parametrize("device", [{"viewport": {"width": 1100, "height": 800}}, PHONE], ids=["desktop", "phone"])
def test_where_there_is_no_room_beside_it_an_expense_has_its_own_page(visits: Visits, device: dict[str, Any]) -> None:
    page = open_list(visits, **device)
    page.get_by_role("link", name="Ljekarna").click()
    expect(page.locator("h1")).to_have_text("Ljekarna")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")


def test_arrow_keys_move_in_the_list_and_from_month_to_month(visits: Visits) -> None:
    page = open_list(visits, **DESKTOP)
    for key, merchant in (("ArrowDown", "Pekara"), ("ArrowDown", "Ljekarna"), ("ArrowUp", "Pekara")):
        page.keyboard.press(key)
        expect(page.get_by_role("link", name=merchant)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".detail h2")).to_have_text("Pekara")
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    page.goto("/expenses/?month=2026-03")
    for key, heading in (("ArrowLeft", "February 2026"), ("ArrowRight", "March 2026")):
        page.keyboard.press(key)
        expect(page.locator("h1")).to_have_text(heading)


@pytest.mark.parametrize("url", ["/", "/categories/", "/expenses/new"])
def test_a_slash_leads_to_the_search_from_every_page(visits: Visits, url: str) -> None:
    page = visits.open_signed_in(url, **DESKTOP)
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")


def test_a_filter_with_an_error_leaves_no_button_that_opens_nothing(visits: Visits) -> None:
    page = visits.open_signed_in("/expenses/?min=abc", **PHONE)
    expect(page.locator("[name=min]")).to_be_focused()
    expect(page.locator("[popovertarget]:visible")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390])
def test_a_long_amount_never_breaks(visits: Visits, width: int) -> None:
    page = visits.open_registered(viewport={"width": width, "height": 700})
    add_expense(page, "9999999999,99", merchant="Kupovina stana u centru grada")
    submit(page)
    for url in PAGES_OF_AMOUNTS:
        page.goto(url)
        assert set(page.locator(".amount:visible").evaluate_all(COUNT_LINES)) == {1}, url
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.goto("/expenses/")
    page.locator(".ledger .paper").evaluate(ADD_APPROVE)
    parts = (".ledger", ".ledger .number .amount", ".ledger .row-title")
    card, amount, name = (page.locator(part).bounding_box() for part in parts)
    assert card
    assert amount
    assert name
    assert amount["x"] + amount["width"] <= card["x"] + card["width"]
    assert name["width"] > 100


def test_today_is_called_so(visits: Visits) -> None:
    page = open_list(visits)
    assert page.locator(".day-name").all_text_contents() == ["Today"]

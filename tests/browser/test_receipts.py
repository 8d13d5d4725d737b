"""Looking at a receipt closely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.documents import written_pdf
from tests.support.visits import add_expense, submit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser


@pytest.fixture
def invoice(visits: Visits) -> Page:
    """The page of a PDF with two pages."""
    page = visits.open_registered()
    add_expense(page, "12,50")
    pdf = written_pdf(["one", "two"])
    page.set_input_files("[name=receipts]", {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": pdf})
    expect(page.locator("[name=waiting]")).to_be_checked()
    submit(page)
    page.click(".rows .row:has(img)")
    page.click(".receipts a")
    return page


def read_width(page: Page) -> float:
    box = page.locator(".receipt-view img").first.bounding_box()
    assert box
    return box["width"]


def test_keys_buttons_and_the_wheel_make_a_receipt_larger_and_smaller(invoice: Page) -> None:
    fitted = read_width(invoice)
    expect(invoice.locator(".receipt-view img")).to_have_count(2)
    invoice.keyboard.press("+")
    assert read_width(invoice) == pytest.approx(fitted * 1.25, rel=0.01)
    invoice.keyboard.press("-")
    assert read_width(invoice) == pytest.approx(fitted, rel=0.01)
    invoice.get_by_role("button", name="Larger").click()
    assert read_width(invoice) > fitted * 1.5
    invoice.keyboard.press("0")
    invoice.locator(".receipt-view").hover()
    invoice.mouse.wheel(0, -400)
    expect(invoice.locator(".receipt-view")).to_have_class("receipt-view is-growing")
    assert read_width(invoice) > fitted * 2


def test_two_fingers_make_a_receipt_larger(invoice: Page) -> None:
    invoice.set_viewport_size({"width": 390, "height": 844})
    fitted = read_width(invoice)
    session = invoice.context.new_cdp_session(invoice)
    for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 120)):
        points = [{"x": 195 - apart / 2, "y": 400}, {"x": 195 + apart / 2, "y": 400}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert read_width(invoice) == pytest.approx(fitted * 3, rel=0.05)


def test_a_rotated_receipt_is_shown_rotated_at_once(invoice: Page) -> None:
    invoice.get_by_role("button", name="Rotate right").click()
    size = invoice.locator(".receipt-view img").first.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert size == [2000, 1414]

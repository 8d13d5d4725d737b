"""Looking for a receipt among all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.visits import add_expense, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("java_script_enabled", [True, False])
@pytest.mark.parametrize("width", [320, 1600])
def test_a_receipt_is_found_in_the_gallery_with_its_neighbors(
    visits: Visits, tmp_path: Path, width: int, *, java_script_enabled: bool
) -> None:
    page = visits.open_registered(java_script_enabled=java_script_enabled, viewport={"width": width, "height": 800})
    for amount in ("12,50", "99"):
        photo = tmp_path / f"{amount}.jpg"
        Image.effect_noise((150, 200), 90).save(photo)  # like no other: nothing is asked
        add_expense(page, amount)
        page.set_input_files("[name=receipts]", photo)
        submit(page)
    page.goto("/receipts/all/")
    shots = page.locator(".shots img")
    expect(shots).to_have_count(2)
    assert shots.first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shots.first.click()
    page.click("[rel=next]")
    expect(page.locator(".receipt-view img")).to_be_visible()
    expect(page.locator("[rel=next]")).to_have_count(0)
    page.goto("/receipts/all/?min=50")
    expect(shots).to_have_count(1)

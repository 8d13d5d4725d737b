from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.visits import AMOUNTS, LOCALES, PHONE, add_expense, follow, read_cents, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
SENDING_MILLISECONDS = 60_000  # a busy machine takes its time
DEVICES = {"desktop": {}, "phone": PHONE}
SITUATIONS = {
    f"{language}-{device}-{'script' if has_script else 'no-script'}": {
        "locale": LOCALES[language],
        "java_script_enabled": has_script,
        **DEVICES[device],
    }
    for language in LOCALES
    for device in DEVICES
    for has_script in (True, False)
}
everywhere = pytest.mark.parametrize("situation", SITUATIONS)


@pytest.mark.parametrize("situation", ["en-desktop-script", "en-phone-script", "hr-desktop-script", "hr-phone-script"])
def test_an_expense_takes_an_amount_one_tap_and_save(visits: Visits, situation: str) -> None:
    page = visits.open_registered(**SITUATIONS[situation])
    add_expense(page, "5")
    submit(page)
    page.click("[data-shortcut=n]")
    page.locator("#amount").type("12,50")
    page.click(".pick >> nth=0")
    submit(page)
    expect(page.locator(".flash")).to_contain_text(AMOUNTS[situation[:2]])
    assert read_cents(page, "month-total") == 1750


def test_a_known_merchant_brings_its_category(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page, "5", merchant="Kavana Ćuk")
    category = page.input_value("[name=category_id]:checked")
    submit(page)
    page.keyboard.press("n")
    page.fill("#merchant", "kavana cuk")
    assert page.input_value("[name=category_id]:checked") == category


def test_a_known_merchant_is_offered_while_it_is_typed(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page, "5", merchant="Kavana Ćuk")
    submit(page)
    page.keyboard.press("n")
    page.locator("#merchant").type("kav")
    page.get_by_role("button", name="Kavana Ćuk").click()
    expect(page.locator("#merchant")).to_have_value("Kavana Ćuk")
    expect(page.locator("#merchant")).to_be_focused()
    expect(page.locator("[name=category_id]").first).to_be_checked()
    expect(page.locator(".offer")).to_be_hidden()


def test_a_category_chosen_by_hand_stays(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page, "5", merchant="Kavana Ćuk")
    submit(page)
    page.keyboard.press("n")
    page.check("[name=category_id] >> nth=3")
    page.fill("#merchant", "Kavana Ćuk")
    expect(page.locator("[name=category_id]").nth(3)).to_be_checked()


@everywhere
def test_good_photos_survive_an_error(visits: Visits, photo: Path, tmp_path: Path, situation: str) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_text("no photo")
    page = visits.open_registered(**SITUATIONS[situation])
    add_expense(page, "abc")
    page.set_input_files("#receipts", [photo, broken])
    if SITUATIONS[situation]["java_script_enabled"]:
        expect(page.locator("[data-too-large]")).to_contain_text("broken.jpg", timeout=SENDING_MILLISECONDS)
    submit(page)
    if not SITUATIONS[situation]["java_script_enabled"]:
        expect(page.locator("#receipts-errors")).to_contain_text("broken.jpg")
    expect(page.locator(".waiting input")).to_be_checked()
    page.fill("#amount", "5")
    submit(page)
    page.click(".rows .row:has(img)")
    expect(page.locator(".receipts img")).to_have_count(1)


def test_the_page_that_follows_photos_still_knows_its_keys(visits: Visits, photo: Path) -> None:
    page = visits.open_registered()
    add_expense(page, "5")
    page.set_input_files("#receipts", photo)
    submit(page)
    expect(page.locator(".flash")).to_contain_text("is saved")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/expenses/new$"))


@everywhere
def test_a_deleted_expense_comes_back(visits: Visits, situation: str) -> None:
    page = visits.open_registered(**SITUATIONS[situation])
    add_expense(page, "5", merchant="Pekara")
    submit(page)
    follow(page, ".row:has-text('Pekara')")
    submit(page, "form[action$='/delete'] [type=submit]")
    assert read_cents(page, "list-total") == 0
    submit(page, ".flash [type=submit]")
    expect(page.locator("h1")).to_have_text("Pekara")


def test_the_trash_is_emptied_after_a_question(visits: Visits) -> None:
    page = visits.open_registered(java_script_enabled=False)
    add_expense(page, "5", merchant="Pekara")
    submit(page)
    follow(page, ".row:has-text('Pekara')")
    submit(page, "form[action$='/delete'] [type=submit]")
    page.goto("/trash/")
    expect(page.locator("main")).to_contain_text("Pekara")
    page.click(".confirm summary")
    submit(page, ".confirm [type=submit]")
    expect(page.locator(".flash")).to_have_text("The trash is empty.")


def test_the_question_mark_lists_the_keys(visits: Visits) -> None:
    page = visits.open_signed_in("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).not_to_be_visible()


@pytest.mark.parametrize("language", LOCALES)
def test_the_name_and_the_theme_have_room_beside_each_other(visits: Visits, language: str) -> None:
    page = visits.open(locale=LOCALES[language], viewport={"width": 320, "height": 700})
    name, button = (page.locator(f".guest-head {part}").bounding_box() for part in ("a", "button"))
    assert name
    assert button
    assert name["x"] + name["width"] <= button["x"]
    assert button["x"] + button["width"] <= 320
    assert page.locator(".guest-head a").evaluate("link => link.scrollWidth <= link.clientWidth")

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.visits import AMOUNTS, LOCALES, PASSWORD, PHONE, add_expense, read_cents, register, submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import FilePayload, Page

    from tests.support.visits import Visits

SENDING_MILLISECONDS = 60_000  # a busy machine takes its time
pytestmark = pytest.mark.browser
WIDTHS = (320, 390)
WIDE = "W" * 50  # a word that no line of a phone has room for


def add_expense_with_photo(page: Page, photo: Path, amount: str = "12,50") -> None:
    add_expense(page, amount)
    page.set_input_files("[name=receipts]", photo)
    submit(page)


def hold_photos(page: Page) -> None:
    """Let photos of a form wait as long as the test looks at them: they are sent as soon as they are chosen."""
    page.route(re.compile("/receipts/$"), lambda _: None)


def expect_image_to_be_drawn(page: Page, selector: str) -> None:
    image = page.locator(selector)
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") > 0


def download_photo(page: Page) -> Image.Image:
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.suggested_filename == "račun.jpg"
    picture = Image.open(download.value.path())
    picture.load()
    return picture


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_an_expense_is_logged_and_its_receipt_found_again(
    visits: Visits, photo: Path, language: str, device: dict[str, Any]
) -> None:
    page = visits.open_registered(locale=LOCALES[language], **device)
    add_expense_with_photo(page, photo)
    expect(page.locator(".flash")).to_contain_text(AMOUNTS[language])
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_test_id("month-total")).to_have_text(AMOUNTS[language])
    assert read_cents(page, "month-total") == 1250
    page.click(".rows .row:has(img)")
    expect_image_to_be_drawn(page, ".receipts img")
    page.click(".receipts a")
    expect_image_to_be_drawn(page, ".receipt-view img")
    fitted = page.locator(".receipt-view img").bounding_box()
    page.click(".receipt-view a")
    zoomed = page.locator(".receipt-view.is-growing img").bounding_box()
    assert fitted
    assert zoomed
    assert zoomed["width"] == pytest.approx(fitted["width"] * 2.5, rel=0.01)
    assert download_photo(page).size == (1500, 2400)


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_everything_works_without_javascript(visits: Visits, photo: Path, device: dict[str, Any]) -> None:
    page = visits.open_registered(java_script_enabled=False, **device)
    add_expense_with_photo(page, photo)
    assert read_cents(page, "month-total") == 1250
    page.click(".rows .row:has(img)")
    expect_image_to_be_drawn(page, ".receipts img")
    page.click("a[href$='/edit']")
    page.fill("[name=amount]", "20")
    page.fill("[name=merchant]", "Dućan")
    submit(page)
    expect(page.locator("h1")).to_have_text("Dućan")
    page.click(".receipts a")
    page.click(".receipt-view a")
    zoomed = page.locator(".receipt-view.is-zoomed img").bounding_box()
    assert zoomed
    assert zoomed["width"] == 1500
    assert download_photo(page).size == (1500, 2400)
    submit(page, "form[action$='/delete'] [type=submit]")
    expect(page.locator(".flash")).to_contain_text("The receipt is deleted.")
    expect(page.locator(".receipts img")).to_have_count(0)


def test_lists_are_filtered_without_javascript(visits: Visits) -> None:
    page = visits.open_registered(java_script_enabled=False)
    for amount, merchant in (("5", "Pekara"), ("7", "Ljekarna"), ("50", "Pekara")):
        add_expense(page, amount, merchant=merchant)
        submit(page)
    page.goto("/expenses/")
    page.fill("[name=q]", "pekara")
    page.fill("[name=min]", "6")
    submit(page, "form[role=search] [type=submit]")
    assert read_cents(page, "list-total") == 5000
    expect(page.locator("[name=q]")).to_have_value("pekara")
    expect(page.locator("[name=min]")).to_be_visible()


def test_categories_are_kept_without_javascript(visits: Visits) -> None:
    page = visits.open_signed_in("/categories/new", java_script_enabled=False)
    page.fill("[name=name]", "Aquarium")
    page.click(".pick:has([value=teal])")
    page.click(".pick:has([value=paw])")
    submit(page)
    expect(page.locator(".row-title").first).to_have_text("Aquarium")
    page.click("[aria-label='Edit Aquarium']")
    submit(page, "form[action$='/archive'] [type=submit]")
    page.click("[aria-label='Edit Aquarium']")
    submit(page, "form[action$='/restore'] [type=submit]")
    page.click("[aria-label='Edit Aquarium']")
    page.click("a[href$='/delete']")
    submit(page)
    expect(page.locator(".flash")).to_have_text("Aquarium is deleted.")


def test_logging_out_and_in_works_without_javascript(visits: Visits) -> None:
    page = visits.open_registered(java_script_enabled=False)
    page.click(".places a[href$='/auth/account'] >> visible=true")
    username = page.locator("p.muted").first.inner_text().split()[-1]
    page.click("button[form=log-out]")
    page.goto("/months/")
    page.fill("[name=username]", username.upper())
    page.fill("[name=password]", PASSWORD)
    submit(page)
    expect(page.locator("h1")).to_have_text("All time")


def test_a_key_opens_the_form_and_another_saves_it(visits: Visits) -> None:
    page = visits.open_registered()
    page.keyboard.press("n")
    page.wait_for_url("/expenses/new")
    expect(page.locator("[name=amount]")).to_be_focused()
    page.keyboard.type("7,20")
    page.check("[name=category_id] >> nth=0")
    page.focus("[name=amount]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("/")
    assert read_cents(page, "month-total") == 720


def test_a_key_leads_to_the_search(visits: Visits) -> None:
    page = visits.open_signed_in("/expenses/")
    page.keyboard.press("/")
    expect(page.locator("[name=q]")).to_be_focused()
    expect(page.locator("[name=q]")).to_have_value("")


def test_keys_are_letters_while_typing(visits: Visits) -> None:
    page = visits.open_signed_in("/expenses/")
    page.focus("[name=q]")
    page.keyboard.type("n/n")
    expect(page.locator("[name=q]")).to_have_value("n/n")
    page.keyboard.press("Escape")
    page.locator("body").press("Control+n")
    assert page.url.endswith("/expenses/")


def test_a_key_shows_all_keys(visits: Visits) -> None:
    page = visits.open_signed_in("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_everything_can_be_reached_with_the_tab_key(visits: Visits) -> None:
    page = visits.open_signed_in("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_the_theme_follows_the_system_until_it_is_chosen_and_is_remembered(visits: Visits) -> None:
    page = visits.open(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.click("[data-theme-toggle]")
    light = page.evaluate(background)
    assert dark != light
    page.reload()
    assert page.evaluate(background) == light
    page.click("[data-theme-toggle]")
    assert page.evaluate(background) == dark


def test_a_password_can_be_shown(visits: Visits) -> None:
    page = visits.open()
    password, button = page.locator("[name=password]"), page.locator("[data-show-password]")
    for kind, pressed in (("text", "true"), ("password", "false")):
        button.click()
        expect(password).to_have_attribute("type", kind)
        expect(button).to_have_attribute("aria-pressed", pressed)


def test_a_new_account_lives_in_the_time_zone_of_its_browser(visits: Visits) -> None:
    page = visits.open_registered(timezone_id="Pacific/Auckland")
    page.goto("/auth/account")
    expect(page.locator("[name=timezone]")).to_have_value("Pacific/Auckland")


def test_a_photo_is_shown_before_it_is_sent(visits: Visits, photo: Path) -> None:
    page = visits.open_signed_in("/expenses/new")
    hold_photos(page)
    page.set_input_files("[name=receipts]", photo)
    expect(page.locator(".previews li")).to_contain_text("račun.jpg · ")
    expect_image_to_be_drawn(page, ".previews img")


@pytest.mark.parametrize(("language", "size"), [("en", "2.4\xa0MB"), ("hr", "2,4\xa0MB")])
def test_a_chosen_photo_says_its_size_and_can_be_taken_out(
    visits: Visits, photo: Path, language: str, size: str
) -> None:
    page = visits.open_registered(locale=LOCALES[language])
    page.goto("/expenses/new")
    hold_photos(page)
    large: FilePayload = {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": bytes(2_500_000)}
    kept: FilePayload = {"name": "kept.jpg", "mimeType": "image/jpeg", "buffer": photo.read_bytes()}
    page.set_input_files("[name=receipts]", [large, kept])
    expect(page.locator(".previews span:not(.unseen)").first).to_have_text(f"large.jpg · {size}")
    page.locator(".previews button").first.click()
    expect(page.locator(".previews li")).to_have_count(1)
    expect(page.locator(".previews button")).to_be_focused()
    names = "input => Array.from(input.files, file => file.name)"
    assert page.locator("[name=receipts]").evaluate(names) == ["kept.jpg"]


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_a_photo_can_be_pasted_and_dropped_anywhere_on_the_page(visits: Visits, event: str) -> None:
    page = visits.open_signed_in("/expenses/new")
    hold_photos(page)
    page.locator("h1").evaluate(
        """(place, kind) => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(2000)], "carried.png", {type: "image/png"}));
            carried.items.add(new File(["text"], "carried.txt", {type: "text/plain"}));
            const options = {bubbles: true, cancelable: true};
            place.dispatchEvent(kind === "paste"
                ? new ClipboardEvent("paste", {...options, clipboardData: carried})
                : new DragEvent("drop", {...options, dataTransfer: carried}));
        }""",
        event,
    )
    expect(page.locator(".previews li")).to_contain_text(["carried.png · 2\xa0kB"])
    assert page.locator("[name=receipts]").evaluate("input => input.files.length") == 1
    expect(page.locator("[data-not-taken]")).to_be_visible(visible=event == "drop")  # pasted text is for a field


def test_the_first_wrong_field_has_the_focus_and_nothing_is_lost(visits: Visits) -> None:
    page = visits.open_signed_in("/")
    add_expense(page, "12,50", merchant="Dućan")
    page.check("[value=other]")
    page.fill("[name=spent_on]", "")
    submit(page)
    expect(page.locator("[name=spent_on]")).to_be_focused()
    expect(page.locator("#spent_on-errors")).to_have_text("Choose a day.")
    expect(page.locator("[name=amount]")).to_have_value("12,50")
    expect(page.locator("[name=merchant]")).to_have_value("Dućan")


def test_a_bar_of_a_chart_leads_to_its_expenses(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page)
    submit(page)
    page.goto("/insights/?chart=days")
    page.click("text=By day")
    page.locator("svg.chart a").first.click()
    assert read_cents(page, "list-total") == 1250


def find_widths(page: Page, widths: tuple[int, ...] = WIDTHS, text_percent: int = 100) -> tuple[int, ...]:
    """Return how wide the page is in windows of several widths, in pixels."""
    page.evaluate("percent => { document.documentElement.style.fontSize = `${percent}%`; }", text_percent)
    needed = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 700})
        boxes = page.locator("html, .places")  # what is fixed to the window widens no page
        needed.append(max(boxes.evaluate_all("boxes => boxes.map(box => box.scrollWidth)")))
    return tuple(needed)


def fill_with_wide_words(page: Page, photo: Path) -> Iterator[str]:
    """Log a refund and an expense with the longest texts and amounts; stop where a message names them."""
    page.goto("/categories/new")
    page.fill("[name=name]", WIDE)
    submit(page)
    yield "a saved category"
    page.goto("/expenses/new")
    for amount in ("-9999999999,99", "9999999999,98"):
        page.fill("[name=amount]", amount)
        page.locator("details.more, details.note").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        page.locator(f".pick:has-text('{WIDE}')").click()
        page.fill("[name=merchant]", WIDE * 2)
        page.fill("[name=note]", WIDE * 6)
        page.set_input_files("[name=receipts]", {"name": f"{WIDE}{WIDE}.jpg", "mimeType": "image/jpeg", "buffer": b""})
        expect(page.locator("[data-too-large]")).to_be_visible(timeout=SENDING_MILLISECONDS)
        yield "a refused photo"
        page.set_input_files("[name=receipts]", photo)
        expect(page.locator("[name=waiting]:checked")).to_have_count(1, timeout=SENDING_MILLISECONDS)
        submit(page, "[name=add_another]")
        yield "a saved expense"


def open_every_page(page: Page) -> Iterator[str]:
    """Follow all links from home, one of each kind, and some addresses that no link leads to.

    A list has links to itself with one more filter, or sorted otherwise: those with the same first filter are one kind.
    """
    ahead = ["/", "/months/2020-01", "/years/2020", "/expenses/?min=x", "/nowhere"]
    kinds = set(ahead)
    for url in ahead:  # grows meanwhile
        page.goto(url)
        yield url
        links = page.locator("a[href]:not([download])")
        for href in links.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            kind = re.sub(r"[0-9-]+", "0", href).partition("&")[0].partition("=")[0]
            if kind not in kinds and href.startswith(("/", "?")) and not href.startswith("/api/"):
                kinds.add(kind)
                ahead.append(href)


@pytest.mark.parametrize("language", LOCALES)
def test_nothing_scrolls_sideways(visits: Visits, photo: Path, language: str) -> None:
    page = visits.open("/auth/register", locale=LOCALES[language])
    register(page, name=WIDE)
    states = itertools.chain(["a new account"], fill_with_wide_words(page, photo), open_every_page(page))
    widths = {state: find_widths(page) for state in states}
    assert len(widths) > 20
    assert {state: needed for state, needed in widths.items() if needed != WIDTHS} == {}


def test_text_of_twice_the_size_loses_nothing(visits: Visits, photo: Path) -> None:
    page = visits.open_registered(locale="hr-HR")
    add_expense_with_photo(page, photo)
    widths = {url: find_widths(page, (390, 1280), text_percent=200) for url in open_every_page(page)}
    assert {url: needed for url, needed in widths.items() if needed != (390, 1280)} == {}


def test_nothing_moves_while_a_form_appears(visits: Visits) -> None:
    page = visits.open_signed_in("/expenses/new", **PHONE)
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            const read = (list) => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0));
            new PerformanceObserver(read).observe({type: "layout-shift", buffered: true});
            setTimeout(() => resolve(0), 500);
        })"""
    )
    assert shift < 0.01  # "good" ends at 0.1, by Web Vitals


def test_what_is_chosen_is_seen_in_forced_colors(visits: Visits) -> None:
    page = visits.open_registered(forced_colors="active")
    add_expense(page)
    submit(page)
    page.click("[data-shortcut=n]")
    page.click(".pick >> nth=0")
    page.focus("#amount")
    outlines = page.locator(".pick").evaluate_all("picks => picks.map(pick => getComputedStyle(pick).outlineStyle)")
    assert outlines.count("solid") == 1

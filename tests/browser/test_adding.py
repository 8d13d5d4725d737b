"""Adding an expense in four actions: what is in sight, what is said while typing, and what never gets lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from app.core.money import AmountError, format_amount, parse_amount
from app.web.localization import money_format_for
from tests.browser.test_accessibility import find_violations
from tests.support.factories import picture
from tests.support.visits import AMOUNTS, LOCALES, PHONE, add_expense, follow, read_cents, submit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
SMALL_PHONES = [(360, 640), (390, 664)]
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
TEXTS = (
    *("12", "12,5", "12.50", "12,50", "1.234", "1,234", "1.234,50", "1,234.50", "1'234.50", "1 234,50", "1.234.567"),
    *("12+3,40", "9+3,40", "20-5", "5-5", "-5", "- 5", "--5", "5+", "5++3", "+12", "12+", ",5+.5", "1.234,50+1,234.50"),
    *("12 €", "€12", "€ -5", "-€5", "12 EUR", "12 eura", "12 Euros.", "€5+€3", "5 kn", "$5", "5 KM", "€5+$3"),
    *("12,-", "12.--", "5,-3", "5,- € + 3,50 €", "5,-.-", "€.5+,5 €"),
    *("", " ", "-", "€", ".", "abc", "1e9", "0x10", "5*3", "(5)", "5%", "12 50", "1.2.3", "12,,5", "1,23,456", "0.123"),
    *("12,345", "12,345,6", "9.999.999.999,99", "9999999999.99", "10000000000", "9.999.999.999,99+0,01", "9" * 30),
    *("\N{MINUS SIGN}5", "5 \N{EN DASH} 3", "1\N{RIGHT SINGLE QUOTATION MARK}234,5", "1\xa0234,50", "1\u2009234,5"),
    *("\u200b12\u2060", "\uff11\uff12\uff0c\uff15", "\uff0b\uff11\uff12", "12\u3000€", "٣", "5²", "½", "1" * 201),
)


def understand(text: str, language: str, currency: str) -> str:
    """Return what the server understands, empty where it is no amount or zero."""
    style = money_format_for(language, currency)
    try:
        cents = parse_amount(text, style)
    except AmountError:
        return ""
    return format_amount(cents, style) if cents else ""


def read_box(place: Locator) -> dict[str, float]:
    box = place.bounding_box()
    assert box
    return {"y": box["y"], "bottom": box["y"] + box["height"]}


def carry(page: Page, *sizes: int) -> None:
    """Drop photos of some sizes, in bytes."""
    page.locator("[data-receipt-upload]").evaluate(
        """(area, sizes) => {
            const carried = new DataTransfer();
            const one = new Blob([new Uint8Array(1000000)]);
            sizes.forEach((size, place) => carried.items.add(
                new File(Array(size / 1000000).fill(one), `photo-${place}.jpg`, {type: "image/jpeg"})));
            area.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: carried}));
        }""",
        list(sizes),
    )


@pytest.mark.parametrize("language", LOCALES)
@WITH_AND_WITHOUT_SCRIPT
def test_an_expense_takes_four_actions(visits: Visits, language: str, javascript: bool) -> None:  # noqa: FBT001
    page = visits.open_registered(locale=LOCALES[language], java_script_enabled=javascript, **PHONE)
    page.click("[data-shortcut=n]")
    page.fill("#amount", "12,50")
    page.click(".pick >> nth=0")
    page.click(".save .primary")
    expect(page.locator(".flash")).to_contain_text(AMOUNTS[language])
    assert read_cents(page, "month-total") == 1250


@pytest.mark.parametrize(("width", "height"), SMALL_PHONES)
@pytest.mark.parametrize("language", LOCALES)
def test_amount_category_and_save_are_in_sight_of_a_small_phone(
    visits: Visits, width: int, height: int, language: str
) -> None:
    options: dict[str, Any] = {**PHONE, "viewport": {"width": width, "height": height}}
    page = visits.open_registered(locale=LOCALES[language], **options)
    page.goto("/expenses/new")
    bar = read_box(page.locator("nav.places"))
    save = read_box(page.locator(".save .primary"))
    assert read_box(page.locator("#amount"))["y"] >= 0
    assert read_box(page.locator("summary.pick"))["bottom"] <= save["y"]
    assert read_box(page.locator(".extras > .button"))["bottom"] <= save["y"]
    assert save["bottom"] <= bar["y"]
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_save_stays_in_sight_above_the_tab_bar_and_above_a_keyboard(visits: Visits) -> None:
    options: dict[str, Any] = {**PHONE, "viewport": {"width": 360, "height": 640}}
    page = visits.open_registered(**options)
    page.goto("/expenses/new")
    page.locator("details.more, details.note").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    page.check("[value=other]")
    for height in (640, 320):  # a keyboard takes half of the window
        page.set_viewport_size({"width": 360, "height": height})
        below = page.locator("nav.places")
        end = read_box(below)["y"] if below.is_visible() else height
        for y in (0, 10_000):
            page.evaluate("y => scrollTo(0, y)", y)
            save = read_box(page.locator(".save .primary"))
            assert end - 80 < save["bottom"] <= end, (height, y)
    expect(page.locator("nav.places")).to_be_hidden()


@pytest.mark.parametrize(("language", "currency"), [("en", "EUR"), ("hr", "EUR"), ("en", "JPY"), ("hr", "XCG")])
def test_the_page_understands_amounts_as_the_server_does(visits: Visits, language: str, currency: str) -> None:
    page = visits.open_registered(locale=LOCALES[language])
    page.goto("/auth/account")
    page.select_option("[name=currency]", currency)
    submit(page)
    page.goto("/expenses/new")
    read = page.locator("#amount").evaluate(
        """(input, texts) => texts.map((text) => {
            input.value = text;
            input.dispatchEvent(new Event("input", {bubbles: true}));
            return document.querySelector(".save .primary [data-understood]").textContent.trim();
        })""",
        list(TEXTS),
    )
    expected = {text: understand(text, language, currency) for text in TEXTS}
    assert dict(zip(TEXTS, read, strict=True)) == expected
    assert sum(map(bool, read)) > 15


def test_what_was_understood_stands_beside_the_amount_while_it_is_typed(visits: Visits) -> None:
    page = visits.open_signed_in("/expenses/new")
    page.locator("#amount").type("12+3,40")
    expect(page.locator("output")).to_have_text("= €15.40")
    expect(page.locator(".save .primary")).to_have_text("Save €15.40")
    page.fill("#amount", "12+")
    expect(page.locator("output")).to_have_text("")
    page.fill("#amount", "15.40")  # as it is written: there is nothing to add
    expect(page.locator("output")).to_have_text("")


@WITH_AND_WITHOUT_SCRIPT
def test_more_opens_the_other_categories_in_the_same_grid(visits: Visits, javascript: bool) -> None:  # noqa: FBT001
    page = visits.open_registered(java_script_enabled=javascript)
    page.goto("/expenses/new")
    other = page.locator(".pick.behind").first
    expect(other).to_be_hidden()
    page.get_by_text("More", exact=True).last.click()
    other.click()
    page.get_by_text("More", exact=True).last.click()
    expect(other).to_be_visible()  # it is chosen
    page.fill("#amount", "5")
    name = other.inner_text().strip()
    page.click(".save .primary")
    expect(page.locator(".flash")).to_contain_text(f"€5.00 in {name}")


@WITH_AND_WITHOUT_SCRIPT
def test_the_day_is_today_yesterday_or_typed(visits: Visits, javascript: bool) -> None:  # noqa: FBT001
    page = visits.open_registered(java_script_enabled=javascript, timezone_id="Europe/Zagreb")
    add_expense(page, "5")
    today = dt.date.fromisoformat(page.input_value("[name=day]:checked"))
    expect(page.locator("#spent_on")).to_be_hidden()
    page.get_by_label("Yesterday").check()
    assert page.input_value("[name=day]:checked") == (today - dt.timedelta(days=1)).isoformat()
    page.get_by_label("Other day").check()
    page.fill("#spent_on", "2026-03-07")
    page.click(".save .primary")
    expect(page.locator("h1")).to_contain_text("March 2026")


def test_an_error_goes_when_it_is_mended(visits: Visits) -> None:
    page = visits.open_signed_in("/expenses/new")
    page.check("[value=other]")
    page.fill("#spent_on", "")
    submit(page, ".save .primary")
    assert page.locator(".field-errors").count() == 3
    expect(page.locator("#amount")).to_be_focused()
    page.locator("#amount").type("+")
    expect(page.locator("#amount-errors")).to_be_visible()
    page.locator("#amount").type("3")
    expect(page.locator("#amount-errors")).to_have_count(0)
    page.click(".pick >> nth=1")
    page.get_by_label("Today").check()
    expect(page.locator(".field-errors, [aria-invalid]")).to_have_count(0)
    assert "errors" not in (page.get_attribute("#amount", "aria-describedby") or "")


def test_photos_come_one_after_the_other_and_can_be_taken_out(visits: Visits, photo: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.jpg"
    second.write_bytes(picture(size=(300, 500)))
    page = visits.open_registered(**PHONE)
    add_expense(page)
    for count, path in enumerate((photo, second), start=1):
        page.set_input_files("#receipts", path)
        expect(page.locator("[name=waiting]:checked")).to_have_count(count)
    page.get_by_label("račun.jpg").uncheck()
    submit(page, ".save .primary")
    page.click(".rows .row:has(img)")
    expect(page.locator(".receipts img")).to_have_count(1)


def test_a_photo_that_is_too_large_is_said_at_once_and_the_form_kept(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page, "5", merchant="Dućan")
    carry(page, 1_000_000, 21_000_000)
    message = page.locator("[data-too-large]")
    expect(message).to_have_text("photo-1.jpg is too large: a photo may be at most 20 MB.")
    page.click(".save .primary")
    expect(page).to_have_url(re.compile("/expenses/new$"))
    expect(page.get_by_role("button", name="Remove: photo-1.jpg")).to_be_focused()
    expect(page.locator("#merchant")).to_have_value("Dućan")
    page.keyboard.press("Enter")
    expect(message).to_contain_text("photo-0.jpg is neither a photo nor a PDF.")
    expect(page.locator(".previews li")).to_have_count(0)


def test_photos_that_are_too_large_together_or_too_many_are_said_at_once(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page)
    submit(page)
    follow(page, ".rows .row")
    carry(page, *[19_000_000] * 6)
    message = page.locator("[data-too-large]")
    expect(message).to_have_text("Together these photos are too large: at most 100 MB at once.")
    page.get_by_role("button", name="Remove: photo-5.jpg").click()
    expect(message).to_be_hidden()
    page.reload()
    carry(page, *[1_000_000] * 21)
    expect(message).to_have_text("At most 20 photos at once.")


@pytest.mark.parametrize(("device", "is_told"), [({}, True), (PHONE, False)], ids=["mouse", "touch"])
def test_only_who_has_a_mouse_is_told_about_dropping(visits: Visits, device: dict[str, Any], *, is_told: bool) -> None:
    page = visits.open_signed_in("/expenses/new", **device)
    expect(page.locator(".drop-hint")).to_be_visible(visible=is_told)


@WITH_AND_WITHOUT_SCRIPT
def test_the_same_expense_twice_is_asked_about_and_blocks_nothing(visits: Visits, javascript: bool) -> None:  # noqa: FBT001
    page = visits.open_registered(java_script_enabled=javascript)
    for _ in range(2):
        add_expense(page, "7,77")
        submit(page, ".save .primary")
    question = page.locator(".flash", has_text="Keep both?")
    page.get_by_role("link", name="Keep both").click()
    expect(question).to_have_count(0)
    assert read_cents(page, "month-total") == 1554
    add_expense(page, "7,77")
    submit(page, ".save .primary")
    page.get_by_role("button", name="Remove this one").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.goto("/")
    assert read_cents(page, "month-total") == 1554


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_any_state_of_the_form(visits: Visits, theme: str, device: dict[str, Any]) -> None:
    page = visits.open_registered(color_scheme=theme, **device)
    add_expense(page, "7,77", merchant="Kavana Ćuk")
    submit(page, ".save .primary")
    page.goto("/expenses/new")
    submit(page, ".save .primary")
    found = {"errors": find_violations(page)}
    page.fill("#amount", "3+4,77")
    page.locator("#merchant").type("kav")
    page.check("[value=other]")
    page.locator("details.more, details.note").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    carry(page, 1_000_000, 21_000_000)
    page.locator("#note").evaluate("note => note.scrollIntoView({ block: 'center' })")  # the bar of Save may cover it
    found["everything open"] = find_violations(page)
    add_expense(page, "7,77", merchant="Kavana Ćuk")
    submit(page, ".save .primary")
    found["a question"] = find_violations(page)
    assert {state: violations for state, violations in found.items() if violations} == {}

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.core.palette import PALETTE
from app.receipts.thumbnails import PRINT_SIZE
from tests.support.paper import SIZES, print_page
from tests.support.pictures import encode
from tests.support.visits import PHONE, register

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, StorageState

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser

MARCH = "/report/?from=2025-03-01&to=2025-03-31"  # without receipts
APRIL = "/report/?from=2025-04-01&to=2025-04-30"  # with three
YEAR = "/report/?from=2025-01-01&to=2025-12-31"
PAGES = ("/months/2025-03", "/years/2025", "/months/", "/expenses/?from=2025-03-01&to=2025-03-31")
ROWS = 36
PHOTO_COLOR, LEAST_PIXELS = "#d8d0c0", 20_000
PRESSED = ("Insights", "Add expense", "Back", "Print", "Download", "Filters", "Log out", "Search", "Skip")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FILLED = """() => [...document.querySelectorAll("main *")]
  .filter((element) => element.checkVisibility())
  .map((element) => getComputedStyle(element).backgroundColor)
  .filter((color) => color.startsWith("rgb("))"""
COUNT_BOXES = """(all) => all.map((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getClientRects().length;
})"""
every_paper = pytest.mark.parametrize("paper", SIZES)
either_way = pytest.mark.parametrize("has_backgrounds", [True, False], ids=["backgrounds", "no-backgrounds"])


@pytest.fixture(scope="module")
def keeper(browser: Browser, server_url: str) -> StorageState:
    """The cookies of somebody with a full month in each quarter of 2025, and three receipts in April."""
    with browser.new_context(base_url=server_url, locale="en-US") as context:
        page = context.new_page()
        page.goto("/auth/register")
        register(page)
        categories = list(dict.fromkeys(re.findall(r"/categories/(\d+)", read(context, "/categories/"))))
        token = re.findall(r'name="csrf_token" value="([^"]+)"', read(context, "/auth/password"))[0]
        for number in range(1, ROWS + 1):
            day, category = f"2025-03-{number % 31 + 1:02}", categories[number % len(categories)]
            shared = {"csrf_token": token, "category_id": category, "spent_on": day}
            add(context, **shared, amount=f"{number},10", merchant=f"Shop {number:02}")
        for month in (1, 6, 9, 12):
            add(context, csrf_token=token, amount="70", category_id=categories[0], spent_on=f"2025-{month:02}-05")
        for number in range(1, 4):
            add_receipt(context, csrf_token=token, amount="9", category_id=categories[0], spent_on=f"2025-04-0{number}")
        return context.storage_state()


def read(context: BrowserContext, url: str) -> str:
    return context.request.get(url).text()


def add(context: BrowserContext, **fields: str) -> None:
    assert context.request.post("/expenses/new", form=dict(fields), max_redirects=0).status == 302


def add_receipt(context: BrowserContext, **fields: str) -> None:
    drawn = Image.new("RGB", (1500, 2000), PHOTO_COLOR)
    drawn.paste("black", (100, top := 500 * int(fields["spent_on"][-1]), 1400, top + 300))  # alike ones are asked about
    photo: FilePayload = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encode(drawn, "JPEG")}
    answer = context.request.post("/expenses/new", multipart={**fields, "receipts": photo}, max_redirects=0)
    assert answer.status == 302


def open_kept(visits: Visits, keeper: StorageState, url: str, **options: Any) -> Page:
    return visits.open(url, storage_state=keeper, **options)


def shown_colors(page: Page) -> set[str]:
    """Return the colors that boxes of the page are filled with, but for white."""
    page.emulate_media(media="print")
    found = page.evaluate(FILLED)
    page.emulate_media(media="null")
    colors = {"#{:02x}{:02x}{:02x}".format(*map(int, re.findall(r"\d+", color))) for color in found}
    return colors - {"#ffffff"}


@every_paper
@either_way
def test_a_month_without_receipts_is_two_pages_with_every_row(
    visits: Visits, keeper: StorageState, paper: str, *, has_backgrounds: bool
) -> None:
    page = open_kept(visits, keeper, MARCH)
    first, second = print_page(page, paper, has_backgrounds=has_backgrounds)
    assert [sheet.size for sheet in (first, second)] == [SIZES[paper]] * 2
    assert first.lines[1:3] == ("Potrošnja Ana Ana · March 2025", "March 2025")
    for name in page.locator(".report-table:not(.expenses) tbody th").all_inner_texts():
        assert re.search(rf"{name} \d+ \d+%", first.text)
    rows = [re.match(r"(\d+) Mar \d+, 2025 (Shop \d\d)", line) for line in second.lines]
    assert [row[1] for row in rows if row] == [str(number) for number in range(1, ROWS + 1)]
    assert {row[2] for row in rows if row} == {f"Shop {number:02}" for number in range(1, ROWS + 1)}
    assert f"Total €{sum(range(1, ROWS + 1)) + ROWS * 0.1:.2f}" in second.text


@every_paper
@pytest.mark.parametrize(("photos", "pictures"), [(2, [2, 1]), (4, [3])])
def test_receipts_follow_with_their_numbers(
    visits: Visits, keeper: StorageState, paper: str, photos: int, pictures: list[int]
) -> None:
    sheets = print_page(open_kept(visits, keeper, f"{APRIL}&photos={photos}"), paper)[2:]
    assert [len(sheet.pictures) for sheet in sheets] == pictures
    assert {size for sheet in sheets for size in sheet.pictures} == {(PRINT_SIZE[0], PRINT_SIZE[0] * 4 // 3)}
    assert all(sheet.count_pixels(PHOTO_COLOR) > LEAST_PIXELS for sheet in sheets)
    text = " ".join(sheet.text for sheet in sheets)
    assert re.findall(r"(\d) [A-Z]\w+ €9.00 Apr (\d), 2025", text) == [("1", "1"), ("2", "2"), ("3", "3")]


@either_way
def test_a_year_is_drawn_and_listed(visits: Visits, keeper: StorageState, *, has_backgrounds: bool) -> None:
    sheets = print_page(open_kept(visits, keeper, YEAR), has_backgrounds=has_backgrounds)
    assert all(month in sheets[0].text for month in MONTHS)
    assert f"{ROWS + 7} Dec 5, 2025" in " ".join(sheet.text for sheet in sheets)


@pytest.mark.parametrize("url", [MARCH, *PAGES])
def test_nothing_is_cut_or_covered_and_nothing_can_be_pressed(visits: Visits, keeper: StorageState, url: str) -> None:
    page = open_kept(visits, keeper, url)
    headings = page.locator("h2").all_inner_texts()
    for sheet in print_page(page):
        assert [box.text for box in sheet.boxes if not sheet.is_inside(box)] == []
        assert [pair for pair in itertools.combinations(sheet.boxes, 2) if pair[0].covers(pair[1])] == []
        assert [word for word in PRESSED if re.search(rf"\b{word}\b", sheet.text)] == []
        assert sheet.lines[-1] not in headings


@pytest.mark.parametrize("url", [MARCH, *PAGES])
def test_shading_and_dots_survive_without_backgrounds_and_a_dark_theme(
    visits: Visits, keeper: StorageState, url: str
) -> None:
    page = open_kept(visits, keeper, url, color_scheme="dark", reduced_motion="reduce")
    colors = shown_colors(page)
    sheets = print_page(page)
    assert all(sheet.image.getpixel((1, 1)) == (255, 255, 255) for sheet in sheets)
    assert {color for color in colors if not any(sheet.count_pixels(color) for sheet in sheets)} == set()


def test_the_squares_and_bars_of_categories_have_their_colors(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, MARCH)
    colors = re.findall(r'class="swatch color-(\w+)"', page.content())
    assert len(colors) > 1
    sheet = print_page(page)[0]
    assert [color for color in colors if sheet.count_pixels(PALETTE[color]) < LEAST_PIXELS / 100] == []


def test_a_month_prints_each_category(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, MARCH)
    names = page.locator(".report-table:not(.expenses) tbody th").all_inner_texts()
    page.goto("/months/2025-03")
    text = " ".join(sheet.text for sheet in print_page(page))
    assert [name for name in names if name not in text] == []


def test_a_list_prints_each_expense(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, "/expenses/?from=2025-03-01&to=2025-03-31")
    text = " ".join(sheet.text for sheet in print_page(page))
    assert set(re.findall(r"Shop \d\d", text)) == {f"Shop {number:02}" for number in range(1, ROWS + 1)}


def test_the_table_of_a_year_goes_to_december(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, "/years/2025")
    wide = next(sheet for sheet in print_page(page) if sheet.size[0] > sheet.size[1])
    assert " ".join(MONTHS) in wide.text
    assert wide.text.count("€70") == 4


def test_on_a_phone_a_date_of_a_report_stays_in_one_line(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, MARCH, **PHONE)
    ranges = page.locator("td.date").evaluate_all(COUNT_BOXES)
    assert ranges == [1] * ROWS


def test_a_button_opens_the_dialog_for_printing(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, MARCH)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.click("[data-print]")
    expect(page).to_have_title("printed")


def test_without_javascript_a_report_says_how_to_print(visits: Visits, keeper: StorageState) -> None:
    page = open_kept(visits, keeper, MARCH, java_script_enabled=False)
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.get_by_text("To print, use the menu of your browser.")).to_be_visible()

"""Twenty photos become twenty expenses: by keyboard, on a phone, and without a script."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import find_violations
from tests.support.factories import picture
from tests.support.visits import LOCALES, PHONE, add_expense, read_cents, submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import FilePayload, Page, Route

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
PHOTOS = 20
SENDING_MILLISECONDS = 60_000  # a busy machine takes its time
PRESSES_PER_RECEIPT = 1  # with everything read right
_UNREAD = """
    SELECT id FROM receipt_reading
    WHERE state != 'read' AND user_id = (SELECT max(id) FROM user) ORDER BY id
"""
BOX = [[0.5, 0.7], [0.7, 0.7], [0.7, 0.75], [0.5, 0.75]]
BOTH_DEVICES = pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])


def photos(count: int) -> list[FilePayload]:
    """Return photos of which none is like another."""
    return [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(400, 700 + number))}
        for number in range(count)
    ]


def facts(number: int) -> dict[str, Any]:
    totals = [{"cents": cents, "score": 1.0, "box": BOX} for cents in (1000 + number, 5000)]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return {"totals": totals, "dates": [today], "merchants": ["Konzum"], "oibs": [], "currency": "EUR"}


class StandIn:
    """A reader that knows what each photo says without looking at it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "data" / "potrosnja.db"

    def read(self) -> None:
        """Read what the newest account has unread: 10,00 for the first, one cent more for each further one."""
        self._change("state = 'read', text = 'KONZUM', facts = ?", lambda number: (json.dumps(facts(number)),))

    def hold(self) -> None:
        """Let all receipts wait to be read."""
        self._change("state = 'waiting'", lambda _: ())

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let receipts that come meanwhile wait to be read."""
        waits = "BEGIN UPDATE receipt_reading SET state = 'waiting' WHERE id = new.id; END"
        self._run(f"CREATE TRIGGER at_work AFTER INSERT ON receipt_reading {waits}")
        yield
        self._run("DROP TRIGGER at_work")

    def _run(self, statement: str) -> None:
        with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
            connection.execute(statement)

    def _change(self, values: str, parameters: Any) -> None:
        with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
            ids = connection.execute(_UNREAD).fetchall()
            for number, (row_id,) in enumerate(ids):
                update = f"UPDATE receipt_reading SET {values} WHERE id = ?"  # noqa: S608 - the values are those above
                connection.execute(update, (*parameters(number), row_id))


@pytest.fixture
def reader(served_folder: Path) -> StandIn:
    return StandIn(served_folder)


def know_konzum(page: Page) -> None:
    add_expense(page, "1", merchant="Konzum")
    submit(page, ".save .primary")


def add_photos(page: Page, count: int) -> None:
    page.goto("/receipts/")
    page.set_input_files("#receipts", photos(count))
    expect(page.locator(".rows .row")).to_have_count(count, timeout=SENDING_MILLISECONDS)


@pytest.mark.parametrize(("language", "device"), [("en", {}), ("hr", PHONE)], ids=["desktop", "phone"])
def test_twenty_photos_become_twenty_expenses_by_keyboard_alone(
    visits: Visits, reader: StandIn, language: str, device: dict[str, Any]
) -> None:
    page = visits.open_registered(locale=LOCALES[language], **device)
    know_konzum(page)
    add_photos(page, PHOTOS)
    reader.read()
    page.goto("/")
    page.locator("[href='/receipts/next']").focus()
    page.keyboard.press("Enter")
    for left in range(PHOTOS, 0, -1):
        expect(page.locator("h1")).to_have_text(re.compile(rf"^{left}\b"))
        expect(page.locator("#amount")).to_be_focused()
        for _ in range(PRESSES_PER_RECEIPT):
            page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipts/$"))
    page.goto("/")
    assert read_cents(page, "month-total") == 100 + sum(range(1000, 1000 + PHOTOS))


@pytest.mark.parametrize(("language", "device"), [("hr", {}), ("en", PHONE)], ids=["desktop", "phone"])
def test_twenty_photos_become_twenty_expenses_without_a_script(
    visits: Visits, reader: StandIn, language: str, device: dict[str, Any]
) -> None:
    page = visits.open_registered(locale=LOCALES[language], java_script_enabled=False, **device)
    know_konzum(page)
    page.goto("/receipts/")
    page.set_input_files("#receipts", photos(PHOTOS))
    submit(page, ".inbox-form [type=submit]")
    reader.read()
    page.goto("/receipts/next")
    for left in range(PHOTOS, 0, -1):
        expect(page.locator("h1")).to_have_text(re.compile(rf"^{left}\b"))
        submit(page, ".save .primary")
    page.goto("/")
    assert read_cents(page, "month-total") == 100 + sum(range(1000, 1000 + PHOTOS))


def test_a_category_that_is_missing_has_the_focus(visits: Visits) -> None:
    page = visits.open_registered()
    add_photos(page, 1)
    page.goto("/receipts/next")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator("[name=category_id]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipts/$"))


def test_a_choice_fills_the_field_and_editing_clears_the_mark(visits: Visits, reader: StandIn) -> None:
    page = visits.open_registered()
    know_konzum(page)
    add_photos(page, 1)
    reader.read()
    page.goto("/receipts/next")
    expect(page.locator("#amount-source")).to_have_text("from the receipt")
    page.get_by_role("button", name="50.00").click()
    expect(page.locator("#amount")).to_have_value("50.00")
    expect(page.locator("polygon.is-on")).to_have_attribute("data-value", "50.00")
    page.locator("#amount").fill("51")
    expect(page.locator("#amount-source")).to_have_text("")
    expect(page.locator("polygon.is-on")).to_have_count(0)
    expect(page.locator("#merchant-source")).to_have_text("from the receipt")
    page.get_by_label("Yesterday").check()
    expect(page.locator("#spent_on-source")).to_have_text("")


def test_what_is_read_meanwhile_fills_what_is_empty_and_overwrites_nothing(visits: Visits, reader: StandIn) -> None:
    page = visits.open_registered()
    know_konzum(page)
    add_photos(page, 1)
    reader.hold()
    page.goto("/receipts/next")
    expect(page.locator(".reading-state")).to_have_text("Reading…")
    page.locator("#amount").type("7")
    reader.read()
    expect(page.locator("#merchant")).to_have_value("Konzum")
    expect(page.locator("#amount")).to_have_value("7")
    expect(page.locator("#merchant-source")).to_have_text("from the receipt")
    expect(page.locator("[name=category_id]:checked")).to_have_count(1)
    expect(page.locator(".reading-state")).to_have_text("")
    expect(page.locator("#amount-source")).to_have_text("")


def test_a_day_chosen_before_rotating_is_not_overwritten_by_what_is_read(visits: Visits, reader: StandIn) -> None:
    page = visits.open_registered()
    add_photos(page, 1)
    reader.hold()
    page.goto("/receipts/next")
    page.get_by_label("Yesterday").check()
    submit(page, "[name=rotate]")
    expect(page.locator(".reading-state")).to_have_text("Reading…")
    reader.read()
    expect(page.locator("#merchant")).to_have_value("Konzum")
    expect(page.get_by_label("Yesterday")).to_be_checked()


def test_where_the_category_comes_from_stands_above_the_tiles(visits: Visits, reader: StandIn) -> None:
    page = visits.open_registered()
    know_konzum(page)
    add_photos(page, 1)
    reader.read()
    page.goto("/receipts/next")
    mark = page.locator("#category_id-source")
    expect(mark).to_have_text("as last time")
    below = page.locator(".picks").bounding_box()
    above = mark.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]


def test_a_photo_for_a_new_expense_is_read_while_the_form_is_filled_in(visits: Visits, reader: StandIn) -> None:
    page = visits.open_registered()
    know_konzum(page)
    page.click("[data-shortcut=n]")
    page.locator("#amount").type("7")
    with reader.at_work():
        page.set_input_files("#receipts", photos(1))
        expect(page.locator(".reading-state")).to_have_text("Reading…")
    reader.read()
    expect(page.locator("#merchant")).to_have_value("Konzum")
    expect(page.locator("[name=category_id]:checked")).to_have_count(1)
    expect(page.locator("#amount")).to_have_value("7")
    page.set_input_files("#receipts", photos(2)[1:])
    expect(page.locator("[name=waiting]:checked")).to_have_count(2)
    expect(page.locator(".previews li")).to_have_count(0)
    submit(page, ".save .primary")
    page.goto("/receipts/")
    expect(page.locator(".rows .row")).to_have_count(0)


def test_a_form_that_is_left_leaves_its_photos_waiting(visits: Visits) -> None:
    page = visits.open_registered()
    page.click("[data-shortcut=n]")
    page.set_input_files("#receipts", photos(1))
    expect(page.locator("[name=waiting]")).to_be_checked()
    page.goto("/")
    expect(page.locator("[href='/receipts/next']")).to_be_visible()


def test_save_that_is_pressed_while_a_photo_is_sent_saves_with_it(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page, "5")
    page.set_input_files("#receipts", photos(1))
    submit(page, ".save .primary")
    page.click(".rows .row:has(img)")
    expect(page.locator(".receipts img")).to_have_count(1)


def test_skipped_used_and_deleted_receipts_leave_the_queue_in_their_ways(visits: Visits) -> None:
    page = visits.open_registered()
    add_expense(page, "12,50", merchant="Lidl")
    submit(page, ".save .primary")
    add_photos(page, 3)
    page.goto("/receipts/next")
    first = page.url
    page.get_by_role("link", name="Skip", exact=True).click()
    expect(page).not_to_have_url(first)
    page.get_by_text("Belongs to an expense").click()
    page.get_by_role("button", name="Lidl").click()
    expect(page.locator("h1")).to_have_text("2 receipts wait")
    page.get_by_role("button", name="No receipt").click()
    expect(page).to_have_url(first)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".receipt-view")).to_be_visible()


def test_save_stays_in_sight_on_a_phone_and_nothing_scrolls_sideways(visits: Visits, reader: StandIn) -> None:
    page = visits.open_registered(**PHONE)
    add_photos(page, 1)
    reader.read()
    page.goto("/receipts/next")
    expect(page.locator(".save .primary")).to_be_in_viewport(ratio=1)
    expect(page.locator(".receipt-view")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_photos_stay_chosen_when_the_connection_is_lost_and_are_kept_once(visits: Visits) -> None:
    page = visits.open_registered()
    page.goto("/receipts/")
    sent: list[str] = []

    def lose_the_second(route: Route) -> None:
        sent.append(route.request.method)
        route.abort("internetdisconnected") if sent.count("POST") == 2 else route.continue_()

    page.route("**/receipts/", lose_the_second)
    page.set_input_files("#receipts", photos(3))
    expect(page.locator("[data-failure]")).to_be_visible()
    expect(page.locator(".previews li")).to_have_count(2)
    page.get_by_role("button", name="Keep the photos").click()
    expect(page.locator(".rows .row")).to_have_count(3)


def test_a_form_that_the_server_refuses_keeps_what_was_typed_and_chosen(visits: Visits) -> None:
    page = visits.open_registered()
    page.goto("/expenses/new")
    page.route(re.compile("/receipts/$|/expenses/new$"), lambda route: route.fulfill(status=503))
    page.fill("#amount", "12,50")
    page.click(".pick >> nth=0")
    page.set_input_files("#receipts", photos(1))
    expect(page.locator("[data-failure]")).to_be_visible()
    page.click(".save .primary")
    expect(page.locator("progress.upload")).to_be_hidden()
    expect(page.locator("[data-failure]")).to_be_visible()
    page.unroute_all()
    page.click(".save .primary")
    expect(page.locator(".flash")).to_contain_text("€12.50")
    visits.problems[:] = [problem for problem in visits.problems if not problem.startswith("status 503")]


def test_each_photo_is_safe_the_moment_it_arrives_and_a_bad_one_is_named(visits: Visits) -> None:
    page = visits.open_registered()
    page.goto("/receipts/")
    bad: FilePayload = {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    page.set_input_files("#receipts", [*photos(1), bad])
    expect(page.locator("[data-too-large]")).to_contain_text("bad.jpg is neither a photo nor a PDF.")
    expect(page.locator(".rows .row")).to_have_count(1)
    expect(page.locator("main .seg [aria-current]")).to_have_text("1 waits")
    page.reload()
    expect(page.locator(".rows .row")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@BOTH_DEVICES
def test_axe_finds_nothing_in_the_queue(visits: Visits, reader: StandIn, theme: str, device: dict[str, Any]) -> None:
    page = visits.open_registered(color_scheme=theme, **device)
    know_konzum(page)
    add_photos(page, 2)
    reader.read()
    assert find_violations(page) == []
    page.goto("/receipts/next")
    page.get_by_text("Belongs to an expense").click()
    assert find_violations(page) == []
    page.fill("#amount", "x")
    submit(page, ".save .primary")
    page.locator(".note").scroll_into_view_if_needed()  # on a phone a tile is half below Save
    assert find_violations(page) == []

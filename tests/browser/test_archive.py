"""The pages of an archive in a real browser, from the disk and without a network."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from app.models import User
    from tests.support.archives import Archives
    from tests.support.factories import Factory

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("clock")]
HOSTILE = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


@pytest.fixture(params=["en", "hr"])
def language(request: pytest.FixtureRequest, make: Factory, alice: User) -> str:
    """Alice's language."""
    alice.language = request.param
    make.session.flush()
    return str(request.param)


@pytest.fixture
def folder(make: Factory, archives: Archives, alice: User, tmp_path: Path) -> Path:
    """An archive that was unpacked, with texts that attack its pages."""
    category = make.category(alice, HOSTILE[:50])
    make.receipt(make.expense(alice, 2345, merchant=HOSTILE[:100], note=HOSTILE, category_id=category.id))
    make.receipt(make.expense(alice, 700, merchant="Čevapi 100% #1?", category_id=category.id))
    make.expense(alice, -500, spent_on=dt.date(2025, 12, 31), category_id=category.id)
    make.waiting(alice)
    with zipfile.ZipFile(archives.of(alice)) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without a network, in which nothing may fail."""
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url))
    yield page
    assert faults == []
    context.close()


def broken_pictures(page: Page) -> list[str]:
    page.wait_for_function("[...document.images].every(image => image.complete)")
    sources: list[str] = page.evaluate(
        "[...document.images].filter(image => !image.naturalWidth).map(image => image.src)"
    )
    return sources


def test_an_archive_is_read_without_a_server(page: Page, language: str, folder: Path) -> None:
    month = {"en": "November 2026", "hr": "Studeni 2026."}[language]
    page.goto(folder.joinpath("index.html").as_uri())
    assert page.locator("html").get_attribute("lang") == language
    assert "Alice Horvat" in page.inner_text("h1")
    assert page.locator("img").count() == 3
    assert broken_pictures(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_text(month).click()
    assert month in page.inner_text("h1")
    assert page.locator(".merchant").first.inner_text() == HOSTILE[:100]
    assert page.title() != "run"
    assert page.locator("script").count() == 0
    assert broken_pictures(page) == []
    for number in range(2):
        page.locator(".photo").nth(number).click()
        assert page.url.endswith(".jpg")
        assert page.locator("img").evaluate("image => image.naturalWidth") == 60
        page.go_back()


def test_months_lead_to_each_other(page: Page, folder: Path) -> None:
    page.goto(folder.joinpath("index.html").as_uri())
    page.get_by_text("December 2025").click()
    page.get_by_role("link", name="November 2026").click()
    page.get_by_role("link", name="All months").click()
    assert "Alice" in page.inner_text("h1")

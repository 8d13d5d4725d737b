from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.visits import LOCALES, follow, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.visits import Visits

pytestmark = pytest.mark.browser
ROWS = """ID,Name,Category,Amount,Date,Tags
1,Konzum,Groceries,-23.45,2026-11-07T11:20:00Z,weekly
2,Salary,Income,1500.00,2026-11-01T08:00:00Z,
3,Kavana,Going out,-2.20,2026-11-08T08:00:00Z,
4,Kavana,Going out,-2.20,2026-11-08T08:00:00Z,
5,Broken,Groceries,x,2026-11-08T08:00:00Z,
"""
SEND = "main form [type=submit].primary"
WITHOUT_SCRIPT = {"java_script_enabled": False}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "expenses.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("script", [{}, WITHOUT_SCRIPT], ids=["script", "no-script"])
def test_a_known_file_is_in_after_five_clicks_and_out_again(
    visits: Visits, export: Path, language: str, script: dict[str, Any]
) -> None:
    page = visits.open_registered(locale=LOCALES[language], **script)
    follow(page, "main a[href$='/imports/']")
    page.set_input_files("[name=file]", export)
    for _ in range(4):
        submit(page, SEND)
        page.reload()  # every step survives it; the last one, which would send the form again, is left out below
        if page.get_by_test_id("new").count():
            break
    expect(page.get_by_test_id("count-new")).to_have_text("3")
    expect(page.locator(".working")).to_be_hidden()
    page.locator(".group summary").first.click()
    expect(page.locator(".group[open] .row-title >> text=Konzum")).to_be_visible()
    submit(page, SEND)
    expect(page.get_by_test_id("done")).to_contain_text("3")
    page.goto("/expenses/?q=konzum")
    expect(page.locator("main")).to_contain_text("23")
    page.goto("/imports/")
    page.click("main .confirm summary")
    submit(page, "main .confirm [type=submit]")
    page.goto("/expenses/?q=konzum")
    expect(page.locator("main")).not_to_contain_text("23")


def test_a_file_that_is_too_large_is_said_before_it_is_sent(visits: Visits, tmp_path: Path) -> None:
    large = tmp_path / "large.zip"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    page = visits.open_registered()
    page.goto("/imports/")
    chosen = page.locator("[name=file]")
    chosen.set_input_files(large)
    page.click(SEND)
    assert "larger than the" in chosen.evaluate("input => input.validationMessage")
    expect(page).to_have_title(re.compile("Import"))
    assert chosen.evaluate("input => input.files.length") == 1

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tests.support.reading import read_marks

if TYPE_CHECKING:
    from app.models import User
    from tests.support.client import Client, Page
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
SVG = "{http://www.w3.org/2000/svg}"
CHARTS = {
    "/months/months": "potrosnja-months",
    "/months/years": "potrosnja-years",
    "/months/categories": "potrosnja-categories",
    "/months/largest": "potrosnja-largest",
    "/months/2026-11/categories": "potrosnja-2026-11-categories",
    "/months/2026-11/days": "potrosnja-2026-11-days",
    "/months/2026-11/pace": "potrosnja-2026-11-pace",
    "/months/2026-11/everyday": "potrosnja-2026-11-everyday",
    "/years/2026/months": "potrosnja-2026-months",
    "/years/2026/categories": "potrosnja-2026-categories",
    "/habits/categories": "potrosnja-categories",
    "/habits/weekdays": "potrosnja-weekdays",
}
DRAWN = {f"{url}.{file_format}" for url in CHARTS for file_format in ("png", "svg", "pdf")}  # each is downloaded below
every_chart = pytest.mark.parametrize("url", CHARTS)


def read_texts(page: Page) -> list[str | None]:
    """Return everything that is written in a chart's SVG."""
    root = ET.fromstring(page.response.data)  # noqa: S314 - our own output
    return [element.text for element in root.iter(f"{SVG}text")]


@every_chart
@pytest.mark.usefixtures("spending")
def test_a_chart_is_downloaded_as_png(client: Client, url: str) -> None:
    response = client.get(f"{url}.png")
    assert (response.status_code, response.mimetype) == (200, "image/png")
    assert response.headers["Content-Disposition"] == f"attachment; filename={CHARTS[url]}.png"
    picture = Image.open(io.BytesIO(response.data))
    picture.load()
    assert picture.format == "PNG"


@every_chart
@pytest.mark.usefixtures("spending")
def test_a_chart_is_downloaded_as_svg(client: Client, url: str) -> None:
    response = client.get(f"{url}.svg")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert response.headers["Content-Disposition"] == f"attachment; filename={CHARTS[url]}.svg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert ET.fromstring(response.data).tag == f"{SVG}svg"  # noqa: S314 - our own output


@every_chart
@pytest.mark.usefixtures("spending")
def test_a_chart_is_downloaded_as_pdf(client: Client, url: str) -> None:
    response = client.get(f"{url}.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Content-Disposition"] == f"attachment; filename={CHARTS[url]}.pdf"
    assert response.data.startswith(b"%PDF-")


@every_chart
@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_a_chart_of_nothing_is_not_found(
    client: Client, make: Factory, charlie: User, url: str, file_format: str
) -> None:
    make.expense(charlie, 99_900)
    assert client.page(f"{url}.{file_format}").status == 404


@pytest.mark.parametrize(
    "url",
    [
        "/months/months.gif",
        "/months/days.png",
        "/months/2026-11/months.png",
        "/months/2026-13/days.png",
        "/years/2026/days.png",
        "/years/1899/months.png",
    ],
)
@pytest.mark.usefixtures("spending")
def test_only_the_charts_of_the_pages_exist(client: Client, url: str) -> None:
    assert client.page(url).status == 404


@pytest.mark.parametrize(
    ("url", "count"),
    [
        ("/months/", 4),
        ("/months/2026-11", 2),
        ("/months/2026-11?chart=days", 2),
        ("/years/2026", 2),
        ("/habits/", 1),
        ("/habits/days", 1),
    ],
)
@pytest.mark.usefixtures("spending")
def test_a_page_links_to_the_downloads_of_its_charts(client: Client, url: str, count: int) -> None:
    page = client.page(url)
    links = page.attributes("a[download]", "href")
    assert len(links) == 4 * count
    tables = set(links) - DRAWN
    assert [client.get(table).status_code for table in tables] == [200] * count
    assert {table.removesuffix(".csv") for table in tables} <= CHARTS.keys()


@pytest.mark.usefixtures("spending")
def test_a_downloaded_chart_says_what_the_page_s_chart_says(client: Client) -> None:
    marks = read_marks(client.page("/months/2026-11"), "Spending by category")
    texts = read_texts(client.page("/months/2026-11/categories.svg"))
    assert [text for text in texts if text in {mark.label for mark in marks}] == ["Fun", "Food", "Home"]
    assert [text for text in texts if text and "€" in text] == ["€40.00", "€21.49", "\N{MINUS SIGN}€15.00"]


def test_a_downloaded_chart_speaks_the_person_s_language(guest: Client, make: Factory) -> None:
    ana = make.user(language="hr")
    make.expense(ana, 123_450, category_id=make.category(ana, "Režije").id)
    texts = read_texts(guest.signed_in(ana).page("/months/2026-11/categories.svg"))
    assert texts == ["Režije", "1.234,50\xa0€", "Potrošnja po kategorijama, studeni 2026."]


@pytest.mark.parametrize(
    ("url", "heading", "row"),
    [
        ("/months/months", "Mjesec,EUR", "2026-11,12.50"),
        ("/months/years", "Godina,EUR", "2026,12.50"),
        ("/years/2026/months", "Mjesec,EUR", "2026-11,12.50"),
        ("/months/2026-11/days", "Dan,EUR", "2026-11-03,12.50"),
        ("/months/2026-11/pace", "Dan,Stu (EUR)", "2026-11-03,12.50"),
        ("/months/2026-11/categories", "Kategorija,EUR", "Režije,12.50"),
    ],
)
def test_a_table_has_days_and_months_that_programs_read(
    guest: Client, make: Factory, url: str, heading: str, row: str
) -> None:
    ana = make.user(language="hr")
    make.expense(ana, category_id=make.category(ana, "Režije").id, spent_on=dt.date(2026, 11, 3))
    response = guest.signed_in(ana).get(f"{url}.csv")
    lines = response.get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == heading
    assert row in lines

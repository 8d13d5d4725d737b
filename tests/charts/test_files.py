from __future__ import annotations

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.charts.data import Line
from app.charts.files import draw_file
from app.core.palette import PALETTE
from tests.support.charts import HOSTILE_TEXTS, line_chart, make_chart, parse, with_first_bar, with_label

if TYPE_CHECKING:
    from app.charts.files import FileFormat
    from tests.support.charts import Kind

PROJECT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
every_kind = pytest.mark.parametrize("kind", ["rows", "columns"])
hostile_texts = pytest.mark.parametrize("text", HOSTILE_TEXTS)


def read_texts(svg: bytes) -> list[str | None]:
    return [element.text for element in parse(svg).iter(f"{SVG}text")]


@hostile_texts
def test_text_in_a_file_is_text_whatever_it_says(text: str) -> None:
    root = parse(draw_file(with_label(text), "svg"))
    assert root.findtext(f"{SVG}title") == text
    assert [element.text for element in root.iter(f"{SVG}text")] == [text, "12,50\xa0€", text]


@every_kind
def test_a_png_is_a_picture_wide_enough_to_print(kind: Kind) -> None:
    picture = Image.open(io.BytesIO(draw_file(make_chart(1250, -300, kind=kind), "png")))
    picture.load()
    assert (picture.format, picture.width) == ("PNG", 2165)


def test_a_png_names_itself() -> None:
    picture = Image.open(io.BytesIO(draw_file(with_label("Potrošnja po kategorijama, siječanj"), "png")))
    assert picture.info["Title"] == "Potrošnja po kategorijama, siječanj"


@every_kind
def test_an_svg_file_names_itself(kind: Kind) -> None:
    root = parse(draw_file(make_chart(1250, kind=kind), "svg"))
    assert root.findtext(f"{SVG}title") == "Spending by category"


def test_a_file_has_the_colors_themselves() -> None:
    chart = with_first_bar(make_chart(1250), color="teal")
    assert PALETTE["teal"].encode() in draw_file(chart, "svg")


@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_lines_can_be_downloaded(file_format: FileFormat) -> None:
    assert len(draw_file(line_chart(Line("Now", (1,), "€0.01", "now")), file_format)) > 500


def test_a_file_leads_nowhere() -> None:
    assert b"href" not in draw_file(make_chart(1250, 300), "svg").replace(b'xlink:href="#', b"")


def test_a_file_names_its_lines_where_they_end() -> None:
    chart = line_chart(Line("This month", (100, 250), "€2.50", "now"), Line("Usual", (10, 20, 30), "€0.30", "usual"))
    texts = read_texts(draw_file(chart, "svg"))
    assert {"Pace", "This month", "€2.50", "Usual", "€0.30", "About", "€7"} <= set(texts)


def test_a_row_of_a_file_has_its_note() -> None:
    chart = with_first_bar(make_chart(1250), label="Dentist", note="Nov 1")
    assert "Dentist · Nov 1" in read_texts(draw_file(chart, "svg"))


def test_a_pdf_carries_its_texts() -> None:
    assert b"/FontFile2" in draw_file(make_chart(1250), "pdf")  # a font, and no drawn outlines


def test_a_label_that_a_phone_shortens_is_whole_in_a_file() -> None:
    chart = with_first_bar(make_chart(1250), label="Bread and milk and cheese and olives and wine")
    assert "Bread and milk and cheese and olives and wine" in read_texts(draw_file(chart, "svg"))


def test_a_file_grows_with_a_title_that_is_wider() -> None:
    wide = Image.open(io.BytesIO(draw_file(with_label("W" * 60), "png")))
    assert wide.width > 2165
    assert wide.convert("L").crop((wide.width - 20, 0, wide.width, wide.height)).getextrema() == (255, 255)


def test_a_file_grows_with_the_amounts_of_its_scale() -> None:
    wide = Image.open(io.BytesIO(draw_file(make_chart(9_000_000_000, kind="columns"), "png")))
    assert wide.convert("L").crop((0, 0, 20, wide.height)).getextrema() == (255, 255)


@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_files_are_drawn_in_several_threads_at_once(file_format: FileFormat) -> None:
    charts = [make_chart(number, -number, 7, kind=kind) for number in range(1, 5) for kind in ("rows", "columns")]
    alone = [draw_file(chart, file_format) for chart in charts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw_file, charts, repeat(file_format))) == alone


def test_equal_charts_make_equal_files() -> None:
    assert draw_file(make_chart(12), "pdf") == draw_file(make_chart(12), "pdf")


def run_python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)


def test_charts_are_drawn_without_the_global_state_of_pyplot() -> None:
    run_python("import sys, app.charts.files, app.charts.page; assert 'matplotlib.pyplot' not in sys.modules")


def test_commands_start_without_matplotlib() -> None:
    run_python("import sys, app.system.commands; assert 'matplotlib' not in sys.modules")

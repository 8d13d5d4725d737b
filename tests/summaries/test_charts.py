from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.money import MAX_CENTS, MoneyFormat, format_amount
from app.core.palette import PALETTE
from app.summaries.canvas import ACCENT, WIDTH
from app.summaries.charts import Bar, BarChart, Line, LineChart, draw_file, draw_inline

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["rows", "columns"]
CROATIAN = MoneyFormat(",", ".", 2, suffix="\xa0€", symbols=("€", "EUR"))
ENGLISH_YEN = MoneyFormat(".", ",", 0, prefix="¥", symbols=("¥", "JPY"))
SVG = "{http://www.w3.org/2000/svg}"
PROJECT = Path(__file__).parents[2]
every_kind = pytest.mark.parametrize("kind", ["rows", "columns"])
hostile_texts = pytest.mark.parametrize(
    "text",
    [
        *(
            "<script>alert(1)</script>",
            "Fish & Chips",
            "$x$ and $\\alpha$",
            "\"double\", 'single'",
            "{} {0} %s",
        ),
        *("Čevapi, šećer, đumbir", "👩\u200d👩\u200d👧 日本 ह", "]]><!-- -->", "\u202eRTL"),
    ],
)


def make_chart(*cents: int, kind: Kind = "rows", money: MoneyFormat = CROATIAN) -> BarChart:
    bars = tuple(
        Bar(
            f"Bar {index}",
            value,
            format_amount(value, money),
            f"/expenses/?bar={index}&page=1",
            tick=f"{index}.",
        )
        for index, value in enumerate(cents)
    )
    return BarChart(kind, "Spending by category", bars, money)


def with_first_bar(chart: BarChart, **changes: str) -> BarChart:
    return replace(chart, bars=(replace(chart.bars[0], **changes), *chart.bars[1:]))  # type: ignore[arg-type]


def with_label(text: str) -> BarChart:
    return replace(with_first_bar(make_chart(1250), label=text, amount=text), title=text)


def parse(svg: str | bytes) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output


def draw(chart: BarChart) -> ET.Element:
    return parse(str(draw_inline(chart)))


def titles(root: ET.Element) -> list[str | None]:
    return [title.text for title in root.iterfind("a/title")]


def corners(root: ET.Element) -> Iterator[tuple[float, float]]:
    for path in root.iter("path"):
        for x, y in re.findall(r"[ML] (\S+) (\S+)", path.attrib["d"]):
            yield float(x), float(y)


def measure_bars(root: ET.Element) -> list[tuple[float, float]]:
    """Return the width and height of each bar."""
    sizes = []
    for link in root.iterfind("a"):
        xs, ys = zip(*corners(link), strict=True)
        sizes.append((max(xs) - min(xs), max(ys) - min(ys)))
    return sizes


@every_kind
def test_each_bar_is_a_link_with_its_own_title(kind: Kind) -> None:
    root = draw(make_chart(1250, -300, 99, kind=kind))
    assert [link.get("href") for link in root.iterfind("a")] == [f"/expenses/?bar={n}&page=1" for n in range(3)]
    assert titles(root) == ["Bar 0: 12,50\xa0€", "Bar 1: \N{MINUS SIGN}3,00\xa0€", "Bar 2: 0,99\xa0€"]


@every_kind
def test_a_chart_in_a_page_has_a_name_and_keeps_to_the_style_sheet(kind: Kind) -> None:
    root = draw(make_chart(1250, -300, kind=kind))
    attributes = {name for element in root.iter() for name in element.attrib}
    assert root.get("aria-label") == "Spending by category"
    assert not {"style", "id", "target", "fill", "stroke"} & attributes
    assert {element.tag for element in root.iter()} == {"svg", "a", "title", "path", "text"}


def test_a_bar_has_the_class_of_its_color() -> None:
    root = draw(with_first_bar(make_chart(100, 200), color="teal"))
    assert [path.get("class") for path in root.iterfind("a/path")] == ["color-teal", f"color-{ACCENT}"]


@hostile_texts
def test_text_in_a_page_is_text_whatever_it_says(text: str) -> None:
    root = draw(with_label(text))
    assert root.get("aria-label") == text
    assert titles(root) == [f"{text}: {text}"]
    assert [element.text for element in root.iterfind("text")] == [text, text]


@hostile_texts
def test_text_in_a_file_is_text_whatever_it_says(text: str) -> None:
    root = parse(draw_file(with_label(text), "svg"))
    assert root.findtext(f"{SVG}title") == text
    assert [element.text for element in root.iter(f"{SVG}text")] == [text, text]


def test_markup_in_a_label_is_escaped() -> None:
    assert "<script>" not in draw_inline(with_label("<script>alert(1)</script>"))


def test_quotes_do_not_end_an_attribute() -> None:
    hostile = '/x" onclick="alert(1)'
    root = draw(replace(with_first_bar(make_chart(100), href=hostile), title=hostile))
    assert [link.get("href") for link in root.iterfind("a")] == [hostile]
    assert not any(element.get("onclick") for element in root.iter())


def test_a_long_label_is_shortened_but_whole_in_the_title() -> None:
    long = "Bread and milk " * 10
    root = draw(with_first_bar(make_chart(1250), label=long))
    assert re.fullmatch(r"Bread and milk .{1,40}\w…", root.findtext("text", ""))
    assert titles(root) == [f"{long}: 12,50\xa0€"]


def test_a_label_that_fits_is_not_shortened() -> None:
    assert draw(with_label("Bread, milk and cheese")).findtext("text") == "Bread, milk and cheese"


def test_rows_are_as_long_as_their_amounts() -> None:
    widths = [width for width, _ in measure_bars(draw(make_chart(10_000, 5000, 2500, -10_000)))]
    assert widths == pytest.approx([WIDTH / 2, WIDTH / 4, WIDTH / 8, WIDTH / 2])


def test_columns_are_as_high_as_their_amounts() -> None:
    heights = [height for _, height in measure_bars(draw(make_chart(10_000, 5000, -10_000, kind="columns")))]
    assert heights == pytest.approx([heights[0], heights[0] / 2, heights[0]])


def test_rows_stand_below_each_other_in_their_order() -> None:
    tops = [min(y for _, y in corners(link)) for link in draw(make_chart(3, 2, 1)).iterfind("a")]
    assert tops == sorted(tops)


def test_columns_rise_from_zero_and_fall_below_it() -> None:
    rising, falling = draw(make_chart(100, -100, kind="columns")).iterfind("a")
    assert max(y for _, y in corners(rising)) == pytest.approx(min(y for _, y in corners(falling)))


@every_kind
def test_the_smallest_amount_can_still_be_seen(kind: Kind) -> None:
    assert min(min(size) for size in measure_bars(draw(make_chart(MAX_CENTS, 1, -1, kind=kind)))) >= 2


def test_a_day_without_expenses_has_no_bar_but_its_tick() -> None:
    root = draw(make_chart(100, 0, 300, kind="columns"))
    assert titles(root) == ["Bar 0: 1,00\xa0€", "Bar 2: 3,00\xa0€"]
    assert [text.text for text in root.iterfind("text[@text-anchor='middle']")] == ["0.", "1.", "2."]


def test_a_column_without_a_tick_has_no_text_below() -> None:
    root = draw(with_first_bar(make_chart(100, kind="columns"), tick=""))
    assert root.find("text[@text-anchor='middle']") is None


@pytest.mark.parametrize(
    ("money", "cents", "ticks"),
    [
        (CROATIAN, 200_000, ["0\xa0€", "500\xa0€", "1.000\xa0€", "1.500\xa0€", "2.000\xa0€"]),
        (CROATIAN, 50, ["0\xa0€", "1\xa0€"]),
        (CROATIAN, -200, ["\N{MINUS SIGN}2\xa0€", "\N{MINUS SIGN}1\xa0€", "0\xa0€", "1\xa0€"]),
        (ENGLISH_YEN, 4000, ["¥0", "¥1,000", "¥2,000", "¥3,000", "¥4,000"]),
    ],
)
def test_the_scale_has_round_amounts(money: MoneyFormat, cents: int, ticks: list[str]) -> None:
    root = draw(make_chart(cents, kind="columns", money=money))
    assert [text.text for text in root.iterfind("text[@text-anchor='end']")] == ticks


@every_kind
@pytest.mark.parametrize("cents", [(1,), (0,), (-1,), (0, 0), (MAX_CENTS * 1000, -MAX_CENTS * 1000), tuple(range(120))])
def test_any_number_of_bars_of_any_size_is_drawn(kind: Kind, cents: tuple[int, ...]) -> None:
    drawn = len([value for value in cents if value or kind == "rows"])
    assert len(titles(draw(make_chart(*cents, kind=kind)))) == drawn


@settings(deadline=None, max_examples=40)
@given(
    cents=st.lists(st.integers(-MAX_CENTS, MAX_CENTS) | st.integers(-500, 500), min_size=1, max_size=8),
    kind=st.sampled_from(["rows", "columns"]),
    money=st.sampled_from([CROATIAN, ENGLISH_YEN]),
)
def test_everything_is_drawn_inside_of_the_chart(cents: list[int], kind: Kind, money: MoneyFormat) -> None:
    root = draw(make_chart(*cents, kind=kind, money=money))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for x, y in corners(root):
        assert -2.1 <= x <= width + 2.1
        assert -2.1 <= y <= height + 2.1


def test_the_same_data_is_drawn_once() -> None:
    draw_inline.cache_clear()
    first = draw_inline(make_chart(12, 34))
    assert draw_inline(make_chart(12, 34)) is first
    assert (draw_inline.cache_info().hits, draw_inline.cache_info().misses) == (1, 1)


def test_other_data_is_another_chart() -> None:
    assert draw_inline(make_chart(12, 34)) != draw_inline(make_chart(34, 12))


@every_kind
def test_a_png_is_a_picture_wide_enough_to_print(kind: Kind) -> None:
    picture = Image.open(io.BytesIO(draw_file(make_chart(1250, -300, kind=kind), "png")))
    picture.load()
    assert (picture.format, picture.width) == ("PNG", 1280)


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


def run_python(code: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=PROJECT, check=True)


def test_the_application_starts_without_matplotlib() -> None:
    run_python("import sys, app.summaries.charts; assert 'matplotlib' not in sys.modules")


def test_charts_are_drawn_without_the_global_state_of_pyplot() -> None:
    run_python(
        "import sys; from app.core.money import MoneyFormat; from app.summaries.charts import *; "
        "draw_inline(BarChart('columns', 'T', (Bar('a', 1, '1', '/'),), MoneyFormat('.', ',', 2))); "
        "assert 'matplotlib' in sys.modules and 'matplotlib.pyplot' not in sys.modules"
    )


def test_a_drawing_leaves_nothing_behind() -> None:
    run_python(
        "import gc; from app.core.money import MoneyFormat; from app.summaries.charts import *; "
        "draw_inline(BarChart('columns', 'T', (Bar('a', 1, '1', '/'),), MoneyFormat('.', ',', 2))); "
        "from matplotlib.figure import Figure; "
        "assert gc.isenabled() and not [one for one in gc.get_objects() if isinstance(one, Figure)]"
    )


def line_chart(*lines: Line, ticks: tuple[str, ...] = ("1", "", "3")) -> LineChart:
    return LineChart("Pace", lines, ticks, CROATIAN, end_cents=(500, 900))


def test_a_line_has_its_style_as_a_class_and_its_name_as_text() -> None:
    chart = line_chart(Line("This month", (100, 250), "€2.50", "now"), Line("Usual", (10, 20, 30), "€0.30", "usual"))
    svg = draw_inline(chart)
    assert svg.count('class="chart-line is-now"') == 3  # the line, its sample, and the bounds of its end
    assert svg.count('class="chart-line is-usual"') == 2
    assert ">This month<" in svg
    assert "style=" not in svg


def test_a_level_line_lies_across_the_columns() -> None:
    level = Line("Median", (150,), "€1.50", "usual")
    chart = BarChart(
        "columns", "Trend", (Bar("May", 100, "€1.00", "/"), Bar("June", 200, "€2.00", "/")), CROATIAN, level
    )
    (points,) = re.findall(r'is-usual" d="([^"]+)"', draw_inline(chart))
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", points)]
    assert numbers[1] == numbers[3]
    assert numbers[2] == WIDTH


@pytest.mark.parametrize("file_format", ["png", "svg"])
def test_lines_can_be_downloaded(file_format: Literal["png", "svg"]) -> None:
    assert len(draw_file(line_chart(Line("Now", (1,), "€0.01", "now")), file_format)) > 500

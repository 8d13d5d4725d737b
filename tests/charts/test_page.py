from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.data import ACCENT, Line
from app.charts.page import draw_page
from app.core.money import MAX_CENTS
from tests.support.charts import (
    CROATIAN,
    ENGLISH_YEN,
    HOSTILE_TEXTS,
    line_chart,
    make_chart,
    parse,
    with_first_bar,
    with_label,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    from app.charts.data import Chart
    from app.core.money import MoneyFormat
    from tests.support.charts import (
        Kind,
    )

every_kind = pytest.mark.parametrize("kind", ["rows", "columns"])
hostile_texts = pytest.mark.parametrize("text", HOSTILE_TEXTS)
LEAST_LENGTH = 0.6  # per cent of a plot: more than a pixel of one 220 pixels high


def draw(chart: Chart) -> ET.Element:
    """Return the SVG of a chart; inside it, another one has the shapes."""
    frame = parse(str(draw_page(chart)))
    found = frame.find("svg")
    assert found is not None
    return found


def titles(root: ET.Element) -> list[str | None]:
    return [title.text for title in root.iterfind("svg/a/title")]


def corners(root: ET.Element) -> Iterator[tuple[float, float]]:
    for path in root.iter("path"):
        for x, y in re.findall(r"[ML]([-0-9.]+) ([-0-9.]+)", path.attrib["d"]):
            yield float(x), float(y)


def measure_bars(root: ET.Element) -> list[tuple[float, float]]:
    """Return the width and height of each bar."""
    sizes = []
    for link in root.iterfind("svg/a"):
        xs, ys = zip(*corners(link), strict=True)
        sizes.append((max(xs) - min(xs), max(ys) - min(ys)))
    return sizes


@every_kind
def test_each_bar_is_a_link_with_its_own_title(kind: Kind) -> None:
    root = draw(make_chart(1250, -300, 99, kind=kind))
    assert [link.get("href") for link in root.iterfind("svg/a")] == [f"/expenses/?bar={n}&page=1" for n in range(3)]
    assert titles(root) == ["Bar 0: 12,50\xa0€", "Bar 1: \N{MINUS SIGN}3,00\xa0€", "Bar 2: 0,99\xa0€"]


@every_kind
def test_a_chart_in_a_page_has_a_name_and_keeps_to_the_style_sheet(kind: Kind) -> None:
    root = draw(make_chart(1250, -300, kind=kind))
    attributes = {name for element in root.iter() for name in element.attrib}
    assert root.get("aria-label") == "Spending by category"
    assert not {"style", "id", "target", "fill", "stroke"} & attributes
    assert {element.tag for element in root.iter()} <= {"svg", "a", "title", "path", "text"}


def test_a_bar_has_the_class_of_its_color() -> None:
    root = draw(with_first_bar(make_chart(100, 200), color="teal"))
    assert [path.get("class") for path in root.iterfind("svg/a/path")] == ["color-teal", f"color-{ACCENT}"]


@hostile_texts
def test_text_in_a_page_is_text_whatever_it_says(text: str) -> None:
    root = draw(with_label(text))
    assert root.get("aria-label") == text
    assert titles(root) == [f"{text}: 12,50\xa0€"]
    assert root.findtext("text") == text


def test_markup_in_a_label_is_escaped() -> None:
    assert "<script>" not in draw_page(with_label("<script>alert(1)</script>"))


def test_quotes_do_not_end_an_attribute() -> None:
    hostile = '/x" onclick="alert(1)'
    root = draw(replace(with_first_bar(make_chart(100), href=hostile), title=hostile))
    assert [link.get("href") for link in root.iterfind("svg/a")] == [hostile]
    assert not any(element.get("onclick") for element in root.iter())


def test_a_long_label_is_shortened_but_whole_in_the_title() -> None:
    long = "Bread and milk " * 10
    root = draw(with_first_bar(make_chart(1250), label=long))
    assert re.fullmatch(r"Bread and milk .{1,40}\w…", root.findtext("text", ""))
    assert titles(root) == [f"{long}: 12,50\xa0€"]


def test_a_wide_page_shows_more_of_a_label_than_a_narrow_one() -> None:
    texts = draw(with_first_bar(make_chart(1250), label="Bread, milk, cheese, olives and wine")).iterfind("text")
    shown = {(text.get("class") or "").partition(" ")[2]: text.text or "" for text in texts}
    assert shown["chart-wide"] == "Bread, milk, cheese, olives and wine"
    assert shown["chart-narrow"].endswith("…")


def test_a_label_that_fits_is_not_shortened() -> None:
    assert draw(with_label("Bread, milk and cheese")).findtext("text") == "Bread, milk and cheese"


def test_columns_are_as_high_as_their_amounts() -> None:
    heights = [height for _, height in measure_bars(draw(make_chart(10_000, 5000, -10_000, kind="columns")))]
    assert heights == pytest.approx([heights[0], heights[0] / 2, heights[0]])


def test_rows_stand_below_each_other_in_their_order() -> None:
    tops = [min(y for _, y in corners(link)) for link in draw(make_chart(3, 2, 1)).iterfind("svg/a")]
    assert tops == sorted(tops)


def test_columns_rise_from_zero_and_fall_below_it() -> None:
    rising, falling = draw(make_chart(100, -100, kind="columns")).iterfind("svg/a")
    assert max(y for _, y in corners(rising)) == pytest.approx(min(y for _, y in corners(falling)))


def test_a_day_without_expenses_has_no_bar_but_its_tick() -> None:
    root = draw(make_chart(100, 0, 300, kind="columns"))
    assert titles(root) == ["Bar 0: 1,00\xa0€", "Bar 2: 3,00\xa0€"]
    assert [text.text for text in root.iterfind("text[@text-anchor='middle']")] == ["0.", "1.", "2."]


def test_a_column_without_a_tick_has_no_text_below() -> None:
    root = draw(with_first_bar(make_chart(100, kind="columns"), tick=""))
    assert root.find("text[@text-anchor='middle']") is None


def test_a_narrow_page_hides_every_second_text_below_columns_that_are_close() -> None:
    month_names = draw(make_chart(*range(1, 13), kind="columns", ticks="velj")).iterfind("text[@text-anchor='middle']")
    assert [text.get("class") for text in month_names] == ["chart-muted", "chart-muted chart-wide"] * 6


def test_a_single_column_does_not_fill_the_plot() -> None:
    ((width, _),) = measure_bars(draw(make_chart(100, kind="columns")))
    assert width < 15


@pytest.mark.parametrize(
    ("money", "cents", "ticks"),
    [
        (CROATIAN, 200_000, ["0\xa0€", "500\xa0€", "1.000\xa0€", "1.500\xa0€", "2.000\xa0€"]),
        (CROATIAN, 50, ["0\xa0€", "1\xa0€"]),
        (CROATIAN, -200, ["\N{MINUS SIGN}2\xa0€", "\N{MINUS SIGN}1\xa0€", "0\xa0€"]),
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


def test_rows_are_as_long_as_their_amounts() -> None:
    widths = [width for width, _ in measure_bars(draw(make_chart(10_000, 5000, 2500, -10_000)))]
    assert widths == pytest.approx([50, 25, 12.5, 50])


@every_kind
def test_the_smallest_amount_can_still_be_seen(kind: Kind) -> None:
    assert min(min(size) for size in measure_bars(draw(make_chart(MAX_CENTS, 1, -1, kind=kind)))) >= LEAST_LENGTH


@settings(deadline=None, max_examples=40)
@given(
    cents=st.lists(st.integers(-MAX_CENTS, MAX_CENTS) | st.integers(-500, 500), min_size=1, max_size=8),
    kind=st.sampled_from(["rows", "columns"]),
    money=st.sampled_from([CROATIAN, ENGLISH_YEN]),
)
def test_everything_is_drawn_inside_of_the_plot(cents: list[int], kind: Kind, money: MoneyFormat) -> None:
    for x, y in corners(draw(make_chart(*cents, kind=kind, money=money))):
        assert -1 <= x <= 101
        assert -1 <= y <= 101


def test_the_page_leaves_room_for_the_longest_amount_of_the_scale() -> None:
    frame = parse(str(draw_page(make_chart(200_000, kind="columns"))))
    assert frame.findtext("span") in {"1.000\xa0€", "1.500\xa0€", "2.000\xa0€"}


def test_a_line_has_its_style_as_a_class() -> None:
    chart = line_chart(Line("This month", (100, 250), "€2.50", "now"), Line("Usual", (10, 20, 30), "€0.30", "usual"))
    svg = draw_page(chart)
    assert svg.count('class="chart-line is-now"') == 1
    assert svg.count('class="chart-line is-usual"') == 1
    assert "style=" not in svg


def test_a_level_line_lies_across_the_columns() -> None:
    chart = replace(make_chart(100, 200, kind="columns"), level=Line("Median", (150,), "€1.50", "usual"))
    (points,) = re.findall(r'is-usual" d="M0.00 ([0-9.]+)L100.00 ([0-9.]+)"', draw_page(chart))
    assert points[0] == points[1]


def test_a_fan_leads_from_the_last_amount_to_the_likely_end() -> None:
    svg = draw_page(line_chart(Line("This month", (100, 250), "€2.50", "now")))
    (line,) = re.findall(r'is-now" d="M([^"]+)"', svg)
    (fan,) = re.findall(r'chart-fan" d="M([^"]+)Z"', svg)
    begin, low, high = ([float(number) for number in point.split()] for point in fan.split("L"))
    assert begin == [float(number) for number in line.split("L")[-1].split()]
    assert begin[0] < low[0] == high[0]
    assert low[1] > high[1]


def test_charts_are_drawn_in_several_threads_at_once() -> None:
    charts: list[Chart] = [
        *(make_chart(number, -number, 7, kind=kind) for number in range(1, 20) for kind in ("rows", "columns")),
        *(line_chart(Line("Now", (number, 250), "€2.50", "now")) for number in range(1, 20)),
    ]
    alone = [draw_page(chart) for chart in charts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(draw_page, charts)) == alone

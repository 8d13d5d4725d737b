from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.data import ACCENT, LikelyEnd, Line, Tip
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
)

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

    from app.charts.data import BarChart, Chart
    from app.core.money import MoneyFormat

hostile_texts = pytest.mark.parametrize("text", HOSTILE_TEXTS)
LEAST_LENGTH = 0.6  # per cent of a plot: more than a pixel of one 220 pixels high


def draw(chart: Chart) -> ET.Element:
    """Return the SVG of a chart; inside it, another one has the shapes."""
    frame = parse(str(draw_page(chart)))
    found = frame.find("svg")
    assert found is not None
    return found


def columns(*cents: int, money: MoneyFormat = CROATIAN, ticks: str = "{}.") -> BarChart:
    return make_chart(*cents, kind="columns", money=money, ticks=ticks)


def names(root: ET.Element) -> list[str | None]:
    return [link.get("aria-label") for link in root.iterfind("a")]


def bars(root: ET.Element) -> list[ET.Element]:
    return [path for path in root.iterfind("svg/path") if (path.get("class") or "").startswith("color-")]


def corners(path: ET.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-0-9.]+) ([-0-9.]+)", path.attrib["d"])]


def measure_bars(root: ET.Element) -> list[tuple[float, float]]:
    """Return the width and height of each bar."""
    sizes = []
    for path in bars(root):
        xs, ys = zip(*corners(path), strict=True)
        sizes.append((max(xs) - min(xs), max(ys) - min(ys)))
    return sizes


def end_texts(root: ET.Element) -> list[str | None]:
    """Return the texts right of the plot."""
    return [text.text for text in root.iterfind("text") if text.get("x") == "102.00%"]


def test_each_bar_has_a_strip_that_leads_to_it_and_says_it() -> None:
    root = draw(columns(1250, -300, 99))
    assert [link.get("href") for link in root.iterfind("a")] == [f"/expenses/?bar={n}&page=1" for n in range(3)]
    assert names(root) == ["Bar 0: 12,50\xa0€", "Bar 1: \N{MINUS SIGN}3,00\xa0€", "Bar 2: 0,99\xa0€"]
    assert [link.findtext("text/tspan") for link in root.iterfind("a")] == names(root)


def test_the_keyboard_reaches_the_last_strip() -> None:
    assert [link.get("tabindex") for link in draw(columns(1, 2, 3)).iterfind("a")] == ["-1", "-1", "0"]


@pytest.mark.parametrize("chart", [columns(1250, -300), line_chart(Line("Now", (100,), "€1", "now"))])
def test_a_chart_in_a_page_has_a_name_and_keeps_to_the_style_sheet(chart: Chart) -> None:
    root = draw(chart)
    attributes = {name for element in root.iter() for name in element.attrib}
    assert root.get("aria-label") in {"Spending by category", "Pace"}
    assert not {"style", "id", "target", "fill", "stroke"} & attributes
    assert {element.tag for element in root.iter()} <= {"svg", "a", "g", "path", "text", "tspan", "rect", "line"}


def test_a_bar_has_the_class_of_its_color() -> None:
    root = draw(with_first_bar(columns(100, 200), color="teal"))
    assert [path.get("class") for path in bars(root)] == ["color-teal", f"color-{ACCENT}"]


@hostile_texts
def test_text_in_a_page_is_text_whatever_it_says(text: str) -> None:
    root = draw(replace(with_first_bar(columns(1250), label=text, note=text), title=text))
    assert root.get("aria-label") == text
    assert names(root) == [f"{text}: 12,50\xa0€, {text}"]
    assert [span.text for span in root.iterfind("a/text/tspan")] == [f"{text}: 12,50\xa0€", text]


def test_markup_in_a_label_is_escaped() -> None:
    assert "<script>" not in draw_page(with_first_bar(columns(1), label="<script>alert(1)</script>"))


def test_quotes_do_not_end_an_attribute() -> None:
    hostile = '/x" onclick="alert(1)'
    root = draw(replace(with_first_bar(columns(100), href=hostile), title=hostile))
    assert [link.get("href") for link in root.iterfind("a")] == [hostile]
    assert not any(element.get("onclick") for element in root.iter())


def test_fixed_costs_stand_in_gray_on_the_rest_and_are_cut_at_the_top() -> None:
    chart = columns(63_100, 1000, 900)
    chart = replace(chart, bars=(replace(chart.bars[0], fixed_cents=63_000), *chart.bars[1:]))
    fixed, own, *_ = bars(draw(chart))
    assert (fixed.get("class"), own.get("class")) == ("color-fixed", f"color-{ACCENT}")
    assert min(y for _, y in corners(fixed)) == 0
    assert max(y for _, y in corners(fixed)) == min(y for _, y in corners(own)) > 80


def test_columns_are_as_high_as_their_amounts() -> None:
    heights = [height for _, height in measure_bars(draw(columns(10_000, 5000, -10_000)))]
    assert heights == pytest.approx([heights[0], heights[0] / 2, heights[0]])


def test_columns_rise_from_zero_and_fall_below_it() -> None:
    rising, falling = bars(draw(columns(100, -100)))
    assert max(y for _, y in corners(rising)) == pytest.approx(min(y for _, y in corners(falling)))


def test_a_day_without_expenses_has_no_bar_but_its_tick() -> None:
    root = draw(columns(100, 0, 300))
    assert names(root) == ["Bar 0: 1,00\xa0€", "Bar 2: 3,00\xa0€"]
    assert [text.text for text in root.iterfind("text[@text-anchor='middle']")] == ["0.", "1.", "2."]


def test_a_column_without_a_tick_has_no_text_below() -> None:
    root = draw(with_first_bar(columns(100), tick=""))
    assert root.find("text[@text-anchor='middle']") is None


def test_a_narrow_page_hides_every_second_text_below_columns_that_are_close() -> None:
    month_names = draw(columns(*range(1, 13), ticks="velj")).iterfind("text[@text-anchor='middle']")
    assert [text.get("class") for text in month_names] == ["chart-muted", "chart-muted chart-wide"] * 6


def test_a_single_column_does_not_fill_the_plot() -> None:
    ((width, _),) = measure_bars(draw(columns(100)))
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
    root = draw(columns(cents, money=money))
    assert [text.text for text in root.iterfind("text[@text-anchor='end']")] == ticks


@pytest.mark.parametrize("cents", [(1,), (0,), (-1,), (0, 0), (MAX_CENTS * 1000, -MAX_CENTS * 1000), tuple(range(120))])
def test_any_number_of_bars_of_any_size_is_drawn(cents: tuple[int, ...]) -> None:
    root = draw(columns(*cents))
    assert len(names(root)) == len(bars(root)) == len([value for value in cents if value])


def test_the_smallest_amount_can_still_be_seen() -> None:
    assert min(min(size) for size in measure_bars(draw(columns(MAX_CENTS, 1, -1)))) >= LEAST_LENGTH


@settings(deadline=None, max_examples=40)
@given(
    cents=st.lists(st.integers(-MAX_CENTS, MAX_CENTS) | st.integers(-500, 500), min_size=1, max_size=8),
    fixed_cents=st.integers(0, MAX_CENTS),
    money=st.sampled_from([CROATIAN, ENGLISH_YEN]),
)
def test_everything_is_drawn_inside_of_the_plot(cents: list[int], fixed_cents: int, money: MoneyFormat) -> None:
    chart = columns(*cents, money=money)
    chart = replace(chart, bars=(replace(chart.bars[0], fixed_cents=fixed_cents), *chart.bars[1:]))
    for path in bars(draw(chart)):
        for x, y in corners(path):
            assert -1 <= x <= 101
            assert -1 <= y <= 101


def test_the_page_leaves_room_for_the_longest_amount_of_the_scale() -> None:
    frame = parse(str(draw_page(columns(200_000))))
    assert frame.findtext("span[@class='chart-room left']") in {"1.000\xa0€", "1.500\xa0€", "2.000\xa0€"}


def test_the_page_leaves_room_for_the_longest_text_at_the_end_of_a_line() -> None:
    frame = parse(str(draw_page(line_chart(Line("Uobičajeno", (100, 250), "€2", "now")))))
    assert frame.findtext("span[@class='chart-room right']") == "Uobičajeno"


def test_a_line_has_its_style_as_a_class() -> None:
    chart = line_chart(Line("This month", (100, 250), "€2.50", "now"), Line("Usual", (10, 20, 30), "€0.30", "usual"))
    svg = draw_page(chart)
    assert svg.count('class="chart-line is-now"') == 1
    assert svg.count('class="chart-line is-usual"') == 1
    assert "style=" not in svg


def test_a_line_rises_in_the_middle_of_each_step() -> None:
    chart = replace(line_chart(Line("Now", (100, 100, 400), "€4", "now")), end=None)
    (line,) = (path for path in draw(chart).iterfind("svg/path") if path.get("class") == "chart-line is-now")
    assert corners(line) == [(0, 100), (16.67, 100), (16.67, 75), (50, 75), (50, 75), (83.33, 75), (83.33, 0)]


def test_a_level_line_lies_across_the_columns_and_has_its_label() -> None:
    chart = replace(columns(100, 200), level=Line("Median", (150,), "€1.50", "usual"))
    (points,) = re.findall(r'is-usual" d="M0.00 ([0-9.]+)L100.00 ([0-9.]+)"', draw_page(chart))
    assert points[0] == points[1]
    assert end_texts(draw(chart)) == ["Median", "€1.50"]


def test_a_fan_leads_from_the_last_amount_to_the_likely_end() -> None:
    svg = draw_page(line_chart(Line("This month", (100, 250), "€2.50", "now")))
    (line,) = re.findall(r'is-now" d="M([^"]+)"', svg)
    (fan,) = re.findall(r'chart-fan" d="M([^"]+)Z"', svg)
    begin, low, high = ([float(number) for number in point.split()] for point in fan.split("L"))
    assert begin == [float(number) for number in line.split("L")[-1].split()]
    assert begin[0] < low[0] == high[0]
    assert low[1] > high[1]


def test_the_ends_of_lines_have_labels_that_stand_apart() -> None:
    ends = [Line(name, (100, 1000, cents), "€10", "usual") for name, cents in (("One", 1000), ("Two", 1001))]
    chart = replace(line_chart(*ends), end=None, limit=Line("Limit", (1001,), "€10", "limit"))
    root = draw(chart)
    assert end_texts(root) == ["One", "€10", "Two", "€10", "Limit", "€10"]
    heights = [float((text.get("y") or "")[:-1]) for text in root.iterfind("text") if text.get("x") == "102.00%"]
    assert heights[0] - heights[2] == pytest.approx(18) == heights[2] - heights[4]


@pytest.mark.parametrize(("steps", "anchor"), [(1, "start"), (9, "end")])
def test_a_line_that_goes_on_ends_in_a_dot_with_today_s_amount(steps: int, anchor: str) -> None:
    ticks = tuple(str(number) for number in range(10))
    lines = Line("Now", (100,) * steps, "€1", "now"), Line("Usual", (100,) * 10, "€1", "usual")
    chart = replace(line_chart(*lines, ticks=ticks), today="Today €1", end=None)
    root = draw(chart)
    (today,) = (text for text in root.iterfind("text") if text.text == "Today €1")
    (dot,) = root.iterfind("circle")
    assert (today.get("x"), today.get("text-anchor")) == (dot.get("cx"), anchor)
    assert end_texts(root) == ["Usual", "€1"]


@pytest.mark.parametrize(("steps", "place"), [(1, "0.00%"), (3, "83.33%")])
def test_fixed_costs_are_an_area_below_the_line(steps: int, place: str) -> None:
    chart = line_chart(Line("Now", (300,) * steps, "€3", "now"))
    root = draw(replace(chart, base=Line("Fixed", (200,) * steps, "€2", "now")))
    (area,) = (path for path in root.iterfind("svg/path") if path.get("class") == "chart-fixed")
    assert max(y for _, y in corners(area)) == 100
    assert [text.get("x") for text in root.iterfind("text") if text.text == "Fixed €2"] == [place]


def test_a_step_says_its_values() -> None:
    chart = replace(
        line_chart(Line("Now", (100, 250), "€2.50", "now")), tips=(Tip("Day 1: €1"), Tip("Day 2: €3", "usually €2"))
    )
    strips = list(draw(chart).iterfind("g"))
    assert [strip.get("aria-label") for strip in strips] == ["Day 1: €1", "Day 2: €3, usually €2"]
    assert [strip.get("role") for strip in strips] == ["img", "img"]


def test_an_end_without_a_range_has_no_width() -> None:
    chart = replace(line_chart(Line("Now", (100,), "€1", "now")), end=LikelyEnd("About", 200, 200, 200, "€2", 3))
    (fan,) = re.findall(r'chart-fan" d="M[^L]+L([^L]+)L([^Z]+)Z"', draw_page(chart))
    assert fan[0] == fan[1]


def test_charts_are_drawn_in_several_threads_at_once() -> None:
    charts: list[Chart] = [
        *(columns(number, -number, 7) for number in range(1, 20)),
        *(line_chart(Line("Now", (number, 250), "€2.50", "now")) for number in range(1, 20)),
    ]
    alone = [draw_page(chart) for chart in charts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(draw_page, charts)) == alone

"""Charts that tests draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias
from xml.etree import ElementTree as ET

from app.charts.data import Bar, BarChart, LikelyEnd, LineChart
from app.core.money import MoneyFormat, format_amount

if TYPE_CHECKING:
    from app.charts.data import Line

Kind: TypeAlias = Literal["rows", "columns"]
CROATIAN = MoneyFormat(",", ".", 2, suffix="\xa0€", symbols=("€", "EUR"))
ENGLISH_YEN = MoneyFormat(".", ",", 0, prefix="¥", symbols=("¥", "JPY"))
HOSTILE_TEXTS = [
    "<script>alert(1)</script>",
    "Fish & Chips",
    "$x$ and $\\alpha$",
    "\"double\", 'single'",
    "{} {0} %s",
    "Čevapi, šećer, đumbir",
    "👩\u200d👩\u200d👧 日本 ह",
    "]]><!-- -->",
    "\u202eRTL",
]


def make_chart(*cents: int, kind: Kind = "rows", money: MoneyFormat = CROATIAN, ticks: str = "{}.") -> BarChart:
    bars = tuple(
        Bar(
            f"Bar {index}",
            value,
            format_amount(value, money),
            f"/expenses/?bar={index}&page=1",
            tick=ticks.format(index),
        )
        for index, value in enumerate(cents)
    )
    return BarChart(kind, "Spending by category", bars, money)


def with_first_bar(chart: BarChart, **changes: str) -> BarChart:
    return replace(chart, bars=(replace(chart.bars[0], **changes), *chart.bars[1:]))  # type: ignore[arg-type]


def with_label(text: str) -> BarChart:
    return replace(with_first_bar(make_chart(1250), label=text), title=text)


def line_chart(*lines: Line, ticks: tuple[str, ...] = ("1", "", "3")) -> LineChart:
    return LineChart("Pace", lines, ticks, CROATIAN, end=LikelyEnd("About", 700, 500, 900, "€7", len(ticks)))


def parse(svg: str | bytes) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output

"""Charts: frozen data in, SVG or PNG out. Pure.

Lengths are in units of the drawing, of which a chart is WIDTH wide; one unit is one CSS pixel at that width.
matplotlib is imported when the first chart is drawn: it takes a second, and most commands never need it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET  # what is parsed is matplotlib's own output

from markupsafe import Markup

from app.money import MoneyFormat, format_amount
from app.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

WIDTH = 480
_COLUMNS_HEIGHT = 240
_ROW_HEIGHT = 48
_ROW_BAR_HEIGHT = 12
_FONT_SIZE = 15
_CHARACTER_WIDTH = 8.3  # of the font above, rounded up
_WIDE_CHARACTERS = frozenset("mwABCČĆDĐGHKMNOQRSŠUVWXYZŽ%@…—")
_WIDE_CHARACTER_WIDTH = 15.5
_MAX_TICKS = 4
_PNG_DPI = 192  # drawn at 72 units an inch: a picture 1280 pixels wide
_SVG = "{http://www.w3.org/2000/svg}"
ACCENT = "accent"
# The colors of a downloaded chart, which no style sheet reaches; inside a page the roles become classes.
_LIGHT = {**PALETTE, ACCENT: "#b4305a", "ink": "#22262b", "muted": "#5f666d", "grid": "#dcdfe3"}


@dataclass(frozen=True)
class Bar:
    """One mark: what it is called, its cents and how they are written, where it leads, and a color of the palette.

    `tick` is the text below a column, where there is room for one.
    """

    label: str
    cents: int
    amount: str
    href: str
    color: str = ACCENT
    tick: str = ""


@dataclass(frozen=True)
class BarChart:
    """Bars side by side ("columns", along time) or one below the other ("rows", sorted); `title` names the whole."""

    kind: Literal["rows", "columns"]
    title: str
    bars: tuple[Bar, ...]
    money: MoneyFormat


@lru_cache(maxsize=512)
def draw_inline(chart: BarChart) -> Markup:
    """Return the chart as SVG for a page: classes in place of colors, each bar a link with a title."""
    target = io.BytesIO()
    figure = _draw(chart)
    _save(figure, target, format="svg")
    tree = ET.fromstring(target.getvalue())  # noqa: S314 - matplotlib's own output
    height = round(figure.get_figheight() * 72)
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}">')
    parts = [head.format(WIDTH, height, chart.title), *_inline_parts(tree, chart), Markup("</svg>")]
    return Markup("").join(parts)


@lru_cache(maxsize=32)
def draw_file(chart: BarChart, file_format: Literal["svg", "png"]) -> bytes:
    """Return the chart as a file of its own, in the colors of the light theme."""
    target = io.BytesIO()
    metadata = {"Title": chart.title, "Date": None} if file_format == "svg" else {"Title": chart.title}
    _save(_draw(chart), target, format=file_format, dpi=_PNG_DPI, facecolor="white", metadata=metadata)
    return target.getvalue()


def _save(figure: Figure, target: io.BytesIO, **options: Any) -> None:
    # matplotlib warns of characters that its own font lacks, such as emoji; browsers draw them with theirs.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        figure.savefig(target, **options)


def _inline_parts(tree: ET.Element, chart: BarChart) -> Iterator[Markup]:
    """Turn the groups that carry a role into plain elements with classes; all else that matplotlib wrote goes."""
    for group in tree.iter(f"{_SVG}g"):
        role, _, index = group.get("id", "").partition(":")
        path, text = group.find(f".//{_SVG}path"), group.find(f".//{_SVG}text")
        if role == "bar" and path is not None:
            yield _link(chart.bars[int(index)], path.get("d", ""))
        elif role == "grid" and path is not None:
            yield Markup('<path class="chart-grid" d="{}"/>').format(path.get("d"))
        elif role in {"ink", "muted"} and text is not None:
            attributes = (role, text.get("x"), text.get("y"), index, text.text)
            yield Markup('<text class="chart-{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(*attributes)


def _link(bar: Bar, path: str) -> Markup:
    """Return a bar as a link; the table beside the chart has the same links for the keyboard."""
    element = Markup('<a href="{}" tabindex="-1"><title>{}: {}</title><path class="color-{}" d="{}"/></a>')
    return element.format(bar.href, bar.label, bar.amount, bar.color, path)


def _draw(chart: BarChart) -> Figure:
    return _draw_rows(chart) if chart.kind == "rows" else _draw_columns(chart)


class _Canvas:
    """A figure whose coordinates are the units of the drawing, from the top left corner."""

    def __init__(self, height: float) -> None:
        import matplotlib as mpl  # noqa: PLC0415 - late, as the module says
        from matplotlib.figure import Figure  # noqa: PLC0415

        mpl.rcParams["svg.fonttype"] = "none"  # text stays text
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.axes.axis("off")

    def rectangle(self, x: float, y: float, width: float, height: float, bar: tuple[int, str]) -> None:
        from matplotlib.patches import Rectangle  # noqa: PLC0415 - late, as the module says

        index, color = bar
        patch = Rectangle((x, y), width, height, facecolor=_LIGHT[color], linewidth=0, gid=f"bar:{index}")
        self.axes.add_artist(patch).set_clip_on(False)

    def text(self, x: float, y: float, text: str, role: str = "ink", anchor: str = "start") -> None:
        alignment = {"start": "left", "middle": "center", "end": "right"}[anchor]
        self.axes.text(
            x, y, text, color=_LIGHT[role], fontsize=_FONT_SIZE, ha=alignment, va="baseline",
            gid=f"{role}:{anchor}", parse_math=False,
        )  # fmt: skip

    def line(self, y: float, begin: float) -> None:
        self.axes.plot([begin, WIDTH], [y, y], color=_LIGHT["grid"], linewidth=1, clip_on=False, gid="grid:", zorder=0)


def _draw_rows(chart: BarChart) -> Figure:
    canvas = _Canvas(_ROW_HEIGHT * len(chart.bars))
    lowest = min([0, *(bar.cents for bar in chart.bars)])
    highest = max([0, *(bar.cents for bar in chart.bars)])
    scale = WIDTH / max(1, highest - lowest)
    for index, bar in enumerate(chart.bars):
        top = index * _ROW_HEIGHT
        canvas.text(0, top + 17, _shortened(bar.label, WIDTH - _text_width(bar.amount) - _CHARACTER_WIDTH))
        canvas.text(WIDTH, top + 17, bar.amount, anchor="end")
        begin = (min(0, bar.cents) - lowest) * scale
        canvas.rectangle(begin, top + 25, max(2.0, abs(bar.cents) * scale), _ROW_BAR_HEIGHT, (index, bar.color))
    return canvas.figure


def _draw_columns(chart: BarChart) -> Figure:
    canvas = _Canvas(_COLUMNS_HEIGHT)
    ticks = _tick_cents(chart)
    labels = [_tick_label(tick, chart.money) for tick in ticks]
    left = _CHARACTER_WIDTH * max(map(len, labels)) + 10
    bottom, top = _COLUMNS_HEIGHT - 26, 12
    scale = (bottom - top) / (ticks[-1] - ticks[0])
    for tick, label in zip(ticks, labels, strict=True):
        y = bottom - (tick - ticks[0]) * scale
        canvas.line(y, left)
        canvas.text(left - 8, y + 5, label, "muted", "end")
    step = (WIDTH - left) / len(chart.bars)
    for index, bar in enumerate(chart.bars):
        begin = left + index * step
        if bar.cents:
            y = bottom - (max(0, bar.cents) - ticks[0]) * scale
            height = max(2.0, abs(bar.cents) * scale)
            canvas.rectangle(begin + 0.12 * step, y, 0.76 * step, height, (index, bar.color))
        if bar.tick:
            canvas.text(begin + step / 2, _COLUMNS_HEIGHT - 8, bar.tick, "muted", "middle")
    return canvas.figure


def _tick_cents(chart: BarChart) -> list[int]:
    """Return round values that span all bars and zero, in cents."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - late, as the module says

    unit = 10**chart.money.digits
    lowest = min([0, *(bar.cents for bar in chart.bars)])
    highest = max([unit, *(bar.cents for bar in chart.bars)])
    locator = MaxNLocator(_MAX_TICKS, steps=[1, 2, 2.5, 5, 10], integer=True)
    return [round(value) * unit for value in locator.tick_values(lowest / unit, highest / unit)]


def _tick_label(cents: int, money: MoneyFormat) -> str:
    """Return a round amount without its decimals."""
    whole = MoneyFormat(money.decimal_mark, money.group_mark, 0, money.prefix, money.suffix)
    return format_amount(cents // 10**money.digits, whole)


def _shortened(label: str, width: float) -> str:
    """Return as much of the label as fits into the width."""
    if _text_width(label) <= width:
        return label
    while label and _text_width(label + "…") > width:
        label = label[:-1]
    return label.rstrip() + "…"


def _text_width(text: str) -> float:
    """Estimate the width of a text: the fonts of the person who looks at it are not known here."""
    return sum(_WIDE_CHARACTER_WIDTH if character in _WIDE_CHARACTERS else _CHARACTER_WIDTH for character in text)

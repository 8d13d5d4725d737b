"""Charts: frozen data in, SVG or PNG out. Pure. Lengths are in units of the drawing, as `canvas` says."""

from __future__ import annotations

import gc
import io
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from markupsafe import Markup

from app.summaries.canvas import ACCENT, CHARACTER_WIDTH, WIDTH, Canvas, shortened, text_width, tick_cents, tick_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from xml.etree import ElementTree as ET

    from matplotlib.figure import Figure

    from app.core.money import MoneyFormat

_HEIGHT = 240
_BOTTOM, _TOP = _HEIGHT - 26, 12
_ROW_HEIGHT = 48
_ROW_BAR_HEIGHT = 12
_LEGEND_STEP, _SAMPLE_WIDTH = 20, 26
_PNG_DPI = 192  # drawn at 72 units an inch: a picture 1280 pixels wide
_SVG = "{http://www.w3.org/2000/svg}"


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
class Line:
    """Running totals in cents, one a step; `amount` writes the last one, `style` is how the line is drawn."""

    label: str
    cents: tuple[int, ...]
    amount: str
    style: Literal["now", "before", "usual"]


@dataclass(frozen=True)
class BarChart:
    """Bars side by side ("columns", along time) or one below the other ("rows", sorted); `title` names the whole.

    Across columns may lie one level line, such as their median.
    """

    kind: Literal["rows", "columns"]
    title: str
    bars: tuple[Bar, ...]
    money: MoneyFormat
    level: Line | None = None


@dataclass(frozen=True)
class LineChart:
    """Lines over the same steps, each with its tick or none; `end_cents` are the bounds of where the first one ends."""

    title: str
    lines: tuple[Line, ...]
    ticks: tuple[str, ...]
    money: MoneyFormat
    end_cents: tuple[int, int] | None = None


Chart: TypeAlias = BarChart | LineChart
# Color and dashes of a line; inside a page its style becomes a class.
_LINE_STYLES = {"now": (ACCENT, "solid"), "before": ("muted", (0, (4, 3))), "usual": ("ink", (0, (1, 2)))}

_DRAWING = threading.Lock()


@lru_cache(maxsize=512)
def draw_inline(chart: Chart) -> Markup:
    """Return the chart as SVG for a page: classes in place of colors, each mark with a title, each bar a link."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - late, as matplotlib, whose output it reads

    content, height = _render(chart, format="svg")
    tree = ET.fromstring(content)  # noqa: S314 - matplotlib's own output
    head = Markup('<svg class="chart" viewBox="0 0 {} {}" role="group" aria-label="{}">')
    parts = [head.format(WIDTH, height, chart.title), *_inline_parts(tree, chart), Markup("</svg>")]
    return Markup("").join(parts)


@lru_cache(maxsize=32)
def draw_file(chart: Chart, file_format: Literal["svg", "png"]) -> bytes:
    """Return the chart as a file of its own, in the colors of the light theme."""
    metadata = {"Title": chart.title, "Date": None} if file_format == "svg" else {"Title": chart.title}
    content, _ = _render(chart, format=file_format, dpi=_PNG_DPI, facecolor="white", metadata=metadata)
    return content


@contextmanager
def _swept() -> Iterator[None]:
    """Collect what a drawing leaves behind right after it.

    The objects of a figure refer to one another. The collector, which comes by many times during a drawing, would find
    them still alive and look again only much later, among everything that the process holds. Kept from coming by, it
    has the drawing alone to look at: that takes no longer, spares pauses of 0.1 s, and keeps memory from growing. The
    collector is one for all threads, so they draw one after the other.
    """
    with _DRAWING:
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            gc.collect(0)


@_swept()  # around the function, so that its figure is gone when the collector comes
def _render(chart: Chart, **options: Any) -> tuple[bytes, int]:
    """Return the drawing as a file, and its height."""
    target = io.BytesIO()
    figure = _draw(chart)
    # matplotlib warns of characters that its own font lacks, such as emoji; browsers draw them with theirs.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        figure.savefig(target, **options)
    return target.getvalue(), round(figure.get_figheight() * 72)


def _inline_parts(tree: ET.Element, chart: Chart) -> Iterator[Markup]:
    """Turn the groups that carry a role into plain elements with classes; all else that matplotlib wrote goes."""
    for group in tree.iter(f"{_SVG}g"):
        role, _, name = group.get("id", "").partition(":")
        path, text = group.find(f".//{_SVG}path"), group.find(f".//{_SVG}text")
        if role == "bar" and path is not None and isinstance(chart, BarChart):
            yield _link(chart.bars[int(name)], path.get("d", ""))
        elif role == "grid" and path is not None:
            yield Markup('<path class="chart-grid" d="{}"/>').format(path.get("d"))
        elif role == "line" and path is not None:
            yield Markup('<path class="chart-line is-{}" d="{}"/>').format(name, path.get("d"))
        elif role in {"ink", "muted"} and text is not None:
            attributes = (role, text.get("x"), text.get("y"), name, text.text)
            yield Markup('<text class="chart-{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(*attributes)


def _link(bar: Bar, path: str) -> Markup:
    """Return a bar as a link; the table beside the chart has the same links for the keyboard."""
    element = Markup('<a href="{}" tabindex="-1"><title>{}: {}</title><path class="color-{}" d="{}"/></a>')
    return element.format(bar.href, bar.label, bar.amount, bar.color, path)


def _draw(chart: Chart) -> Figure:
    if isinstance(chart, LineChart):
        return _draw_lines(chart)
    return _draw_rows(chart) if chart.kind == "rows" else _draw_columns(chart)


def _draw_rows(chart: BarChart) -> Figure:
    canvas = Canvas(_ROW_HEIGHT * len(chart.bars))
    lowest = min([0, *(bar.cents for bar in chart.bars)])
    highest = max([0, *(bar.cents for bar in chart.bars)])
    scale = WIDTH / max(1, highest - lowest)
    for index, bar in enumerate(chart.bars):
        top = index * _ROW_HEIGHT
        canvas.text(0, top + 17, shortened(bar.label, WIDTH - text_width(bar.amount) - CHARACTER_WIDTH))
        canvas.text(WIDTH, top + 17, bar.amount, anchor="end")
        begin = (min(0, bar.cents) - lowest) * scale
        canvas.rectangle(begin, top + 25, max(2.0, abs(bar.cents) * scale), _ROW_BAR_HEIGHT, (index, bar.color))
    return canvas.figure


def _draw_columns(chart: BarChart) -> Figure:
    canvas = Canvas(_HEIGHT)
    level_cents = chart.level.cents if chart.level else ()
    left, height_of = _draw_scale(canvas, [*(bar.cents for bar in chart.bars), *level_cents], chart.money)
    step = (WIDTH - left) / len(chart.bars)
    for index, bar in enumerate(chart.bars):
        begin = left + index * step
        if bar.cents:
            y = height_of(max(0, bar.cents))
            height = max(2.0, height_of(min(0, bar.cents)) - y)
            canvas.rectangle(begin + 0.12 * step, y, 0.76 * step, height, (index, bar.color))
        if bar.tick:
            canvas.text(begin + step / 2, _HEIGHT - 8, bar.tick, "muted", "middle")
    if chart.level:
        y = height_of(chart.level.cents[0])
        _draw_line(canvas, [(left, y), (WIDTH, y)], chart.level.style)
    return canvas.figure


def _draw_lines(chart: LineChart) -> Figure:
    canvas = Canvas(_HEIGHT)
    amounts = [cents for line in chart.lines for cents in line.cents]
    left, height_of = _draw_scale(canvas, [*amounts, *(chart.end_cents or ())], chart.money)
    step = (WIDTH - left) / len(chart.ticks)
    for index, tick in enumerate(chart.ticks):
        if tick:
            canvas.text(left + (index + 0.5) * step, _HEIGHT - 8, tick, "muted", "middle")
    for index, line in reversed(list(enumerate(chart.lines))):
        points = [(left + (day + 0.5) * step, height_of(cents)) for day, cents in enumerate(line.cents)]
        _draw_line(canvas, [(left, height_of(0)), *points], line.style)
        y = _TOP + 5 + index * _LEGEND_STEP
        _draw_line(canvas, [(left + 8, y), (left + 8 + _SAMPLE_WIDTH, y)], line.style)
        canvas.text(left + _SAMPLE_WIDTH + 16, y + 5, line.label)
    if chart.end_cents:
        low, high = (height_of(cents) for cents in chart.end_cents)
        _draw_line(canvas, [(WIDTH - step / 2, low), (WIDTH - step / 2, high)], "now")
    return canvas.figure


def _draw_scale(
    canvas: Canvas, amounts_cents: Sequence[int], money: MoneyFormat
) -> tuple[float, Callable[[int], float]]:
    """Draw grid lines with round amounts; return where the grid begins, and what says how high an amount lies."""
    ticks = tick_cents(amounts_cents, money)
    labels = [tick_label(tick, money) for tick in ticks]
    left = CHARACTER_WIDTH * max(map(len, labels)) + 10
    scale = (_BOTTOM - _TOP) / (ticks[-1] - ticks[0])

    def height_of(cents: int) -> float:
        return _BOTTOM - (cents - ticks[0]) * scale

    for tick, label in zip(ticks, labels, strict=True):
        canvas.line(height_of(tick), left)
        canvas.text(left - 8, height_of(tick) + 5, label, "muted", "end")
    return left, height_of


def _draw_line(canvas: Canvas, points: Sequence[tuple[float, float]], style: str) -> None:
    color, dashes = _LINE_STYLES[style]
    canvas.polyline(points, style, color, dashes)

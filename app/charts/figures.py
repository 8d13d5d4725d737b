"""Drawing a chart as a matplotlib `Figure` of plain artists: real axes took 26 ms for 31 bars, these take 4.

Everything has its place in the plot, from (0, 0) at the bottom left to (1, 1) at the top right; texts lie some pixels
beside their place. The page stretches the plot, a file has it in a frame of fixed size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from matplotlib.backend_bases import RendererBase
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D

from app.charts.data import ACCENT, LineChart
from app.charts.scale import Scale, shortened, text_width, tick_label
from app.core.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.charts.data import Bar, BarChart, Chart, LineStyle
    from app.core.money import MoneyFormat

DPI = 72  # so that a point is a pixel
# The frame of a file, in pixels.
LEFT, RIGHT, TOP, BOTTOM = 84, 28, 88, 44
PLOT_WIDTH, PLOT_HEIGHT = 700, 320
ROW_HEIGHT = 44
# The colors of a file, which no style sheet reaches.
_FILE_COLORS = {**PALETTE, ACCENT: "#b4305a", "ink": "#22262b", "muted": "#5f666d", "grid": "#dcdfe3"}
COLORS = {name: to_rgba(color) for name, color in _FILE_COLORS.items()}
# The color and the dashes of a line.
LINE_STYLES: dict[LineStyle, tuple[str, Any]] = {
    "now": (ACCENT, "solid"),
    "before": ("muted", (0, (4, 3))),
    "usual": ("ink", (0, (1, 2))),
}
_Point: TypeAlias = tuple[float, float]
_Anchor: TypeAlias = Literal["left", "center", "right"]
_LEAST_LENGTH = 2 / PLOT_HEIGHT  # of a bar, so that the smallest amount can be seen


@dataclass(frozen=True)
class Mark:
    """What an artist is on a page: its class, and of a bar its title and its link. The `gid` of the artist holds it."""

    css_class: str
    title: str = ""
    href: str = ""


class Label(Annotation):
    """A text some pixels beside its place."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the text, or let a page write it: that needs no layout, which browsers do."""
        if isinstance(renderer, LabelWriter):
            renderer.write_label(self)
        else:
            super().draw(renderer)


class LabelWriter(RendererBase):
    """A renderer that lays out no text."""

    def write_label(self, label: Label) -> None:
        """Write a text at its place."""
        raise NotImplementedError


@dataclass
class _Plot:
    """A figure whose artists have their places in the plot."""

    height: float
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        width, height = LEFT + PLOT_WIDTH + RIGHT, BOTTOM + self.height + TOP
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
        frame = Affine2D().scale(PLOT_WIDTH / width, self.height / height).translate(LEFT / width, BOTTOM / height)
        self._place = frame + self.figure.transFigure

    def bars(self, bars: Sequence[tuple[Bar, float, float, float, float]]) -> None:
        """Draw bars, each with its left, bottom, width and height, as one artist: that is twice as fast."""
        corners = [
            [(x, y), (x + width, y), (x + width, y + height), (x, y + height)] for _, x, y, width, height in bars
        ]
        collection = PolyCollection(corners, edgecolors="none", facecolors=[COLORS[bar.color] for bar, *_ in bars])
        marks: Any = [Mark(f"color-{bar.color}", f"{bar.label}: {bar.amount}", bar.href) for bar, *_ in bars]
        collection.set_gid(marks)
        collection.set_transform(self._place)
        self.figure.add_artist(collection)

    def line(self, points: Sequence[_Point], style: LineStyle) -> None:
        """Draw a line through points."""
        color, dashes = LINE_STYLES[style]
        self._add_line(points, Mark(f"chart-line is-{style}"), color=COLORS[color], linewidth=2.5, linestyle=dashes)

    def text(self, text: str, place: _Point, beside: _Point, anchor: _Anchor, color: str = "ink") -> None:
        """Write a text on its baseline, some pixels beside its place."""
        label = Label(
            text, place, beside, self._place, "offset points", annotation_clip=False, ha=anchor, va="baseline",
            color=COLORS[color], fontsize=12, parse_math=False, gid=Mark(f"chart-{color}"),
        )  # fmt: skip
        self.figure.add_artist(label)

    def tick(self, text: str, place: _Point, beside: _Point, anchor: _Anchor) -> None:
        """Write a text of the scale."""
        self.text(text, place, beside, anchor, "muted")

    def scale(self, scale: Scale, money: MoneyFormat) -> None:
        """Draw the lines of the grid with their amounts."""
        for cents in scale.ticks_cents:
            y = scale.share(cents)
            self._add_line([(0, y), (1, y)], Mark("chart-grid"), color=COLORS["grid"], linewidth=1, zorder=0)
            self.tick(tick_label(cents, money), (0, y), (-8, -4), "right")

    def _add_line(self, points: Sequence[_Point], mark: Any, **look: Any) -> None:
        xs, ys = zip(*points, strict=True)
        line = Line2D(xs, ys, gid=mark, **look)
        line.set_transform(self._place)
        self.figure.add_artist(line)


def draw_figure(chart: Chart, label_room: float = PLOT_WIDTH) -> Figure:
    """Return the drawing of a chart, which has at least one bar or line.

    `label_room` is how many pixels the label of a row and its amount may take together.
    """
    if isinstance(chart, LineChart):
        return _draw_lines(chart)
    return _draw_rows(chart, label_room) if chart.kind == "rows" else _draw_columns(chart)


def _draw_rows(chart: BarChart, label_room: float) -> Figure:
    count = len(chart.bars)
    plot = _Plot(ROW_HEIGHT * count)
    lowest = min([0, *(bar.cents for bar in chart.bars)])
    span = max(1, max([0, *(bar.cents for bar in chart.bars)]) - lowest)
    bars = []
    for index, bar in enumerate(chart.bars):
        top = 1 - index / count
        room = label_room - text_width(bar.amount) - text_width(" ")
        plot.text(shortened(bar.label, room), (0, top), (0, -16), "left")
        plot.text(bar.amount, (1, top), (0, -16), "right")
        length = max(_LEAST_LENGTH, abs(bar.cents) / span)
        begin = min((min(0, bar.cents) - lowest) / span, 1 - length)
        bars.append((bar, begin, top - 0.78 / count, length, 0.26 / count))
    plot.bars(bars)
    return plot.figure


def _draw_columns(chart: BarChart) -> Figure:
    plot = _Plot(PLOT_HEIGHT)
    level_cents = chart.level.cents if chart.level else ()
    scale = Scale.spanning([*(bar.cents for bar in chart.bars), *level_cents], chart.money)
    plot.scale(scale, chart.money)
    step = 1 / len(chart.bars)
    zero, bars = scale.share(0), []
    for index, bar in enumerate(chart.bars):
        if bar.cents:
            end = scale.share(bar.cents)
            height = max(_LEAST_LENGTH, abs(end - zero))
            bars.append((bar, (index + 0.12) * step, zero if end > zero else zero - height, 0.76 * step, height))
        if bar.tick:
            plot.tick(bar.tick, ((index + 0.5) * step, 0), (0, -18), "center")
    plot.bars(bars)
    if chart.level:
        y = scale.share(chart.level.cents[0])
        plot.line([(0, y), (1, y)], chart.level.style)
    return plot.figure


def _draw_lines(chart: LineChart) -> Figure:
    plot = _Plot(PLOT_HEIGHT)
    amounts = [cents for line in chart.lines for cents in line.cents]
    scale = Scale.spanning([*amounts, *(chart.end_cents or ())], chart.money)
    plot.scale(scale, chart.money)
    step = 1 / len(chart.ticks)
    for index, tick in enumerate(chart.ticks):
        if tick:
            plot.tick(tick, ((index + 0.5) * step, 0), (0, -18), "center")
    for line in reversed(chart.lines):
        points = [((day + 0.5) * step, scale.share(cents)) for day, cents in enumerate(line.cents)]
        plot.line([(0, scale.share(0)), *points], line.style)
    if chart.end_cents:
        low, high = chart.end_cents
        plot.line([(1 - step / 2, scale.share(low)), (1 - step / 2, scale.share(high))], "now")
    return plot.figure

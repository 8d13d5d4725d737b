"""Drawing a chart as a matplotlib `Figure`: bars below each other or side by side, or lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.charts.data import LineChart
from app.charts.plot import (
    AREA_COLOR,
    COLORS,
    FAN_COLOR,
    INK_RIGHT,
    LEAST_LENGTH,
    MUTED,
    NARROW_START,
    PLOT_HEIGHT,
    PLOT_WIDTH,
    ROW_HEIGHT,
    STRONG_RIGHT,
    TODAY,
    Box,
    EndLabel,
    Plot,
)
from app.charts.scale import Scale, shortened, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from app.charts.data import BarChart, Chart, Line
    from app.charts.drawn import Point

_WIDEST_STEP = 1 / 8  # of a column: few of them do not fill the whole plot


def draw_figure(chart: Chart) -> Figure:
    """Return the drawing of a chart, which has at least one bar or line."""
    if isinstance(chart, LineChart):
        return _draw_lines(chart)
    return _draw_rows(chart) if chart.kind == "rows" else _draw_columns(chart)


def _draw_rows(chart: BarChart) -> Figure:
    count = len(chart.bars)
    plot = Plot(ROW_HEIGHT * count)
    lowest = min([0, *(bar.cents for bar in chart.bars)])
    span = max(1, max([0, *(bar.cents for bar in chart.bars)]) - lowest)
    boxes = []
    for index, bar in enumerate(chart.bars):
        top = 1 - index / count
        label = f"{bar.label} · {bar.note}" if bar.note else bar.label
        label = shortened(label, PLOT_WIDTH - text_width(f"{bar.amount} "))
        plot.text(label, (0, top), (0, -16), "left")
        plot.text(bar.amount, (1, top), (0, -16), "right")
        length = max(LEAST_LENGTH, abs(bar.cents) / span)
        begin = min((min(0, bar.cents) - lowest) / span, 1 - length)
        boxes.append(Box(bar.color, begin, top - 0.78 / count, length, 0.26 / count))
    plot.bars(boxes)
    return plot.figure


def _draw_columns(chart: BarChart) -> Figure:
    level_cents = chart.level.cents if chart.level else ()
    scale = Scale.spanning([*(bar.cents - bar.fixed_cents for bar in chart.bars), *level_cents], chart.money)
    plot = Plot(PLOT_HEIGHT, scale)
    step = 1 / len(chart.bars)
    width = 0.76 * min(step, _WIDEST_STEP)
    boxes = []
    for index, bar in enumerate(chart.bars):
        x, own_cents = (index + 0.5) * step - width / 2, bar.cents - bar.fixed_cents
        if bar.fixed_cents:
            boxes.append(_column("fixed", x, width, scale, (own_cents, bar.cents)))
        if own_cents:
            boxes.append(_column(bar.color, x, width, scale, (0, own_cents)))
    plot.bars(boxes)
    plot.ticks([bar.tick for bar in chart.bars])
    if chart.level:
        y = scale.share(chart.level.cents[0])
        plot.line([(0, y), (1, y)], chart.level.style)
        plot.end_labels([EndLabel(chart.level.label, chart.level.amount, (1, y), INK_RIGHT)])
    return plot.figure


def _column(color: str, x: float, width: float, scale: Scale, cents: tuple[int, int]) -> Box:
    """Return a bar from one amount to another, in either direction, cut where the scale ends."""
    low, high = sorted(min(1.0, scale.share(amount)) for amount in cents)
    height = max(LEAST_LENGTH, high - low)
    return Box(color, x, high - height if cents[1] < cents[0] else min(low, 1 - height), width, height)


def _draw_lines(chart: LineChart) -> Figure:
    level = [line for line in (chart.base, chart.limit) if line]
    ends = (chart.end.low_cents, chart.end.high_cents, chart.end.cents) if chart.end else ()
    scale = Scale.spanning([*(cents for line in (*chart.lines, *level) for cents in line.cents), *ends], chart.money)
    plot = Plot(PLOT_HEIGHT, scale, has_scale_inside=True)
    plot.ticks(chart.ticks)
    step = 1 / len(chart.ticks)
    now, *others = (_steps(line, scale, step) for line in chart.lines)
    zero = scale.share(0)
    if chart.lines[0].style == "now":
        plot.area([*now, (now[-1][0], zero)], "chart-area", AREA_COLOR)
    if chart.base:
        _draw_base(plot, chart.base, _steps(chart.base, scale, step), zero)
    for line, points in zip(chart.lines[1:], others, strict=True):
        plot.line(points, line.style)
    if chart.end:
        end_x = (chart.end.step_count - 0.5) * step
        plot.area([now[-1], *((end_x, scale.share(cents)) for cents in ends[:2])], "chart-fan", FAN_COLOR)
        plot.line([now[-1], (end_x, scale.share(chart.end.cents))], "likely")
    plot.line(now, chart.lines[0].style)
    if chart.limit:
        y = scale.share(chart.limit.cents[0])
        plot.line([(0, y), (1, y)], "limit")
    if chart.today:
        _draw_today(plot, chart.today, now[-1])
    plot.end_labels(list(_list_ends(chart, scale, step)))
    return plot.figure


def _steps(line: Line, scale: Scale, step: float) -> list[Point]:
    """Return the corners of a line that rises in the middle of each step."""
    points = [(0.0, scale.share(0))]
    for index, cents in enumerate(line.cents):
        x = (index + 0.5) * step
        points += [(x, points[-1][1]), (x, scale.share(cents))]
    return points


def _draw_base(plot: Plot, base: Line, points: Sequence[Point], zero: float) -> None:
    (x, y) = points[-1]
    plot.area([*points, (x, zero)], "chart-fixed", COLORS["fixed"])
    is_early = x < NARROW_START
    place, beside = (0 if is_early else x, (y + zero) / 2), (6 if is_early else -8, -4)
    plot.text(f"{base.label} {base.amount}", place, beside, "left" if is_early else "right", MUTED)


def _draw_today(plot: Plot, text: str, place: Point) -> None:
    plot.dot(place)
    is_early = place[0] < NARROW_START
    plot.text(text, place, (0 if is_early else -4, 12), "left" if is_early else "right", TODAY)


def _list_ends(chart: LineChart, scale: Scale, step: float) -> list[EndLabel]:
    """Return the labels at the ends of lines; the first line has none while it goes on."""
    ended = chart.lines[1:] if chart.today else chart.lines
    labels = [
        EndLabel(
            line.label,
            line.amount,
            ((len(line.cents) - 0.5) * step, scale.share(line.cents[-1])),
            STRONG_RIGHT if line.style == "now" else INK_RIGHT,
        )
        for line in ended
    ]
    if chart.end:
        place = ((chart.end.step_count - 0.5) * step, scale.share(chart.end.cents))
        labels.append(EndLabel(chart.end.label, chart.end.amount, place, STRONG_RIGHT))
    if chart.limit:
        labels.append(
            EndLabel(chart.limit.label, chart.limit.amount, (1, scale.share(chart.limit.cents[0])), INK_RIGHT)
        )
    return labels

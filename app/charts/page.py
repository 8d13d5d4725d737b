"""The SVG of a page, written by a backend for matplotlib.

Colors and dashes are classes of the style sheet, so that they follow the theme. Shapes lie in an SVG that stretches
with the page; texts lie around it in per cent, so that they have the same size at every width. What does not fit on a
narrow page has the class `chart-wide`. Over all of it lies a strip for each step, which shows its values to those who
point at it; the last one can be reached with the keyboard, and a script leads from there to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from app.charts.data import LineChart
from app.charts.drawn import PageWriter
from app.charts.figures import draw_figure
from app.charts.scale import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.charts.data import Chart
    from app.charts.drawn import Anchor, Mark, Point

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_ROOM = Markup('<span class="chart-room {}" aria-hidden="true">{}</span>')
_CHART = Markup(
    '<div class="chart-frame">{}<svg class="chart" role="group" aria-label="{}" data-chart="">'
    '<svg viewBox="0 0 100 100" preserveAspectRatio="none">{}</svg>{}{}</svg>{}</div>'
)


class _Strip(NamedTuple):
    """A step of the chart, counted from 0, with what is said about it; a bar leads somewhere."""

    step: int
    text: str
    more: str = ""
    href: str = ""


class PageRenderer(PageWriter):
    """Writes each part of a figure as an element."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: list[str] = []
        self.texts: list[str] = []
        self.rooms = {"left": "", "right": ""}  # the widest texts beside the plot

    def draw_path(self, *_background: object) -> None:
        """Leave out the background: that is for files."""

    def write_shape(self, css_class: str, points: Sequence[Point], *, is_closed: bool = False) -> None:
        """Write a line through the points, or the area between them."""
        corners = "L".join([f"{100 * x:.2f} {100 - 100 * y:.2f}" for x, y in points])
        self.shapes.append(f'<path class="{css_class}" d="M{corners}{"Z" if is_closed else ""}"/>')

    def write_dot(self, css_class: str, place: Point) -> None:
        """Write a dot among the texts: it must not stretch."""
        x, y = place
        self.texts.append(f'<circle class="{css_class}" cx="{100 * x:.2f}%" cy="{100 - 100 * y:.2f}%" r="5.5"/>')

    def write_text(self, mark: Mark, text: str, place: Point, beside: Point, anchor: Anchor) -> None:
        """Write a text at its place in per cent, and how many pixels it lies beside it."""
        (x, y), (right, up) = place, beside
        if mark.room:
            self.rooms[mark.room] = max(self.rooms[mark.room], text, key=text_width)
        self.texts.append(
            f'<text class="{mark.css_class}" x="{100 * x:.2f}%" y="{100 - 100 * y:.2f}%" dx="{right}" dy="{-up}" '
            f'text-anchor="{_ANCHORS[anchor]}">{escape(text)}</text>'
        )


def draw_page(chart: Chart) -> Markup:
    """Return a chart of columns or lines as SVG for a page, with a strip for each step."""
    renderer = PageRenderer()
    draw_figure(chart).draw(renderer)
    left, right = (_ROOM.format(side, text) if text else "" for side, text in renderer.rooms.items())
    strips = _write_strips(*_list_strips(chart))
    # escaped where they are written
    shapes, texts, over = (Markup("".join(parts)) for parts in (renderer.shapes, renderer.texts, strips))  # noqa: S704
    return _CHART.format(left, chart.title, shapes, texts, over, right)


def _list_strips(chart: Chart) -> tuple[list[_Strip], int]:
    """Return what is said about steps, and how many steps there are."""
    if isinstance(chart, LineChart):
        return [_Strip(step, tip.text, tip.more) for step, tip in enumerate(chart.tips)], len(chart.ticks)
    bars = enumerate(chart.bars)
    return [_Strip(step, f"{bar.label}: {bar.amount}", bar.note, bar.href) for step, bar in bars if bar.cents], len(
        chart.bars
    )


def _write_strips(strips: Sequence[_Strip], count: int) -> Iterator[str]:
    """Yield strips over the whole height; the text stands where there is room for it."""
    width = 100 / count
    for strip in strips:
        center = (strip.step + 0.5) * width
        side = 'dx="-6" text-anchor="end"' if strip.step * 2 >= count else 'dx="6"'
        text, more = escape(strip.text), escape(strip.more)
        lines = f'<tspan x="{center:.2f}%" {side} dy="10">{text}</tspan>'
        if more:
            lines += f'<tspan x="{center:.2f}%" {side} dy="15">{more}</tspan>'
        name = f"{text}, {more}" if more else text
        tag, own = ("a", f'href="{escape(strip.href)}"') if strip.href else ("g", 'role="img"')
        yield (
            f'<{tag} class="chart-strip" {own} tabindex="{0 if strip is strips[-1] else -1}" aria-label="{name}">'
            f'<rect x="{strip.step * width:.2f}%" width="{width:.2f}%" height="100%"/>'
            f'<line x1="{center:.2f}%" x2="{center:.2f}%" y2="100%"/><text aria-hidden="true">{lines}</text></{tag}>'
        )

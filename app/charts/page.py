"""The SVG of a page, written by a backend for matplotlib.

Colors and dashes are classes of the style sheet, so that they follow the theme. Shapes lie in an SVG that stretches
with the page; texts lie around it in per cent, so that they have the same size at every width. What does not fit on a
narrow page has the class `chart-wide`. Over all of it lies a strip for each step, which shows its values to those who
point at it; the last one can be reached with the keyboard, and a script leads from there to the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from app.charts.data import LineChart
from app.charts.figures import draw_figure
from app.charts.plot import BOTTOM, LEFT, PLOT_WIDTH, TOP, LabelWriter
from app.charts.scale import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.path import Path
    from matplotlib.transforms import Transform

    from app.charts.data import Chart
    from app.charts.plot import Label

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


class PageRenderer(LabelWriter):
    """Writes each artist that has a `Mark` as an element; other artists are for files alone."""

    def __init__(self, plot_height: float) -> None:
        super().__init__()
        self.shapes: list[str] = []
        self.texts: list[str] = []
        self.rooms = {"left": "", "right": ""}  # the widest texts beside the plot
        self._plot_height = plot_height
        self._marks: list[Any] = []  # of the artists that are drawn now, one inside the other

    def open_group(self, s: str, gid: Any = None) -> None:
        """Hear which artist is drawn next."""
        self._marks.append(gid)

    def close_group(self, s: str) -> None:
        """Hear that an artist is drawn."""
        self._marks.pop()

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        """Write a line or an area."""
        mark = self._marks[-1]
        if mark is not None:
            self.shapes.append(f'<path class="{mark.css_class}" d="{self._outline(path, transform)}"/>')

    def draw_path_collection(
        self, gc: GraphicsContextBase, master_transform: Transform, paths: Sequence[Path], *styles: Any, **more: Any
    ) -> None:
        """Write the bars of a chart."""
        for path, mark in zip(paths, self._marks[-1], strict=False):  # asked first with no paths
            self.shapes.append(f'<path class="{mark.css_class}" d="{self._outline(path, master_transform)}"/>')

    def draw_markers(
        self, gc: GraphicsContextBase, marker_path: Path, marker_trans: Transform, *place: Any, **more: Any
    ) -> None:
        """Write a dot among the texts: it must not stretch."""
        path, transform, *_ = place
        x, y = self._percent(*transform.transform(path.vertices)[0])
        self.texts.append(f'<circle class="{self._marks[-1].css_class}" cx="{x:.2f}%" cy="{y:.2f}%" r="5.5"/>')

    def write_label(self, label: Label) -> None:
        """Write a text at its place in per cent, and how many pixels it lies beside it."""
        mark: Any = label.get_gid()
        text, place = label.get_text(), label.xycoords
        x, y = self._percent(*place.transform(label.xy))  # type: ignore[union-attr]
        right, up = label.xyann
        anchor = _ANCHORS[str(label.get_horizontalalignment())]
        if mark.room:
            self.rooms[mark.room] = max(self.rooms[mark.room], text, key=text_width)
        self.texts.append(
            f'<text class="{mark.css_class}" x="{x:.2f}%" y="{y:.2f}%" dx="{right}" dy="{-up}" text-anchor="{anchor}">'
            f"{escape(text)}</text>"
        )

    def _outline(self, path: Path, transform: Transform) -> str:
        is_closed = path.codes is not None  # all corners are joined by straight lines, and areas end where they begin
        points: Any = transform.transform(path.vertices)
        if is_closed:
            points = points[:-1]
        corners = "L".join([f"{x:.2f} {y:.2f}" for x, y in map(self._percent, *points.T.tolist())])
        return f"M{corners}{'Z' if is_closed else ''}"

    def _percent(self, x: float, y: float) -> tuple[float, float]:
        return 100 * (x - LEFT) / PLOT_WIDTH, 100 - 100 * (y - BOTTOM) / self._plot_height


def draw_page(chart: Chart) -> Markup:
    """Return a chart of columns or lines as SVG for a page, with a strip for each step."""
    figure = draw_figure(chart)
    renderer = PageRenderer(figure.bbox.height - BOTTOM - TOP)
    figure.draw(renderer)
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
        lines = "".join(
            f'<tspan x="{center:.2f}%" {side} dy="{dy}">{escape(text)}</tspan>'
            for dy, text in ((10, strip.text), (15, strip.more))
            if text
        )
        name = escape(f"{strip.text}, {strip.more}" if strip.more else strip.text)
        tag, own = ("a", f'href="{escape(strip.href)}"') if strip.href else ("g", 'role="img"')
        yield (
            f'<{tag} class="chart-strip" {own} tabindex="{0 if strip is strips[-1] else -1}" aria-label="{name}">'
            f'<rect x="{strip.step * width:.2f}%" width="{width:.2f}%" height="100%"/>'
            f'<line x1="{center:.2f}%" x2="{center:.2f}%" y2="100%"/><text aria-hidden="true">{lines}</text></{tag}>'
        )

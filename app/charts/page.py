"""The SVG of a page, written by a backend for matplotlib.

Colors and dashes are classes of the style sheet, so that they follow the theme. Shapes lie in an SVG that stretches
with the page; texts lie around it in per cent, so that they have the same size at every width. What does not fit on a
narrow page has the class `chart-wide`, and what stands there for it `chart-narrow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from app.charts.data import BarChart
from app.charts.figures import BOTTOM, LEFT, NARROW_ROOM, PLOT_WIDTH, ROW_HEIGHT, TOP, LabelWriter, draw_figure
from app.charts.scale import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.path import Path
    from matplotlib.transforms import Transform

    from app.charts.data import Chart
    from app.charts.figures import Label

_WIDE_ROOM = 410  # pixels of a line of text from where the style sheet shows `chart-wide`
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_CHART = Markup(
    '<div class="chart-frame"><span class="chart-room" aria-hidden="true">{}</span>'
    '<svg class="chart"{} role="group" aria-label="{}">'
    '<svg viewBox="0 0 100 100" preserveAspectRatio="none">{}</svg>{}</svg></div>'
)


class PageRenderer(LabelWriter):
    """Writes each artist that has a `Mark` as an element; other artists are for files alone."""

    def __init__(self, plot_height: float) -> None:
        super().__init__()
        self.shapes: list[str] = []
        self.texts: list[str] = []
        self.longest_tick = ""  # left of the plot: the page leaves as much room as it needs
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
        """Write the bars of a chart as links; a table has the same ones for the keyboard."""
        for path, mark in zip(paths, self._marks[-1], strict=False):  # asked first with no paths
            self.shapes.append(
                f'<a href="{escape(mark.href)}" tabindex="-1"><title>{escape(mark.title)}</title>'
                f'<path class="{mark.css_class}" d="{self._outline(path, master_transform)}"/></a>'
            )

    def write_label(self, label: Label) -> None:
        """Write a text, shortened where it must be."""
        mark: Any = label.get_gid()
        text = label.get_text()
        if mark.taken is None:
            self._write(label, text, mark.css_class)
            return
        narrow, wide = (shortened(text, room - mark.taken) for room in (NARROW_ROOM, _WIDE_ROOM))
        if narrow == wide:
            self._write(label, wide, mark.css_class)
        else:
            self._write(label, narrow, f"{mark.css_class} chart-narrow")
            self._write(label, wide, f"{mark.css_class} chart-wide")

    def _write(self, label: Label, text: str, css_class: str) -> None:
        """Write a text at its place in per cent, and how many pixels it lies beside it."""
        place: Any = label.xycoords
        x, y = self._percent(*place.transform(label.xy))
        right, up = label.xyann
        if right < 0:
            self.longest_tick = max(self.longest_tick, text, key=len)
        anchor = _ANCHORS[str(label.get_horizontalalignment())]
        self.texts.append(
            f'<text class="{css_class}" x="{x:.2f}%" y="{y:.2f}%" dx="{right}" dy="{-up}" text-anchor="{anchor}">'
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
    """Return the chart as SVG for a page: each mark with a title, each bar a link."""
    figure = draw_figure(chart)
    renderer = PageRenderer(figure.bbox.height - BOTTOM - TOP)
    figure.draw(renderer)
    height = Markup("")  # the style sheet says how high others are
    if isinstance(chart, BarChart) and chart.kind == "rows":
        height = Markup(' height="{}"').format(ROW_HEIGHT * len(chart.bars))
    shapes, texts = "".join(renderer.shapes), "".join(renderer.texts)  # escaped where they are written
    return _CHART.format(renderer.longest_tick, height, chart.title, Markup(shapes), Markup(texts))  # noqa: S704

"""The figure that charts are drawn on, of plain artists: real axes took 26 ms for 31 bars, these take 2.

Everything has its place in the plot, from (0, 0) at the bottom left to (1, 1) at the top right; texts lie some pixels
beside their place. The page stretches the plot, a file has it in a frame of fixed size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D

from app.charts.data import ACCENT
from app.charts.drawn import Drawn, Mark
from app.charts.scale import push_apart, text_width
from app.core.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.artist import Artist

    from app.charts.data import LineStyle
    from app.charts.drawn import Anchor, PageWriter, Point
    from app.charts.scale import Scale

DPI = 72  # so that a point is a pixel
# The frame of a file, in pixels.
LEFT, RIGHT, TOP, BOTTOM = 84, 28, 88, 44
PLOT_WIDTH, PLOT_HEIGHT = 700, 320
ROW_HEIGHT = 44
_NARROW_TICKS_ROOM = 180  # pixels for the texts below columns on the smallest phone
# The colors of a file, which no style sheet reaches.
_FILE_COLORS = {
    **PALETTE, ACCENT: "#b4305a", "ink": "#1c1f23", "muted": "#5b6269", "grid": "#e7e3de", "fixed": "#e9e5e1",
}  # fmt: skip
COLORS = {name: to_rgba(color) for name, color in _FILE_COLORS.items()}
AREA_COLOR, FAN_COLOR = (to_rgba(_FILE_COLORS[ACCENT], alpha) for alpha in (0.12, 0.2))
_LINE_LOOKS: dict[LineStyle, tuple[str, float, Any]] = {  # color, width, dashes
    "now": (ACCENT, 2.5, "solid"),
    "before": ("muted", 1.5, (0, (3, 2))),
    "usual": ("muted", 1.5, (0, (3, 2))),
    "likely": (ACCENT, 1.5, (0, (1, 2))),
    "limit": ("ink", 1, "solid"),
}
_GRID_LOOK: dict[str, Any] = {"color": COLORS["grid"], "linewidth": 1}
_WIDEST_STEP = 1 / 8  # of a column: few of them do not fill the whole plot
LEAST_LENGTH = 2 / PLOT_HEIGHT  # of a bar, so that the smallest amount can be seen
_LEAD = 0.02  # of the width: from the end of a line to its label
_LABEL_GAP = 0.18  # of the height, between labels of two lines at the ends of lines
_GRID, _AREAS, _LINES, _TEXTS = range(4)  # what lies on what
NARROW_START = 1 / 3  # of the width: a text that ends there has too little room to its left


INK, MUTED, MUTED_IF_WIDE = Mark("chart-ink"), Mark("chart-muted"), Mark("chart-muted chart-wide")
TODAY, _LEFT = Mark("chart-strong chart-today"), Mark("chart-muted", "left")
_RIGHT, INK_RIGHT, STRONG_RIGHT = (Mark(name, "right") for name in ("chart-muted", "chart-ink", "chart-strong"))
_TEXT_COLORS = {"chart-ink": "ink", "chart-strong": ACCENT, TODAY.css_class: ACCENT}


@dataclass(frozen=True)
class Box:
    """A bar in the plot: the color it has, its left and bottom, its width and height."""

    color: str
    x: float
    y: float
    width: float
    height: float

    @property
    def corners(self) -> list[Point]:
        right, top = self.x + self.width, self.y + self.height
        return [(self.x, self.y), (right, self.y), (right, top), (self.x, top)]


@dataclass(frozen=True)
class EndLabel:
    """What stands at the end of a line, which lies at a place."""

    label: str
    amount: str
    place: Point
    mark: Mark


@dataclass
class Plot:
    """A figure whose artists have their places in the plot. The texts of a scale stand left of it, or inside."""

    height: float
    scale: Scale | None = None
    has_scale_inside: bool = False
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        width, height = LEFT + PLOT_WIDTH + RIGHT, BOTTOM + self.height + TOP
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
        frame = Affine2D().scale(PLOT_WIDTH / width, self.height / height).translate(LEFT / width, BOTTOM / height)
        self._place = frame + self.figure.transFigure
        if self.scale:
            self._draw_scale(self.scale)

    def bars(self, boxes: Sequence[Box]) -> None:
        """Draw bars."""

        def write(page: PageWriter) -> None:
            for box in boxes:
                page.write_shape(f"color-{box.color}", box.corners, is_closed=True)

        def make() -> PolyCollection:
            colors, corners = [COLORS[box.color] for box in boxes], [box.corners for box in boxes]
            return PolyCollection(corners, edgecolors="none", facecolors=colors, transform=self._place)

        self._add(_AREAS, write, make)

    def line(self, points: Sequence[Point], style: LineStyle) -> None:
        """Draw a line through points."""
        color, width, dashes = _LINE_LOOKS[style]
        self._add_line(_LINES, points, f"chart-line is-{style}", color=COLORS[color], linewidth=width, linestyle=dashes)

    def area(self, corners: Sequence[Point], css_class: str, color: tuple[float, ...]) -> None:
        self._add(
            _AREAS,
            lambda page: page.write_shape(css_class, corners, is_closed=True),
            lambda: Polygon(corners, color=color, linewidth=0, transform=self._place),
        )

    def dot(self, place: Point) -> None:
        """Draw where a line that goes on has come to."""
        look: Any = {"linestyle": "none", "marker": "o", "markersize": 9, "color": COLORS[ACCENT]}
        edge: Any = {"markeredgecolor": "white", "markeredgewidth": 2}
        self._add(
            _LINES,
            lambda page: page.write_dot("chart-dot", place),
            lambda: Line2D([place[0]], [place[1]], transform=self._place, **look, **edge),
        )

    def text(self, text: str, place: Point, beside: Point, anchor: Anchor, mark: Mark = INK) -> None:
        """Write a text on its baseline, some pixels beside its place."""
        self._add(
            _TEXTS,
            lambda page: page.write_text(mark, text, place, beside, anchor),
            lambda: Annotation(
                text, place, beside, self._place, "offset points", annotation_clip=False, ha=anchor, va="baseline",
                color=COLORS[_TEXT_COLORS.get(mark.css_class, "muted")], fontsize=12, parse_math=False,
            ),
        )  # fmt: skip

    def ticks(self, texts: Sequence[str]) -> None:
        """Write what stands below equal steps; a page too narrow for all of it hides every second text."""
        named = [(index, text) for index, text in enumerate(texts) if text]
        is_tight = sum(text_width(f"{text} ") for _, text in named) > _NARROW_TICKS_ROOM
        for place, (index, text) in enumerate(named):
            mark = MUTED_IF_WIDE if is_tight and place % 2 else MUTED
            self.text(text, ((index + 0.5) / len(texts), 0), (0, -18), "center", mark)

    def end_labels(self, labels: Sequence[EndLabel]) -> None:
        """Write what stands at the ends of lines in a column right of the plot, each joined to its line."""
        heights = push_apart([label.place[1] for label in labels], _LABEL_GAP)
        for label, height in zip(labels, heights, strict=True):
            x, y = label.place
            self._add_line(_LINES, [(x, y), (1, y), (1 + _LEAD, height)], "chart-grid", **_GRID_LOOK)
            self.text(label.label, (1 + _LEAD, height), (5, 2), "left", _RIGHT)
            self.text(label.amount, (1 + _LEAD, height), (5, -12), "left", label.mark)

    def _draw_scale(self, scale: Scale) -> None:
        for cents, label in zip(scale.ticks_cents, scale.labels, strict=True):
            y = scale.share(cents)
            self._add_line(_GRID, [(0, y), (1, y)], "chart-grid", **_GRID_LOOK)
            if not self.has_scale_inside:
                self.text(label, (0, y), (-8, -4), "right", _LEFT)
            elif cents:
                self.text(label, (0, y), (0, 4), "left", MUTED)

    def _add_line(self, zorder: int, points: Sequence[Point], css_class: str, **look: Any) -> None:
        self._add(
            zorder,
            lambda page: page.write_shape(css_class, points),
            lambda: Line2D(*zip(*points, strict=True), transform=self._place, **look),
        )

    def _add(self, zorder: int, write: Callable[[PageWriter], None], make: Callable[[], Artist]) -> None:
        self.figure.add_artist(Drawn(zorder, write, make))

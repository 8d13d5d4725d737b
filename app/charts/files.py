"""A chart as a file, to print or to hang on a wall: with its title and its legend, on white."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal, TypeAlias

import matplotlib as mpl
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from app.charts.data import LineChart
from app.charts.figures import COLORS, FAN_COLOR, LEFT, LINE_STYLES, draw_figure

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

    from app.charts.data import Chart

FileFormat: TypeAlias = Literal["png", "svg", "pdf"]
_PNG_DPI = 192  # drawn at 72 units an inch: 2,165 pixels wide
_TITLE_PLACE, _TITLE_ALONE_PLACE, _LEGEND_PLACE = 32, 50, 63  # pixels from the top
_MARGIN = 0.2  # inches around what does not fit the frame

mpl.rcParams["svg.fonttype"] = "none"  # text stays text
mpl.rcParams["pdf.fonttype"] = 42  # and can be searched in a PDF


def draw_file(chart: Chart, file_format: FileFormat) -> bytes:
    """Return the chart as a file, in the colors of the light theme."""
    figure = draw_figure(chart)
    for artist in figure.findobj():
        artist.set_gid("")  # which is for the page
    _add_title(figure, chart)
    target = io.BytesIO()
    dates = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[file_format]  # equal data, equal files
    figure.savefig(
        target, format=file_format, dpi=_PNG_DPI, bbox_inches=_paper(figure), metadata={"Title": chart.title, **dates}
    )
    return target.getvalue()


def _paper(figure: Figure) -> Bbox:
    """Return what a file shows, in inches: the frame, or more where a long title or a large amount needs it."""
    return Bbox.union([figure.bbox_inches, figure.get_tightbbox().padded(_MARGIN)])


def _add_title(figure: Figure, chart: Chart) -> None:
    height, left = figure.bbox.height, LEFT / figure.bbox.width
    handles = _legend_handles(chart)
    title_place = 1 - (_TITLE_PLACE if handles else _TITLE_ALONE_PLACE) / height
    ink = COLORS["ink"]
    figure.text(left, title_place, chart.title, fontsize=18, fontweight="bold", color=ink, parse_math=False)
    if handles:
        figure.legend(
            handles=handles, loc="center left", bbox_to_anchor=(left, 1 - _LEGEND_PLACE / height), ncols=2,
            frameon=False, fontsize=11, borderpad=0, borderaxespad=0, labelcolor=ink, columnspacing=1.6,
        )  # fmt: skip


def _legend_handles(chart: Chart) -> list[Artist]:
    """Return what a legend explains, with its amounts."""
    handles: list[Artist] = []
    for line in chart.lines:
        color, dashes = LINE_STYLES[line.style]
        label = f"{line.label}  {line.amount}"
        handles.append(Line2D([], [], color=COLORS[color], linewidth=2.5, linestyle=dashes, label=label))
    if isinstance(chart, LineChart) and chart.end:
        handles.append(Patch(color=FAN_COLOR, label=f"{chart.end.label}  {chart.end.amount}"))
    return handles

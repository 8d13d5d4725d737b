"""A chart as a file, to print or to hang on a wall: with its title, on white."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal, TypeAlias

import matplotlib as mpl
from matplotlib.transforms import Bbox

from app.charts.figures import draw_figure
from app.charts.plot import COLORS, LEFT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from app.charts.data import Chart

FileFormat: TypeAlias = Literal["png", "svg", "pdf"]
_PNG_DPI = 192  # drawn at 72 units an inch: 2,165 pixels wide
_TITLE_PLACE = 50  # pixels from the top
_MARGIN = 0.2  # inches around what does not fit the frame

mpl.rcParams["svg.fonttype"] = "none"  # text stays text
mpl.rcParams["pdf.fonttype"] = 42  # and can be searched in a PDF


def draw_file(chart: Chart, file_format: FileFormat) -> bytes:
    """Return the chart as a file, in the colors of the light theme."""
    figure = draw_figure(chart)
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
    place = LEFT / figure.bbox.width, 1 - _TITLE_PLACE / figure.bbox.height
    figure.text(*place, chart.title, fontsize=18, fontweight="bold", color=COLORS["ink"], parse_math=False)

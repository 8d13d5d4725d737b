"""What charts are drawn on: shapes and texts of a role, by matplotlib. Pure.

Lengths are in units of the drawing, of which a chart is WIDTH wide; one unit is one CSS pixel at that width.
matplotlib is imported when the first chart is drawn: it takes a second, and most commands never need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.core.money import MoneyFormat, format_amount
from app.core.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 480
CHARACTER_WIDTH = 8.3  # of the font below, rounded up
_FONT_SIZE = 15
_WIDE_CHARACTERS = frozenset("mwABCČĆDĐGHKMNOQRSŠUVWXYZŽ%@…—")
_WIDE_CHARACTER_WIDTH = 15.5
_MAX_TICKS = 4
ACCENT = "accent"
# The colors of a downloaded chart, which no style sheet reaches; inside a page the roles become classes.
_LIGHT = {**PALETTE, ACCENT: "#b4305a", "ink": "#22262b", "muted": "#5f666d", "grid": "#dcdfe3"}


class Canvas:
    """A figure whose coordinates are the units of the drawing, from the top left corner."""

    def __init__(self, height: float) -> None:
        import matplotlib as mpl  # noqa: PLC0415 - late, as the module says
        from matplotlib.figure import Figure  # noqa: PLC0415 - the same

        mpl.rcParams["svg.fonttype"] = "none"  # text stays text
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self.axes.axis("off")

    def rectangle(self, x: float, y: float, width: float, height: float, bar: tuple[int, str]) -> None:
        """Draw a bar of an index and a color, from its top left corner."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415 - late, as the module says

        index, color = bar
        patch = Rectangle((x, y), width, height, facecolor=_LIGHT[color], linewidth=0, gid=f"bar:{index}")
        self.axes.add_artist(patch).set_clip_on(False)

    def text(self, x: float, y: float, text: str, role: str = "ink", anchor: str = "start") -> None:
        """Write a text on its baseline, from the anchor on."""
        alignment = {"start": "left", "middle": "center", "end": "right"}[anchor]
        self.axes.text(
            x, y, text, color=_LIGHT[role], fontsize=_FONT_SIZE, ha=alignment, va="baseline",
            gid=f"{role}:{anchor}", parse_math=False,
        )  # fmt: skip

    def line(self, y: float, begin: float) -> None:
        """Draw a level line of the grid, to the right edge."""
        self.axes.plot([begin, WIDTH], [y, y], color=_LIGHT["grid"], linewidth=1, clip_on=False, gid="grid:", zorder=0)

    def polyline(self, points: Sequence[tuple[float, float]], name: str, color: str, dashes: Any) -> None:
        """Draw a line through points, with dashes as matplotlib has them."""
        xs, ys = zip(*points, strict=True)
        self.axes.plot(xs, ys, color=_LIGHT[color], linewidth=2.5, linestyle=dashes, clip_on=False, gid=f"line:{name}")


def tick_cents(amounts_cents: Sequence[int], money: MoneyFormat) -> list[int]:
    """Return round values that span all amounts and zero, in cents."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - late, as the module says

    unit = 10**money.digits
    lowest, highest = min([0, *amounts_cents]), max([unit, *amounts_cents])
    locator = MaxNLocator(_MAX_TICKS, steps=[1, 2, 2.5, 5, 10], integer=True)
    return [round(value) * unit for value in locator.tick_values(lowest / unit, highest / unit)]


def tick_label(cents: int, money: MoneyFormat) -> str:
    """Return a round amount without its decimals."""
    whole = MoneyFormat(money.decimal_mark, money.group_mark, 0, money.prefix, money.suffix)
    return format_amount(cents // 10**money.digits, whole)


def shortened(label: str, width: float) -> str:
    """Return as much of the label as fits into the width."""
    if text_width(label) <= width:
        return label
    while label and text_width(label + "…") > width:
        label = label[:-1]
    return label.rstrip() + "…"


def text_width(text: str) -> float:
    """Estimate the width of a text: the fonts of the person who looks at it are not known here."""
    return sum(_WIDE_CHARACTER_WIDTH if character in _WIDE_CHARACTERS else CHARACTER_WIDTH for character in text)

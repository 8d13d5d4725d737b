"""What a chart shows, with its words made already. Amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from app.core.money import MoneyFormat

ACCENT = "accent"  # the color of what has no color of its own
LineStyle: TypeAlias = Literal["now", "before", "usual", "likely", "limit"]


@dataclass(frozen=True)
class Bar:
    """One mark: what it is called, its cents and how they are written, where it leads, a color of the palette, an icon.

    `tick` is the text below a column, where there is room for one; `note` says more. Of the cents, `fixed_cents` are
    drawn in gray and cut where they do not fit. A day, month or year has `iso`, what ISO 8601 calls it.
    """

    label: str
    cents: int
    amount: str
    href: str
    color: str = ACCENT
    tick: str = ""
    icon: str = ""
    fixed_cents: int = 0
    note: str = ""
    iso: str = ""


@dataclass(frozen=True)
class Line:
    """Running totals in cents, one a step; `amount` writes the last one, `style` is how the line is drawn."""

    label: str
    cents: tuple[int, ...]
    amount: str
    style: LineStyle


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
class LikelyEnd:
    """Where a running total will probably end, and between which amounts, in cents, after so many steps."""

    label: str
    cents: int
    low_cents: int
    high_cents: int
    amount: str
    step_count: int


@dataclass(frozen=True)
class Tip:
    """What is said about a step where somebody points at it, in a line and perhaps a second one."""

    text: str
    more: str = ""


@dataclass(frozen=True)
class LineChart:
    """Lines over the same steps, each with its tick or none; the first line is the one that the chart is about.

    `end` is where that line leads to, and `today` the text at its last amount if it goes on. Below it lies `base`, a
    part of it that is filled; `limit` is a level line. The tips are of the first steps.
    """

    title: str
    lines: tuple[Line, ...]
    ticks: tuple[str, ...]
    money: MoneyFormat
    end: LikelyEnd | None = None
    base: Line | None = None
    limit: Line | None = None
    today: str = ""
    tips: tuple[Tip, ...] = ()


Chart: TypeAlias = BarChart | LineChart

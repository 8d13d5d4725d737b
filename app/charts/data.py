"""What a chart shows, with its words made already. Amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from app.core.money import MoneyFormat

ACCENT = "accent"  # the color of what has no color of its own
LineStyle: TypeAlias = Literal["now", "before", "usual"]


@dataclass(frozen=True)
class Bar:
    """One mark: what it is called, its cents and how they are written, where it leads, a color of the palette, an icon.

    `tick` is the text below a column, where there is room for one.
    """

    label: str
    cents: int
    amount: str
    href: str
    color: str = ACCENT
    tick: str = ""
    icon: str = ""


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

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that a legend explains."""
        return (self.level,) if self.level else ()


@dataclass(frozen=True)
class LikelyEnd:
    """Between which amounts a running total will probably end, in cents; `amount` writes both."""

    label: str
    low_cents: int
    high_cents: int
    amount: str


@dataclass(frozen=True)
class LineChart:
    """Lines over the same steps, each with its tick or none; `end` is where the first one leads to."""

    title: str
    lines: tuple[Line, ...]
    ticks: tuple[str, ...]
    money: MoneyFormat
    end: LikelyEnd | None = None


Chart: TypeAlias = BarChart | LineChart

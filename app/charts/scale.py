"""Round amounts for the scale of a chart, and labels that fit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from app.core.money import format_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.money import MoneyFormat

_MAX_TICKS = 4
# Widths of characters of a 12 px font in pixels, rounded up: the fonts of who looks at it are not known here.
_CHARACTER_WIDTH, _WIDE_CHARACTER_WIDTH = 6.7, 12.4
_WIDE_CHARACTERS = frozenset("mwABCČĆDĐGHKMNOQRSŠUVWXYZŽ%@…—")


@dataclass(frozen=True)
class Scale:
    """Round amounts in cents that span all amounts of a chart and zero, and how they are written."""

    ticks_cents: tuple[int, ...]
    labels: tuple[str, ...]

    @classmethod
    def spanning(cls, amounts_cents: Sequence[int], money: MoneyFormat) -> Scale:
        """Return the scale of some amounts, in whole units of the currency."""
        unit = money.unit
        lowest = min([0, *amounts_cents]) // unit
        highest = max(lowest + 1, -(-max([0, *amounts_cents]) // unit))
        locator = MaxNLocator(_MAX_TICKS, steps=[1, 2, 2.5, 5, 10], integer=True)
        values = [round(value) for value in locator.tick_values(lowest, highest)]
        return cls(tuple(value * unit for value in values), tuple(format_whole(value, money) for value in values))

    def share(self, cents: int) -> float:
        """Return how high an amount lies: 0 at the lowest tick, 1 at the highest."""
        lowest, highest = self.ticks_cents[0], self.ticks_cents[-1]
        return (cents - lowest) / (highest - lowest)


def push_apart(places: Sequence[float], gap: float) -> list[float]:
    """Return places, in their order, moved until each is `gap` from the next; as far as they fit, between 0 and 1."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    for lower, upper in pairwise(order):
        moved[upper] = max(moved[upper], moved[lower] + gap)
    top = 1.0
    for place in reversed(order):
        moved[place] = min(moved[place], top)
        top = moved[place] - gap
    return moved


def shortened(label: str, width: float) -> str:
    """Return as much of the label as fits into the width, in pixels."""
    if text_width(label) <= width:
        return label
    while label and text_width(label + "…") > width:
        label = label[:-1]
    return label.rstrip() + "…"


def text_width(text: str) -> float:
    """Estimate the width of a text, in pixels."""
    return sum(_WIDE_CHARACTER_WIDTH if character in _WIDE_CHARACTERS else _CHARACTER_WIDTH for character in text)

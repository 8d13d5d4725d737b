"""Putting lines of text into rows, as a person reads them. Pure.

A photo may be turned a little and fan out; a row is what stands beside each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from statistics import fmean, median_high
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.reading.lines import Line

GAP = "  "  # between two pieces of a row
_MAX_ANGLE = 0.6  # radians; what is steeper stands on its side
_MIN_RATIO_FOR_ANGLE = 2  # width to height: short pieces say little about the angle
_ROWS_TO_LOOK_BACK = 6
_MAX_OVERLAP = 0.35  # of the narrower piece


@dataclass(frozen=True)
class Piece:
    """A line of the engine, straightened: its center, width and height in pixels."""

    x: float
    y: float
    width: float
    height: float
    line: Line

    @property
    def text(self) -> str:
        return self.line.text.strip()

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Row:
    """The pieces of text that stand beside each other, from left to right."""

    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        return GAP.join(piece.text for piece in self.pieces)

    @cached_property
    def y(self) -> float:
        return fmean(piece.y for piece in self.pieces)

    @cached_property
    def height(self) -> float:
        return median_high(piece.height for piece in self.pieces)

    @property
    def score(self) -> float:
        return fmean(piece.line.score for piece in self.pieces)


def find_rows(lines: Iterable[Line]) -> list[Row]:
    """Return the rows of a page from above."""
    pieces = _straighten([line for line in lines if line.text.strip()])
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        group = _find_group(groups[-_ROWS_TO_LOOK_BACK:], piece)
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    rows = [Row(tuple(sorted(group, key=lambda piece: piece.x))) for group in groups]
    return sorted(rows, key=lambda row: row.y)


def median_height(rows: Sequence[Row]) -> float:
    return median_high(row.height for row in rows) if rows else 1.0


def _straighten(lines: list[Line]) -> list[Piece]:
    """Turn the centers by the angle in which the page lies."""
    boxes = [_measure(line) for line in lines]
    angle = _find_angle(boxes)
    cosine, sine = math.cos(angle), math.sin(angle)
    return [
        Piece(box.x * cosine + box.y * sine, box.y * cosine - box.x * sine, box.width, box.height, box.line)
        for box in boxes
    ]


@dataclass(frozen=True)
class _Box(Piece):
    """A line as it stands in the picture, with its angle in radians."""

    angle: float


def _measure(line: Line) -> _Box:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = line.corners
    return _Box(
        x=(x0 + x1 + x2 + x3) / 4,
        y=(y0 + y1 + y2 + y3) / 4,
        width=math.hypot(x1 - x0, y1 - y0),
        height=math.hypot(x3 - x0, y3 - y0),
        line=line,
        angle=math.atan2((y1 - y0) + (y2 - y3), (x1 - x0) + (x2 - x3)),
    )


def _find_angle(boxes: Iterable[_Box]) -> float:
    """Return the median angle of the wide boxes, each counted by its width."""
    wide = [box for box in boxes if abs(box.angle) < _MAX_ANGLE and box.width > _MIN_RATIO_FOR_ANGLE * box.height]
    wide.sort(key=lambda box: box.angle)
    half = sum(box.width for box in wide) / 2
    sums = accumulate(box.width for box in wide)
    return next((box.angle for box, width in zip(wide, sums, strict=True) if width >= half), 0.0)


def _find_group(groups: list[list[Piece]], piece: Piece) -> list[Piece] | None:
    """Return the row that a piece belongs to. Its nearest neighbor there decides, so that a fanned page groups too."""
    near = [(abs(_nearest(group, piece).y - piece.y), group) for group in groups]
    joined = [(distance, group) for distance, group in near if _stand_beside(_nearest(group, piece), piece, distance)]
    return min(joined, key=lambda pair: pair[0])[1] if joined else None


def _nearest(group: list[Piece], piece: Piece) -> Piece:
    return min(group, key=lambda other: abs(other.x - piece.x))


def _stand_beside(one: Piece, other: Piece, distance: float) -> bool:
    heights = sorted((one.height, other.height))
    overlap = min(one.right, other.right) - max(one.left, other.left)
    is_level = distance < 0.5 * heights[0] + 0.1 * heights[1]
    return is_level and overlap < _MAX_OVERLAP * min(one.width, other.width)

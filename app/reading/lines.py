"""What an engine reads in a picture: lines of text and where they stand. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

Point = tuple[float, float]
Corners = tuple[Point, ...]  # four, clockwise from the upper left of the text
_PIECE = re.compile(r"\S+(?: \S+)*")
_LETTER_HEIGHT, _LEADING = 2.0, 3.0  # in widths of a letter


@dataclass(frozen=True)
class Line:
    """A piece of text on one line.

    The corners are in pixels; `score` says from 0 to 1 how sure the engine is.
    """

    corners: Corners
    text: str
    score: float


@dataclass(frozen=True)
class Page:
    """The lines of a picture, and its size in pixels as they count them.

    `quarter_turns` says how often the picture was turned to the left before it was read. `has_places` is false where a
    text came without them.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    quarter_turns: int = 0
    has_places: bool = True

    def share(self, corner: Point) -> Point:
        """Return where a corner is in the picture as it lies, as shares of its width and height."""
        x, y = corner[0] / self.width, corner[1] / self.height
        for _ in range(self.quarter_turns):
            x, y = 1 - y, x
        return round(x, 4), round(y, 4)


def page_from_text(text: str) -> Page:
    """Return the text of a PDF as a page: two blanks and more stand between pieces of a row."""
    pieces = (
        (number, match) for number, row in enumerate(text.splitlines()) for match in _PIECE.finditer(row.expandtabs())
    )
    lines = (Line(_corners(*match.span(), number * _LEADING), match[0], 1.0) for number, match in pieces)
    return Page(1, 1, tuple(lines), has_places=False)


def _corners(left: float, right: float, top: float) -> Corners:
    bottom = top + _LETTER_HEIGHT
    return (left, top), (right, top), (right, bottom), (left, bottom)

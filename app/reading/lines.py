"""What an engine reads in a picture: lines of text and where they stand. Pure."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
Corners = tuple[Point, ...]  # four, clockwise from the upper left of the text


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

    `quarter_turns` says how often the picture was turned to the left before it was read.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    quarter_turns: int = 0

    def share(self, corner: Point) -> Point:
        """Return where a corner is in the picture as it lies, as shares of its width and height."""
        x, y = corner[0] / self.width, corner[1] / self.height
        for _ in range(self.quarter_turns):
            x, y = 1 - y, x
        return round(x, 4), round(y, 4)

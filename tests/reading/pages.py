"""Pages of text as an engine would read them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from app.reading.lines import Line, Page
from app.reading.rules.rows import find_rows

if TYPE_CHECKING:
    from app.reading.lines import Corners, Point
    from app.reading.rules.rows import Row

LINE_HEIGHT, LETTER_WIDTH, LETTER_HEIGHT = 30, 12, 20


def page_of(text: str, *, degrees: float = 0, score: float = 0.98) -> Page:
    """Lay out a text: a line is a row, pieces stand two blanks and more apart, a row behind `#` is twice as tall."""
    lines: list[Line] = []
    y = 40.0
    for row in text.strip("\n").splitlines():
        size = 2 if row.startswith("#") else 1
        y += LINE_HEIGHT * size
        for match in re.finditer(r"\S+(?: \S+)*", row.removeprefix("#")):
            corners = _box(match.start() * LETTER_WIDTH, y, len(match[0]) * LETTER_WIDTH, LETTER_HEIGHT * size)
            turned = tuple(_turn(corner, math.radians(degrees)) for corner in corners)
            lines.append(Line(turned, match[0], score))
    return Page(1000, 2000, tuple(lines))


def rows_of(text: str, *, degrees: float = 0, score: float = 0.98) -> list[Row]:
    return find_rows(page_of(text, degrees=degrees, score=score).lines)


def _box(x: float, y: float, width: float, height: float) -> Corners:
    return (x, y - height), (x + width, y - height), (x + width, y), (x, y)


def _turn(point: Point, angle: float) -> Point:
    x, y = point
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)

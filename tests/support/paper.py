"""What a browser prints, read back: the text of each page, where it stands, its pictures, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image
    from playwright.sync_api import Page

SIZES = {"A4": (596, 843), "Letter": (612, 792)}  # in points
_MARGIN = 38  # points: what `print.css` leaves free, less a hair's breadth
_RESOLUTION = 2.0  # pixels of a point
_COLORS = 2**24  # all that there are
_NEAR = 12  # of 255: how far a color may be from another that looks the same


@dataclass(frozen=True)
class Box:
    """A line of text and where it stands, in points from the bottom left of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def covers(self, other: Box) -> bool:
        """Tell whether more than half of the smaller box lies in both."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return min(width, height) > 0 and width * height > min(self._area, other._area) / 2

    @property
    def _area(self) -> float:
        return (self.right - self.left) * (self.top - self.bottom)


@dataclass(frozen=True)
class Sheet:
    """A printed page, its size in points; `pictures` are the sizes of its photos, in pixels."""

    size: tuple[int, int]
    lines: tuple[str, ...]
    boxes: tuple[Box, ...]
    pictures: tuple[tuple[int, int], ...]
    image: Image

    @property
    def text(self) -> str:
        return " ".join(self.lines)

    def is_inside(self, box: Box) -> bool:
        """Tell whether a text lies within the margins, where nothing is cut; the page's number stands below them."""
        width, height = self.size
        is_number = box.top < _MARGIN and box.text.strip(" /0123456789") == ""
        return is_number or (
            box.left >= _MARGIN
            and box.right <= width - _MARGIN
            and box.bottom >= _MARGIN
            and box.top <= height - _MARGIN
        )

    def count_pixels(self, color: str) -> int:
        """Count the pixels that look like a color such as `#d9484f`."""
        wanted = bytes.fromhex(color.removeprefix("#"))
        counts: Iterable[tuple[int, Any]] = self.image.getcolors(_COLORS) or ()
        return sum(count for count, pixel in counts if all(abs(a - b) <= _NEAR for a, b in zip(pixel, wanted)))  # noqa: B905


def print_page(page: Page, paper: str = "A4", *, has_backgrounds: bool = False) -> list[Sheet]:
    """Print a page of the browser, and read what it printed."""
    document = pypdfium2.PdfDocument(page.pdf(format=paper, print_background=has_backgrounds))
    try:
        return [_read(sheet) for sheet in document]
    finally:
        document.close()


def _read(sheet: pypdfium2.PdfPage) -> Sheet:
    text = sheet.get_textpage()
    rects = [text.get_rect(index) for index in range(text.count_rects())]
    photos = sheet.get_objects([raw.FPDF_PAGEOBJ_IMAGE])
    return Sheet(
        (round(sheet.get_width()), round(sheet.get_height())),
        tuple(" ".join(line.split()) for line in text.get_text_range().splitlines() if line.strip()),
        tuple(Box(text.get_text_bounded(*rect), *rect) for rect in rects),
        tuple(photo.get_px_size() for photo in photos),
        sheet.render(scale=_RESOLUTION).to_pil().convert("RGB"),
    )

"""Taking an image with its very bytes where cleaning would change nothing of it. Pure."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app.reading.codes.reader import first_code
from app.reading.codes.scanner import SCANNED_PIXELS, scan_codes
from app.receipts.bare import is_bare
from app.receipts.images import (
    STORED_MODES,
    CleanImage,
    clean_image,
    is_large,
    media_format_of,
    named_errors,
    open_image,
)
from app.receipts.limits import MEDIA_TYPES
from app.receipts.thumbnails import draw_thumbnail

if TYPE_CHECKING:
    from app.receipts.limits import Allowance


def accept_image(content: bytes, allowance: Allowance) -> CleanImage:
    """Return an image with its very bytes if they are as `clean_image` leaves them, else cleaned.

    So an image that was stored once keeps its hash when it moves to another installation.

    Raises: as `clean_image`.
    """
    image = _take_as_it_is(content, allowance) if is_bare(content) else None
    return image or clean_image(io.BytesIO(content), len(content), allowance)


def _take_as_it_is(content: bytes, allowance: Allowance) -> CleanImage | None:
    """Decode a bare image to its end; None if cleaning would make another one of it."""
    with named_errors():
        image = open_image(content, allowance)
        (width, height), media_format = image.size, media_format_of(image)
        if is_large(image) or image.mode not in STORED_MODES[media_format]:
            return None
        if width * height > SCANNED_PIXELS:  # the scanner would halve it; a JPEG can be decoded so
            image.draft(None, (width // 2, height // 2))
        image.load()
        if image.mode == "P" and image.palette is None:
            return None
        code = first_code(scan_codes(image))
        return CleanImage(content, draw_thumbnail(image), MEDIA_TYPES[media_format], width, height, code=code)

"""Limits for images, and the errors of exceeding them. Pure."""

from __future__ import annotations

import io
import time

# The formats that are stored, by Pillow's names. They stand here because `images.py` loads Pillow.
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# Those that become a JPEG. An iPhone's HEIC is HEIF.
CONVERTED_TYPES = {
    "HEIF": "image/heic",
    "AVIF": "image/avif",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
}
PDF = "application/pdf"  # kept as it came; its pages are drawn
# Browsers that do not know HEIC name it by its extension only.
ACCEPTED_TYPES = [*MEDIA_TYPES.values(), *CONVERTED_TYPES.values(), PDF, ".heic", ".heif"]
MAX_SIDE = 16_384  # pixels: a long thin image costs far more time and memory than a square one
# By format. Phones send up to 50 megapixels, as JPEG, which is decoded at half its size (see `images.py`).
MAX_PIXELS = {
    **dict.fromkeys(("JPEG", "PNG", "HEIF", "TIFF", "BMP"), 64_000_000),
    **dict.fromkeys(("WEBP", "AVIF", "GIF"), 32_000_000),
}
MAX_STORED_PIXELS = 24_000_000  # A4 at 400 dpi has 15 million; larger images are halved on both sides
MAX_PIXELS_TOGETHER = 320_000_000  # per request: 20 images of 16 megapixels
MAX_SECONDS_TOGETHER = 35.0  # per request; with the 20 of `turns.py`, less than the minute for which proxies wait


class ImageError(Exception):
    """The image cannot be added."""


class NotAnImageError(ImageError):
    """The bytes are of no format that is taken."""


class BrokenImageError(ImageError):
    """The image cannot be decoded to its end."""


class EncryptedDocumentError(ImageError):
    """The PDF opens with a password only."""


class BrokenDocumentError(ImageError):
    """The pages of the PDF cannot be drawn."""


class TooManyBytesError(ImageError):
    """The file is larger than the limit."""


class TooLongSideError(ImageError):
    """The image is wider or higher than MAX_SIDE."""


class TooManyPixelsError(ImageError):
    """The image has more than the MAX_PIXELS of its format."""


class TooManyPixelsTogetherError(ImageError):
    """The images of the request have more pixels together than MAX_PIXELS_TOGETHER."""


class TooSlowError(ImageError):
    """The images of the request took too long to read."""


class Allowance:
    """What the images of one request may cost together: pixels as sent, and seconds from now on."""

    def __init__(self, pixels: int = MAX_PIXELS_TOGETHER, seconds: float = MAX_SECONDS_TOGETHER) -> None:
        self._pixels_left = pixels
        self._ends_at = time.monotonic() + seconds

    def spend(self, pixels: int) -> None:
        """Raise TooManyPixelsTogetherError if fewer pixels are left. Broken images count too."""
        if pixels > self._pixels_left:
            raise TooManyPixelsTogetherError
        self._pixels_left -= pixels

    @property
    def seconds_left(self) -> float:
        """How many seconds are left, at least 0."""
        return max(self._ends_at - time.monotonic(), 0.0)

    def check_time(self) -> None:
        """Raise TooSlowError if the time is up."""
        if time.monotonic() > self._ends_at:
            raise TooSlowError


class TimedBytes(io.BytesIO):
    """A stream that stops when time is up: a hostile JPEG of 20 MB with empty scans takes hours to decode."""

    def __init__(self, content: bytes, allowance: Allowance) -> None:
        super().__init__(content)
        self._allowance = allowance

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most `size` bytes; raise TooSlowError if the time is up."""
        self._allowance.check_time()
        return super().read(size)

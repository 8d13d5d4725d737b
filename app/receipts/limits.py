"""What pictures may cost, and how it is said that one costs too much or is none. Pure."""

from __future__ import annotations

import io
import time

MAX_SIDE = 16_384  # pixels: a thinner picture of as many pixels costs far more time and memory
# By format. Phones send up to 50 megapixels, as JPEG, which is decoded at half its size (see `images.py`).
MAX_PIXELS = {"JPEG": 64_000_000, "PNG": 64_000_000, "WEBP": 32_000_000}
MAX_STORED_PIXELS = 24_000_000  # a page of A4 at 400 dots an inch has 15; a larger picture is halved on both sides
MAX_PIXELS_TOGETHER = 320_000_000  # of one request, as sent: 20 photos of 16 megapixels
MAX_SECONDS_TOGETHER = 35.0  # of one request: with the 20 of `turns.py`, below the minute for which proxies wait


class ImageError(Exception):
    """The bytes are no picture that can be kept."""


class NotAnImageError(ImageError):
    """The bytes are not a JPEG, PNG or WebP image."""


class BrokenImageError(ImageError):
    """The bytes begin as an image, but cannot be decoded to the end."""


class TooManyBytesError(ImageError):
    """The file is larger than the limit."""


class TooLongSideError(ImageError):
    """The image is wider or higher than MAX_SIDE."""


class TooManyPixelsError(ImageError):
    """The image has more than the MAX_PIXELS of its format."""


class TooManyPixelsTogetherError(ImageError):
    """With the images before it, the image has more pixels than one request may send."""


class TooSlowError(ImageError):
    """The time for the images of the request was over before this one was read."""


class Allowance:
    """What the pictures of one request may cost together: pixels as they are sent, and seconds from now on."""

    def __init__(self, pixels: int = MAX_PIXELS_TOGETHER, seconds: float = MAX_SECONDS_TOGETHER) -> None:
        self._pixels_left = pixels
        self._ends_at = time.monotonic() + seconds

    def spend(self, pixels: int) -> None:
        """Take off the pixels of a picture, whether or not it turns out to be broken.

        Raises:
            TooManyPixelsTogetherError: fewer are left.
        """
        if pixels > self._pixels_left:
            raise TooManyPixelsTogetherError
        self._pixels_left -= pixels

    def check_time(self) -> None:
        """Go on while there is time.

        Raises:
            TooSlowError: there is none left.
        """
        if time.monotonic() > self._ends_at:
            raise TooSlowError


class TimedBytes(io.BytesIO):
    """The bytes of a picture, to be read while there is time: a JPEG of 20 MB with empty scans alone takes hours."""

    def __init__(self, content: bytes, allowance: Allowance) -> None:
        super().__init__(content)
        self._allowance = allowance

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most `size` bytes.

        Raises:
            TooSlowError: there is no time left.
        """
        self._allowance.check_time()
        return super().read(size)

"""Smaller images of receipts: thumbnails, and what is printed. Pure."""

from __future__ import annotations

import io

from PIL import Image

from app.receipts.limits import BrokenImageError

THUMBNAIL_SIZE = (256, 320)  # pixels: shown at half that, so that it is sharp on phones
THUMBNAIL_MAX_BYTES = 10_000
PRINT_SIZE = (1000, 2000)  # pixels: half the width of a page at 300 dots an inch, and most of its height
_LOST_BLOCK = bytes(64)  # a real thumbnail has at most 8 zero bytes in a row
_QUALITY, _LOWEST_QUALITY = 72, 10
_PRINT_QUALITY = 80


def draw_thumbnail(image: Image.Image) -> bytes:
    """Shrink the image in place and return it as a WebP of at most THUMBNAIL_MAX_BYTES, on white."""
    small = _shrink(image, THUMBNAIL_SIZE)
    quality = _QUALITY
    while len(encoded := encode(small, "WEBP", quality=quality)) > THUMBNAIL_MAX_BYTES:
        if quality == _LOWEST_QUALITY:  # only noise gets here
            small = small.reduce(2)
        quality = _lower_quality(quality, len(encoded))
    return encoded


def is_sharp_enough_to_print(width: int, height: int) -> bool:
    """Tell whether an image has no more pixels than paper needs."""
    return width <= PRINT_SIZE[0] and height <= PRINT_SIZE[1]


def draw_print(content: bytes) -> bytes:
    """Return a stored image as a JPEG of at most PRINT_SIZE, on white: a PDF takes a JPEG as it is.

    Raises:
        BrokenImageError: it cannot be decoded.
    """
    try:
        image = Image.open(io.BytesIO(content))
        image.draft(None, PRINT_SIZE)  # a JPEG is decoded at a half or a quarter, where that is enough
        return encode(_shrink(image, PRINT_SIZE), "JPEG", quality=_PRINT_QUALITY)
    except (OSError, SyntaxError, ValueError) as error:
        raise BrokenImageError from error


def is_whole_thumbnail(content: bytes) -> bool:
    """Tell whether a thumbnail decodes and has no block of zeros, as damaged disks leave: it would decode."""
    try:
        Image.open(io.BytesIO(content), formats=["WEBP"]).load()
    except (OSError, SyntaxError, ValueError):
        return False
    return _LOST_BLOCK not in content


def on_white(image: Image.Image) -> Image.Image:
    """Return the image without transparency, as it looks on white paper."""
    if not image.has_transparency_data:
        return image
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def encode(image: Image.Image, media_format: str, **options: object) -> bytes:
    """Return the image as bytes of a format; `options` are Pillow's."""
    target = io.BytesIO()
    image.save(target, media_format, **options)
    return target.getvalue()


def _shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Shrink the image, in place if its mode allows that, so that it fits into the size; it lies on white."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    small = image if image.mode == mode else image.convert(mode)
    small.thumbnail(size, reducing_gap=2.0)
    return on_white(small)


def _lower_quality(quality: int, byte_count: int) -> int:
    """Return the quality at which a thumbnail should fit, given its size at another quality.

    The size of a WebP grows with about the 0.4th power of its quality (measured on noise, where it grows slowest).
    """
    fitting = int(quality * (THUMBNAIL_MAX_BYTES / byte_count) ** 2.5)
    return max(fitting, _LOWEST_QUALITY)

"""Thumbnails of receipts. Pure."""

from __future__ import annotations

import io

from PIL import Image

THUMBNAIL_SIZE = (256, 320)  # pixels: shown at half that, so that it is sharp on phones
THUMBNAIL_MAX_BYTES = 10_000
_LOST_BLOCK = bytes(64)  # a real thumbnail has at most 8 zero bytes in a row
_QUALITY, _LOWEST_QUALITY = 72, 10


def draw_thumbnail(image: Image.Image) -> bytes:
    """Shrink the image in place and return it as a WebP of at most THUMBNAIL_MAX_BYTES, on white."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    small = image if image.mode == mode else image.convert(mode)
    small.thumbnail(THUMBNAIL_SIZE, reducing_gap=2.0)
    if small.mode == "RGBA":
        paper = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(paper, small).convert("RGB")
    quality = _QUALITY
    while len(encoded := encode(small, "WEBP", quality=quality)) > THUMBNAIL_MAX_BYTES:
        if quality == _LOWEST_QUALITY:  # only noise gets here
            small = small.reduce(2)
        quality = _lower_quality(quality, len(encoded))
    return encoded


def is_whole_thumbnail(content: bytes) -> bool:
    """Tell whether a thumbnail decodes and has no block of zeros, as damaged disks leave: it would decode."""
    try:
        Image.open(io.BytesIO(content), formats=["WEBP"]).load()
    except (OSError, SyntaxError, ValueError):
        return False
    return _LOST_BLOCK not in content


def encode(image: Image.Image, media_format: str, **options: object) -> bytes:
    """Return the image as bytes of a format; `options` are Pillow's."""
    target = io.BytesIO()
    image.save(target, media_format, **options)
    return target.getvalue()


def _lower_quality(quality: int, byte_count: int) -> int:
    """Return the quality at which a thumbnail should fit, given its size at another quality.

    The size of a WebP grows with about the 0.4th power of its quality (measured on noise, where it grows slowest).
    """
    fitting = int(quality * (THUMBNAIL_MAX_BYTES / byte_count) ** 2.5)
    return max(fitting, _LOWEST_QUALITY)

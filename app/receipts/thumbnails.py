"""The small pictures that lists show of receipts. Pure."""

from __future__ import annotations

import io

from PIL import Image

THUMBNAIL_SIZE = (256, 320)  # pixels: sharp at half of that on the dense screens of phones
THUMBNAIL_MAX_BYTES = 10_000
_LOST_BLOCK = bytes(64)  # even a thumbnail of one color has no more than 8 zeros in a row
_QUALITY, _LOWEST_QUALITY = 72, 10


def draw_thumbnail(image: Image.Image) -> bytes:
    """Shrink the picture and return it as a WebP of at most THUMBNAIL_MAX_BYTES, on white where it is transparent."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    small = image if image.mode == mode else image.convert(mode)
    small.thumbnail(THUMBNAIL_SIZE, reducing_gap=2.0)
    if small.mode == "RGBA":
        paper = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(paper, small).convert("RGB")
    quality = _QUALITY
    while len(encoded := encode(small, "WEBP", quality=quality)) > THUMBNAIL_MAX_BYTES:
        if quality == _LOWEST_QUALITY:  # only noise comes this far
            small = small.reduce(2)
        quality = _lower_quality(quality, len(encoded))
    return encoded


def is_whole_thumbnail(content: bytes) -> bool:
    """Tell whether a thumbnail decodes and lacks no block, which a disk leaves as zeros: they decode too."""
    try:
        Image.open(io.BytesIO(content), formats=["WEBP"]).load()
    except (OSError, SyntaxError, ValueError):
        return False
    return _LOST_BLOCK not in content


def encode(image: Image.Image, media_format: str, **options: object) -> bytes:
    """Return the bytes of a picture as a file of this format; `options` are those of Pillow."""
    target = io.BytesIO()
    image.save(target, media_format, **options)
    return target.getvalue()


def _lower_quality(quality: int, byte_count: int) -> int:
    """Return the quality at which a thumbnail of `byte_count` at the given quality should fit.

    The bytes of a WebP grow with about the 0.4th power of its quality: so measured on noise, where they grow slowest.
    """
    fitting = int(quality * (THUMBNAIL_MAX_BYTES / byte_count) ** 2.5)
    return max(fitting, _LOWEST_QUALITY)

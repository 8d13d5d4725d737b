"""Pictures that tests send, and what becomes of them."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image

from app.receipts.images import clean_image

if TYPE_CHECKING:
    from app.receipts.images import CleanImage

MARK = b"SECRET-MARK"
MAX_BYTES = 10_000_000
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, file_format, **options)
    return target.getvalue()


def clean(content: bytes) -> CleanImage:
    return clean_image(io.BytesIO(content), MAX_BYTES)


def decode(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def draw_noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), hashlib.shake_256(b"noise").digest(width * height * 3))


def draw_halves() -> Image.Image:
    """Return a landscape, red on the left and blue on the right."""
    image = Image.new("RGB", (48, 32), RED)
    image.paste(BLUE, (24, 0, 48, 32))
    return image


def exif_with(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = MARK.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (45.0, 48.0, 1.0)
    return exif


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def craft_png(size: tuple[int, int], depth: int, color_type: int, *chunks: bytes, pixels: bytes = b"") -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, color_type, 0, 0, 0))
    data = png_chunk(b"IDAT", zlib.compress(pixels, 1))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + data + png_chunk(b"IEND", b"")


def is_near(color: Any, expected: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(color, expected, strict=True))


def assert_bare(content: bytes) -> None:
    """See that a file has pixels alone, and what its format always says about them."""
    stored = decode(content)
    assert MARK not in content
    assert not dict(stored.getexif())
    assert not getattr(stored, "text", {})
    assert stored.info.keys() <= {
        *("jfif", "jfif_version", "jfif_unit", "jfif_density"),
        *("background", "loop", "timestamp", "duration", "transparency"),
    }

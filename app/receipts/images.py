"""Make uploaded images safe: decode, orient, re-encode without metadata. Pure.

File names and media types from the sender are ignored: what decodes as one of the formats of `limits.py` is an image.
JPEG, PNG and WebP stay what they are; the first picture of anything else becomes a JPEG.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

import pi_heif
from PIL import ExifTags, Image, UnidentifiedImageError

from app.reading.codes.reader import first_code
from app.reading.codes.scanner import scan_codes
from app.receipts.limits import (
    CONVERTED_TYPES,
    MAX_PIXELS,
    MAX_SIDE,
    MAX_STORED_PIXELS,
    MEDIA_TYPES,
    Allowance,
    BrokenImageError,
    NotAnImageError,
    TimedBytes,
    TooLongSideError,
    TooManyBytesError,
    TooManyPixelsError,
)
from app.receipts.thumbnails import draw_thumbnail, encode, on_white

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFile import ImageFile

    from app.reading.codes.reader import Code

# Measured peak memory: a WebP of 32 megapixels takes 16 bytes a pixel in Pillow's decoder, a progressive CMYK JPEG of
# 64 megapixels 8 before it is halved, a PNG 4 and then 2. With their files that is at most 600 MB.
_BAND_HEIGHT = 128  # pixels, an even number
_READ_BYTES = 4096  # decoded between two checks of the time
STORED_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}}
_SAVE_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 85},  # `optimize` saves 4 %, but Pillow then holds the GIL while encoding
    "PNG": {},
    "WEBP": {"quality": 85, "method": 2},  # 3 and more take up to five times as long and twice the memory, to save 1 %
}
# How to undo each EXIF orientation (CIPA DC-008, tag 274); 1 is upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Pillow's decoders raise these on broken data.
_DECODE_ERRORS = (
    ArithmeticError,
    AssertionError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

pi_heif.register_heif_opener(thumbnails=False)
# Pillow's own limit only warns at first; ours is checked before decoding.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class CleanImage:
    """An image ready to store, with its WebP thumbnail; `width` and `height` in pixels, after orienting.

    `sent_sha256` is the hexadecimal SHA-256 of the bytes as they were sent. `code` is that of the receipt, if it has
    one that is understood.
    """

    content: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int
    sent_sha256: str = ""
    code: Code | None = None

    @property
    def sha256(self) -> str:
        """The hexadecimal SHA-256 of the content."""
        return hash_bytes(self.content)


def hash_bytes(content: bytes) -> str:
    """Return the hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def clean_image(stream: BinaryIO, max_bytes: int, allowance: Allowance | None = None) -> CleanImage:
    """Return the image in the stream, safe to store and serve.

    Raises:
        TooManyBytesError: there are more than `max_bytes`.
        NotAnImageError: the bytes are of no allowed format.
        TooLongSideError: a side has more than MAX_SIDE pixels.
        TooManyPixelsError: the image has more than MAX_PIXELS.
        TooManyPixelsTogetherError: it has more pixels than the allowance has left.
        TooSlowError: the allowance ran out of time.
        BrokenImageError: it cannot be decoded.
    """
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooManyBytesError
    with named_errors():
        image = _clean(open_image(content, allowance or Allowance()))
    return replace(image, sent_sha256=hash_bytes(content))


def rotate_image(content: bytes, rotation: Image.Transpose) -> CleanImage:
    """Return a stored image, rotated.

    Raises:
        BrokenImageError: it cannot be decoded.
    """
    try:
        image = Image.open(io.BytesIO(content), formats=tuple(MEDIA_TYPES))
        return _encode(image.transpose(rotation), str(image.format))
    except _DECODE_ERRORS as error:
        raise BrokenImageError from error


@contextmanager
def named_errors() -> Iterator[None]:
    """Raise NotAnImageError and BrokenImageError in place of what Pillow raises."""
    # Pillow warns of damaged metadata, which is dropped anyway.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        try:
            yield
        except UnidentifiedImageError as error:
            raise NotAnImageError from error
        except _DECODE_ERRORS as error:
            raise BrokenImageError from error


def open_image(content: bytes, allowance: Allowance) -> ImageFile:
    """Read the header and check the size, without decoding."""
    image = Image.open(TimedBytes(content, allowance), formats=(*MEDIA_TYPES, *CONVERTED_TYPES))
    if image.width * image.height > MAX_PIXELS[media_format_of(image)]:
        raise TooManyPixelsError
    if max(image.size) > MAX_SIDE:
        raise TooLongSideError
    allowance.spend(image.width * image.height)
    image.decodermaxblock = _READ_BYTES
    return image


def media_format_of(image: Image.Image) -> str:
    # An MPO is a JPEG followed by more images (depth, brightness); the first is the one to show.
    return "JPEG" if image.format == "MPO" else str(image.format)


def _clean(image: Image.Image) -> CleanImage:
    stored_format = media_format if (media_format := media_format_of(image)) in MEDIA_TYPES else "JPEG"
    if is_large(image):
        image.draft(None, (image.width // 2, image.height // 2))  # a JPEG can be decoded at half size
    image.load()
    if image.mode == "P" and image.palette is None:  # Pillow assumes that such a PNG has a palette
        raise BrokenImageError
    turn = _read_turn(image)
    # One name for all steps, so that each intermediate image is freed.
    if is_large(image):
        image = _halve(image, stored_format)
    if turn is not None:
        image = image.transpose(turn)
    image = _to_stored_mode(image, stored_format)
    _forget_metadata(image)
    return _encode(image, stored_format)


def _encode(image: Image.Image, media_format: str) -> CleanImage:
    width, height = image.size
    code = first_code(scan_codes(image))
    content = encode(image, media_format, **_SAVE_OPTIONS[media_format])
    thumbnail = draw_thumbnail(image)  # last, because it shrinks the image in place
    return CleanImage(content, thumbnail, MEDIA_TYPES[media_format], width, height, code=code)


def is_large(image: Image.Image) -> bool:
    return image.width * image.height > MAX_STORED_PIXELS


def _read_turn(image: Image.Image) -> Image.Transpose | None:
    """Return the turn that EXIF asks for, None if there is none or the EXIF is damaged."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except _DECODE_ERRORS:
        return None
    return _TURNS.get(orientation) if orientation is not None else None


def _halve(image: Image.Image, media_format: str) -> Image.Image:
    """Return the image at half its width and height, in bands to save memory."""
    tops = range(0, image.height, _BAND_HEIGHT)
    boxes = [(0, top, image.width, min(top + _BAND_HEIGHT, image.height)) for top in tops]
    bands = [_halve_band(image.crop(box), media_format) for box in boxes]
    half = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for top, band in zip(tops, bands, strict=True):
        half.paste(band, (0, top // 2))
    return half


def _halve_band(band: Image.Image, media_format: str) -> Image.Image:
    band = _to_stored_mode(band, media_format)
    if band.mode != "LA" and band.has_transparency_data:  # a single transparent color cannot be averaged
        return band.convert("RGBA").reduce(2)
    return band.convert({"1": "L", "P": "RGB"}.get(band.mode, band.mode)).reduce(2)


def _to_stored_mode(image: Image.Image, media_format: str) -> Image.Image:
    if image.mode == "I;16":  # 16-bit gray; Pillow would clip it at 255, which is white
        image.info.pop("transparency", None)
        return image.point(lambda level: level / 256).convert("L")
    if image.mode in STORED_MODES[media_format]:
        return image
    return on_white(image).convert("RGB")


def _forget_metadata(image: Image.Image) -> None:
    """Clear `info`, where Pillow keeps metadata, except which color is transparent."""
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}

"""Pictures from outside, made safe: decoded, oriented, re-encoded without metadata. Pure.

Nothing that the sender says about the bytes is believed: what decodes as JPEG, PNG or WebP is an image, all else not.
"""

from __future__ import annotations

import hashlib
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from PIL import ExifTags, Image, UnidentifiedImageError

from app.receipts.limits import (
    MAX_PIXELS,
    MAX_SIDE,
    MAX_STORED_PIXELS,
    Allowance,
    BrokenImageError,
    NotAnImageError,
    TimedBytes,
    TooLongSideError,
    TooManyBytesError,
    TooManyPixelsError,
)
from app.receipts.thumbnails import draw_thumbnail, encode

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

# What the largest pictures take for a moment, measured: a WebP of 32 megapixels 16 bytes a pixel in Pillow's decoder, a
# progressive JPEG of 64 megapixels in four colors 8 before it is halved, a PNG 4 and then 2; with their files, 600 MB.
_BAND_HEIGHT = 128  # pixels, an even number
_READ_BYTES = 4096  # what is decoded between two looks at the clock
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}}
_SAVE_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 85},  # `optimize` saves 4 %, but Pillow stops all other threads while it encodes that way
    "PNG": {},
    "WEBP": {"quality": 85, "method": 2},  # from 3 on it takes up to five times as long, and twice the memory, for 1 %
}
# What undoes each EXIF orientation (CIPA DC-008, tag 274); 1 is upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise on broken bytes.
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

# Pillow's own limit warns first and raises at twice its size; the limit here is checked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class CleanImage:
    """A picture as it is stored, with its thumbnail (WebP); `width` and `height` in pixels, after orienting."""

    content: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The hexadecimal digest of the stored bytes."""
        return hashlib.sha256(self.content).hexdigest()


def clean_image(stream: BinaryIO, max_bytes: int, allowance: Allowance | None = None) -> CleanImage:
    """Return the picture in the stream, safe to store and to serve.

    Raises:
        TooManyBytesError: there are more than `max_bytes`.
        NotAnImageError: the bytes are of no allowed format.
        TooLongSideError: a side has more than MAX_SIDE pixels.
        TooManyPixelsError: the picture has more than MAX_PIXELS.
        TooManyPixelsTogetherError: it has more than are left of the allowance.
        TooSlowError: the time of the allowance was over before it was read.
        BrokenImageError: it cannot be decoded.
    """
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooManyBytesError
    # Pillow warns of damaged metadata, none of which is kept.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        try:
            return _clean(_open(content, allowance or Allowance()))
        except UnidentifiedImageError as error:
            raise NotAnImageError from error
        except _DECODE_ERRORS as error:
            raise BrokenImageError from error


def _open(content: bytes, allowance: Allowance) -> ImageFile:
    """Read the header alone."""
    image = Image.open(TimedBytes(content, allowance), formats=tuple(MEDIA_TYPES))
    if image.width * image.height > MAX_PIXELS[_media_format(image)]:
        raise TooManyPixelsError
    if max(image.size) > MAX_SIDE:
        raise TooLongSideError
    allowance.spend(image.width * image.height)
    image.decodermaxblock = _READ_BYTES
    return image


def _media_format(image: Image.Image) -> str:
    # An MPO is a JPEG with more behind it, as phones add for depth and brightness; the first is the photo.
    return "JPEG" if image.format == "MPO" else str(image.format)


def _clean(image: Image.Image) -> CleanImage:
    media_format = _media_format(image)
    if _is_large(image):
        image.draft(None, (image.width // 2, image.height // 2))  # a JPEG need never be there in full
    image.load()
    if image.mode == "P" and image.palette is None:  # Pillow takes for granted that such a PNG brought one
        raise BrokenImageError
    turn = _read_turn(image)
    # Under one name, and under none of the caller's: what a step was made from is freed when the step is done.
    if _is_large(image):
        image = _halve(image, media_format)
    if turn is not None:
        image = image.transpose(turn)
    image = _to_stored_mode(image, media_format)
    _forget_metadata(image)
    width, height = image.size
    content = encode(image, media_format, **_SAVE_OPTIONS[media_format])
    thumbnail = draw_thumbnail(image)  # the last step, because it shrinks the picture itself
    return CleanImage(content, thumbnail, MEDIA_TYPES[media_format], width, height)


def _is_large(image: Image.Image) -> bool:
    return image.width * image.height > MAX_STORED_PIXELS


def _read_turn(image: Image.Image) -> Image.Transpose | None:
    """Return how to turn the picture so that it stands as its EXIF says; not at all where that is damaged."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except _DECODE_ERRORS:
        return None
    return _TURNS.get(orientation) if orientation is not None else None


def _halve(image: Image.Image, media_format: str) -> Image.Image:
    """Return the picture at half its width and height, made in bands, because a copy of it takes too much memory."""
    tops = range(0, image.height, _BAND_HEIGHT)
    boxes = [(0, top, image.width, min(top + _BAND_HEIGHT, image.height)) for top in tops]
    bands = [_halve_band(image.crop(box), media_format) for box in boxes]
    half = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for top, band in zip(tops, bands, strict=True):
        half.paste(band, (0, top // 2))
    return half


def _halve_band(band: Image.Image, media_format: str) -> Image.Image:
    band = _to_stored_mode(band, media_format)
    if band.mode != "LA" and band.has_transparency_data:  # one color that is transparent has no half
        return band.convert("RGBA").reduce(2)
    return band.convert({"1": "L", "P": "RGB"}.get(band.mode, band.mode)).reduce(2)


def _to_stored_mode(image: Image.Image, media_format: str) -> Image.Image:
    if image.mode == "I;16":  # 16-bit gray, which Pillow would clip at 255 and so turn white
        image.info.pop("transparency", None)
        return image.point(lambda level: level / 256).convert("L")
    return image if image.mode in _MODES[media_format] else image.convert("RGB")


def _forget_metadata(image: Image.Image) -> None:
    """Leave the pixels, and which color of them is transparent: what else is saved with a picture is in its `info`."""
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}

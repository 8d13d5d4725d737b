"""Pictures from outside, made safe: decoded, oriented, re-encoded without metadata. Pure.

Nothing that the sender says about the bytes is believed: what decodes as JPEG, PNG or WebP is an image, all else not.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from PIL import ExifTags, Image, UnidentifiedImageError

from app.receipts.thumbnails import draw_thumbnail, encode

# The 50-megapixel sensors of today's phones fit. A picture takes 4 bytes a pixel, twice that while it is turned: up to
# 512 MB for a moment.
MAX_PIXELS = 64_000_000
_LOST_BLOCK = bytes(64)  # even a thumbnail of one color has no more than 8 zeros in a row
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}}
_SAVE_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 85, "optimize": True},
    "PNG": {},
    "WEBP": {"quality": 85},
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


class ImageError(Exception):
    """The bytes are no picture that can be kept."""


class NotAnImageError(ImageError):
    """The bytes are not a JPEG, PNG or WebP image."""


class BrokenImageError(ImageError):
    """The bytes begin as an image, but cannot be decoded to the end."""


class TooManyBytesError(ImageError):
    """The file is larger than the limit."""


class TooManyPixelsError(ImageError):
    """The image is larger than MAX_PIXELS."""


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


def clean_image(stream: BinaryIO, max_bytes: int) -> CleanImage:
    """Return the picture in the stream, safe to store and to serve.

    Raises:
        TooManyBytesError: there are more than `max_bytes`.
        NotAnImageError: the bytes are of no allowed format.
        TooManyPixelsError: the picture has more than MAX_PIXELS.
        BrokenImageError: it cannot be decoded.
    """
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooManyBytesError
    # Pillow warns of damaged metadata, none of which is kept.
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        try:
            return _clean(_open(content))
        except UnidentifiedImageError as error:
            raise NotAnImageError from error
        except _DECODE_ERRORS as error:
            raise BrokenImageError from error


def is_whole_thumbnail(content: bytes) -> bool:
    """Tell whether a thumbnail decodes and lacks no block, which a disk leaves as zeros: they decode too."""
    try:
        _open(content).load()
    except (ImageError, *_DECODE_ERRORS):
        return False
    return _LOST_BLOCK not in content


def _open(content: bytes) -> Image.Image:
    """Read the header alone."""
    image = Image.open(io.BytesIO(content), formats=tuple(MEDIA_TYPES))
    if image.width * image.height > MAX_PIXELS:
        raise TooManyPixelsError
    return image


def _clean(image: Image.Image) -> CleanImage:
    # An MPO is a JPEG with more behind it, as phones add for depth and brightness; the first is the photo.
    media_format = "JPEG" if image.format == "MPO" else str(image.format)
    image.load()
    if image.mode == "P" and image.palette is None:  # Pillow takes for granted that such a PNG brought one
        raise BrokenImageError
    # Under one name, and under none of the caller's: what a step was made from is freed when the step is done.
    image = _turn_upright(image)
    image = _to_stored_mode(image, media_format)
    _forget_metadata(image)
    width, height = image.size
    content = encode(image, media_format, **_SAVE_OPTIONS[media_format])
    thumbnail = draw_thumbnail(image)  # the last step, because it shrinks the picture itself
    return CleanImage(content, thumbnail, MEDIA_TYPES[media_format], width, height)


def _turn_upright(image: Image.Image) -> Image.Image:
    """Return the picture as its EXIF says it stands; a picture whose EXIF is damaged stays as it is."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except _DECODE_ERRORS:
        return image
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def _to_stored_mode(image: Image.Image, media_format: str) -> Image.Image:
    if image.mode == "I;16":  # 16-bit gray, which Pillow would clip at 255 and so turn white
        image.info.pop("transparency", None)
        return image.point(lambda level: level / 256).convert("L")
    return image if image.mode in _MODES[media_format] else image.convert("RGB")


def _forget_metadata(image: Image.Image) -> None:
    """Leave the pixels, and which color of them is transparent: what else is saved with a picture is in its `info`."""
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}

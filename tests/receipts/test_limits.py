"""Pictures that are larger than anybody needs: refused, or made smaller before they cost much."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from PIL import Image, ImageChops

from app.receipts.images import clean_image
from app.receipts.limits import (
    MAX_PIXELS,
    MAX_SIDE,
    Allowance,
    BrokenImageError,
    TooLongSideError,
    TooManyPixelsError,
    TooManyPixelsTogetherError,
    TooSlowError,
)
from tests.support.factories import flat_webp
from tests.support.pictures import (
    BLUE,
    MAX_BYTES,
    RED,
    assert_bare,
    clean,
    craft_png,
    decode,
    draw_halves,
    encode,
    exif_with,
    is_near,
    png_chunk,
)

LARGE = (6000, 4002)  # pixels: a little more than 24 million
FAST: dict[str, dict[str, Any]] = {"JPEG": {}, "PNG": {"compress_level": 1}, "WEBP": {"method": 0}}
PALETTE, TRANSPARENT = png_chunk(b"PLTE", bytes(3)), png_chunk(b"tRNS", b"\x00\x00")


@pytest.mark.parametrize("size", [(MAX_SIDE + 1, 1), (1, MAX_SIDE + 1), (1, 64_000_000)])
def test_a_side_that_is_too_long_is_refused_by_the_header_alone(size: tuple[int, int]) -> None:
    with pytest.raises(TooLongSideError):
        clean(craft_png(size, 8, 0))


def test_too_many_pixels_are_refused_by_the_header_alone() -> None:
    with pytest.raises(TooManyPixelsError):
        clean(craft_png((30_000, 30_000), 8, 2))


def test_a_webp_may_have_fewer_pixels_because_its_decoder_takes_more_memory() -> None:
    with pytest.raises(TooManyPixelsError):
        clean(flat_webp(8000, MAX_PIXELS["WEBP"] // 8000 + 1))


def test_as_many_pixels_as_the_limit_go_on_to_be_decoded() -> None:
    with pytest.raises(BrokenImageError):
        clean(craft_png((8000, MAX_PIXELS["PNG"] // 8000), 1, 0))


def test_the_images_of_one_request_share_its_pixels_broken_ones_too() -> None:
    allowance = Allowance(pixels=60)
    with pytest.raises(BrokenImageError):
        clean_image(io.BytesIO(craft_png((5, 5), 8, 0)), MAX_BYTES, allowance)
    with pytest.raises(TooManyPixelsTogetherError):
        clean_image(io.BytesIO(encode(Image.new("L", (6, 6)), "PNG")), MAX_BYTES, allowance)
    assert clean_image(io.BytesIO(encode(Image.new("L", (5, 7)), "PNG")), MAX_BYTES, allowance).height == 7


def test_the_time_for_images_ends_in_the_middle_of_one() -> None:
    started = time.monotonic()
    with pytest.raises(TooSlowError):
        clean_image(io.BytesIO(with_empty_scans(100_000)), MAX_BYTES, Allowance(seconds=0.5))
    assert time.monotonic() - started < 20  # decoded to its end, it takes a minute


def with_empty_scans(count: int) -> bytes:
    """Return a progressive JPEG that has its decoder go through all pixels as often, for 10 bytes each time."""
    content = encode(Image.new("L", (2000, 2000)), "JPEG", progressive=True)
    empty_scan = bytes.fromhex("ffda0008010100013f10")
    return content[:-2] + empty_scan * count + content[-2:]


@pytest.mark.parametrize("file_format", FAST)
def test_a_large_image_is_stored_upright_at_half_its_width_and_height(file_format: str) -> None:
    halves = draw_halves().resize(LARGE, Image.Resampling.NEAREST)
    image = clean(encode(halves, file_format, exif=exif_with(6), **FAST[file_format]))
    stored = decode(image.content)
    assert stored.size == (image.width, image.height) == (2001, 3000)
    assert is_near(stored.getpixel((100, 100)), RED)
    assert is_near(stored.getpixel((100, 2900)), BLUE)
    assert_bare(image.content)


def test_an_image_of_24_megapixels_keeps_them() -> None:
    assert clean(encode(Image.new("L", (6000, 4000)), "JPEG")).width == 6000


def test_a_large_image_is_halved_without_seams() -> None:
    ramp = Image.linear_gradient("L").resize(LARGE, Image.Resampling.BICUBIC)
    stored = decode(clean(encode(ramp, "PNG", compress_level=1)).content)
    assert ImageChops.difference(stored, ramp.reduce(2)).getbbox() is None


@pytest.mark.parametrize(
    ("depth", "color_type", "chunks", "stored_mode"),
    [
        (1, 0, (), "L"),
        (16, 0, (), "L"),
        (16, 0, (TRANSPARENT,), "L"),
        (8, 0, (TRANSPARENT,), "RGBA"),
        (8, 3, (PALETTE,), "RGB"),
        (8, 3, (PALETTE, png_chunk(b"tRNS", b"\x00")), "RGBA"),
        (8, 4, (), "LA"),
        (8, 6, (), "RGBA"),
    ],
)
def test_a_large_png_of_any_mode_keeps_gray_color_and_transparency(
    depth: int, color_type: int, chunks: tuple[bytes, ...], stored_mode: str
) -> None:
    bits = depth * {4: 2, 6: 4}.get(color_type, 1)
    image = clean(craft_png(LARGE, depth, color_type, *chunks, pixels=bytes(1 + LARGE[0] * bits // 8) * LARGE[1]))
    stored = decode(image.content)
    assert (stored.mode, stored.size) == (stored_mode, (3000, 2001))
    assert stored.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0 if stored_mode.endswith("A") else 255)

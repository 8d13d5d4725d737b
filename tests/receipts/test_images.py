from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from app.receipts.images import clean_image
from app.receipts.limits import (
    MAX_SIDE,
    MEDIA_TYPES,
    BrokenImageError,
    ImageError,
    NotAnImageError,
    TooManyBytesError,
)
from app.receipts.thumbnails import THUMBNAIL_MAX_BYTES, THUMBNAIL_SIZE
from tests.support.pictures import (
    BLUE,
    MARK,
    RED,
    WHITE,
    assert_bare,
    clean,
    craft_png,
    decode,
    draw_halves,
    draw_noise,
    encode,
    exif_with,
    is_near,
    png_chunk,
)

FILES = Path(__file__).parent / "samples"
every_format = pytest.mark.parametrize("file_format", MEDIA_TYPES)


@every_format
def test_each_format_is_kept_with_its_size(file_format: str) -> None:
    image = clean(encode(draw_halves(), file_format))
    stored = decode(image.content)
    assert (stored.format, image.media_type) == (file_format, MEDIA_TYPES[file_format])
    assert stored.size == (image.width, image.height) == (48, 32)


@every_format
def test_the_image_looks_as_before(file_format: str) -> None:
    stored = decode(clean(encode(draw_halves(), file_format)).content).convert("RGB")
    assert is_near(stored.getpixel((8, 16)), RED)
    assert is_near(stored.getpixel((40, 16)), BLUE)


def test_the_digest_is_that_of_the_stored_bytes() -> None:
    image = clean(encode(draw_halves(), "PNG"))
    assert image.sha256 == hashlib.sha256(image.content).hexdigest()


@every_format
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        *[(1, (48, 32), (8, 16)), (2, (48, 32), (40, 16)), (3, (48, 32), (40, 16)), (4, (48, 32), (8, 16))],
        *[(5, (32, 48), (16, 8)), (6, (32, 48), (16, 8)), (7, (32, 48), (16, 40)), (8, (32, 48), (16, 40))],
        *[(0, (48, 32), (8, 16)), (9, (48, 32), (8, 16))],
    ],
)
def test_an_image_is_turned_as_its_exif_says(
    file_format: str, orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    image = clean(encode(draw_halves(), file_format, exif=exif_with(orientation)))
    assert (image.width, image.height) == size
    assert is_near(decode(image.content).convert("RGB").getpixel(red_at), RED)
    assert decode(image.thumbnail).size == size


def encode_with_marks(image: Image.Image, file_format: str, orientation: int = 1) -> bytes:
    """Return an image with the mark in all that a file of its format can carry along."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARK.decode())
    text.add_itxt("XML:com.adobe.xmp", MARK.decode(), zip=False)
    along: dict[str, Any] = {"comment": MARK, "icc_profile": MARK, "xmp": MARK, "pnginfo": text, "dpi": (300, 300)}
    return encode(image, file_format, exif=exif_with(orientation), **along)


@every_format
@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_that_came_along_is_stored(file_format: str, orientation: int) -> None:
    sent = encode_with_marks(draw_halves(), file_format, orientation)
    image = clean(sent)
    assert sent.count(MARK) >= 3
    assert_bare(image.content)
    assert_bare(image.thumbnail)


@pytest.mark.parametrize(
    ("mode", "file_format"),
    [
        *[("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "MPO"), ("RGBA", "WEBP")],
        *[(mode, "PNG") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")],
    ],
)
def test_nothing_that_came_along_is_stored_in_any_mode(mode: str, file_format: str) -> None:
    image = clean(encode_with_marks(draw_halves().convert("L" if mode == "I;16" else mode).convert(mode), file_format))
    assert_bare(image.content)
    assert_bare(image.thumbnail)


def test_nothing_that_comes_after_the_pixels_of_a_png_is_stored() -> None:
    content = encode(draw_halves(), "PNG")
    end = content.index(b"IEND") - 4
    image = clean(content[:end] + png_chunk(b"tEXt", b"Comment\0" + MARK) + content[end:])
    assert_bare(image.content)
    assert_bare(image.thumbnail)


@every_format
def test_what_is_hidden_behind_an_image_disappears(file_format: str) -> None:
    image = clean(encode(draw_halves(), file_format) + b"<script>alert(1)</script>")
    assert b"script" not in image.content + image.thumbnail


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_keeps_its_mode(mode: str) -> None:
    assert decode(clean(encode(draw_halves().convert(mode), "PNG")).content).mode == mode


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA"])
def test_a_webp_of_any_mode_works(mode: str) -> None:
    image = clean(encode(draw_halves().convert(mode), "WEBP"))
    assert decode(image.content).size == (48, 32)


@pytest.mark.parametrize(("mode", "stored_mode"), [("L", "L"), ("CMYK", "RGB")])
def test_a_gray_or_cmyk_jpeg_works(mode: str, stored_mode: str) -> None:
    image = clean(encode(draw_halves().convert(mode), "JPEG"))
    assert decode(image.content).mode == stored_mode
    assert decode(image.thumbnail).size == (48, 32)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_a_transparent_image_stays_so_with_a_thumbnail_on_white(file_format: str) -> None:
    image = clean(encode(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), file_format))
    assert decode(image.content).getpixel((20, 20)) == (0, 0, 0, 0)
    assert decode(image.thumbnail).mode == "RGB"
    assert is_near(decode(image.thumbnail).getpixel((20, 20)), WHITE)


@pytest.mark.parametrize(
    "content",
    [
        encode(Image.new("P", (4, 4)), "PNG", transparency=0),
        encode(Image.new("P", (4, 4)), "PNG", transparency=b"\x00\x80"),
        encode(Image.new("L", (4, 4)), "PNG", transparency=0),
        encode(Image.new("1", (4, 4)), "PNG", transparency=0),
        encode(Image.new("RGB", (4, 4)), "PNG", transparency=(0, 0, 0)),
    ],
    ids=["palette", "half-transparent palette", "gray", "black and white", "color"],
)
def test_an_image_with_one_transparent_color_keeps_it(content: bytes) -> None:
    image = clean(content)
    assert decode(image.content).convert("RGBA").getpixel((1, 1)) == (0, 0, 0, 0)
    assert is_near(decode(image.thumbnail).getpixel((1, 1)), WHITE)


@pytest.mark.parametrize("chunks", [(), (png_chunk(b"tRNS", b"\x9c\x40"),)], ids=["opaque", "with a transparent gray"])
def test_sixteen_bit_gray_is_scaled_and_not_clipped_to_white(chunks: tuple[bytes, ...]) -> None:
    pixels = (b"\x00" + b"\x9c\x40" * 4) * 4
    stored = decode(clean(craft_png((4, 4), 16, 0, *chunks, pixels=pixels)).content)
    assert stored.getpixel((0, 0)) == 0x9C
    assert "transparency" not in stored.info


def test_sixteen_bit_color_works() -> None:
    pixels = (b"\x00" + b"\x9c\x40\x00\x00\xff\xff" * 4) * 4
    image = clean(craft_png((4, 4), 16, 2, pixels=pixels))
    assert decode(image.content).getpixel((0, 0)) == (0x9C, 0, 0xFF)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_of_an_animation_the_first_image_is_kept(file_format: str) -> None:
    others = [Image.new("RGB", (48, 32), BLUE)]
    image = clean(encode(Image.new("RGB", (48, 32), RED), file_format, save_all=True, append_images=others))
    stored = decode(image.content)
    assert getattr(stored, "n_frames", 1) == 1
    assert is_near(stored.convert("RGB").getpixel((24, 16)), RED)


def test_of_a_phones_jpeg_with_images_behind_it_the_first_is_kept() -> None:
    sent = encode(draw_halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    stored = decode(clean(sent).content)
    assert decode(sent).format == "MPO"
    assert (stored.format, stored.size) == ("JPEG", (48, 32))


@every_format
@pytest.mark.parametrize(
    "exif",
    [
        exif_with(6).tobytes()[:-40],
        exif_with(6).tobytes()[:24],
        exif_with(6).tobytes()[:16],
        b"Exif\x00\x00MM\x00*",
        b"Exif\x00\x00not a TIFF header",
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff",
    ],
)
def test_damaged_exif_does_not_cost_the_image(file_format: str, exif: bytes) -> None:
    image = clean(encode(draw_halves(), file_format, exif=exif))
    assert sorted((image.width, image.height)) == [32, 48]


def test_a_damaged_animation_does_not_cost_the_image() -> None:
    frames = png_chunk(b"acTL", struct.pack(">II", 0, 0))
    assert clean(craft_png((1, 1), 8, 0, frames, pixels=b"\x00\x00")).width == 1


@pytest.mark.parametrize("size", [(1, 1), (1, MAX_SIDE), (MAX_SIDE, 1), *[(256, 320), (257, 321), (3000, 2000)]])
def test_a_thumbnail_is_a_webp_that_fits_its_frame(size: tuple[int, int]) -> None:
    thumbnail = decode(clean(encode(Image.new("RGB", size, RED), "PNG")).thumbnail)
    assert thumbnail.format == "WEBP"
    assert thumbnail.width <= THUMBNAIL_SIZE[0]
    assert thumbnail.height <= THUMBNAIL_SIZE[1]


@pytest.mark.parametrize("size", [(256, 320), (180, 240), (1024, 1280)])
def test_a_thumbnail_of_noise_is_small_as_well(size: tuple[int, int]) -> None:
    assert len(clean(encode(draw_noise(*size), "PNG")).thumbnail) <= THUMBNAIL_MAX_BYTES


def test_a_rough_thumbnail_loses_no_more_than_it_has_to() -> None:
    rough = draw_noise(40, 50).resize((512, 640), Image.Resampling.BICUBIC)
    thumbnail = clean(encode(rough, "PNG")).thumbnail
    assert len(encode(rough.resize(THUMBNAIL_SIZE), "WEBP", quality=72)) > THUMBNAIL_MAX_BYTES
    assert THUMBNAIL_MAX_BYTES // 2 < len(thumbnail) <= THUMBNAIL_MAX_BYTES
    assert decode(thumbnail).size == THUMBNAIL_SIZE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"<!doctype html><title>photo.jpg</title><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"%PDF-1.7\n",
        b"RIFF\x00\x00\x00\x00WAVE",
        *(encode(draw_halves(), name) for name in ("ICO", "PPM", "JPEG2000")),
    ],
)
def test_what_has_no_format_that_is_taken_is_no_image(content: bytes) -> None:
    with pytest.raises(NotAnImageError):
        clean(content)


@pytest.mark.parametrize("file_format", ["AVIF", "GIF", "TIFF", "BMP"])
def test_other_formats_become_a_jpeg(file_format: str) -> None:
    image = clean(encode(draw_halves(), file_format))
    stored = decode(image.content)
    assert (stored.format, image.media_type, stored.size) == ("JPEG", "image/jpeg", (48, 32))
    assert is_near(stored.getpixel((8, 16)), RED)
    assert is_near(stored.getpixel((40, 16)), BLUE)


def test_the_photo_of_an_iphone_becomes_a_jpeg_without_its_place() -> None:
    content = (FILES / "photo.heic").read_bytes()
    image = clean(content)
    stored = decode(image.content)
    assert MARK in content
    assert_bare(image.content)
    assert (stored.format, stored.size) == ("JPEG", (480, 320))
    assert is_near(stored.getpixel((80, 160)), RED)


@pytest.mark.parametrize("file_format", ["AVIF", "GIF", "TIFF"])
def test_of_several_pictures_in_a_file_the_first_is_taken(file_format: str) -> None:
    others = [Image.new("RGB", (48, 32), BLUE)]
    image = clean(encode(draw_halves(), file_format, save_all=True, append_images=others))
    assert is_near(decode(image.content).getpixel((8, 16)), RED)


@pytest.mark.parametrize("file_format", ["AVIF", "TIFF"])
def test_what_shines_through_is_white_in_a_jpeg(file_format: str) -> None:
    image = clean(encode(Image.new("RGBA", (48, 32), (0, 0, 0, 0)), file_format))
    assert is_near(decode(image.content).getpixel((24, 16)), WHITE)


@pytest.mark.parametrize("orientation", [3, 6])
@pytest.mark.parametrize("file_format", ["AVIF", "TIFF"])
def test_other_formats_are_turned_as_their_exif_says(file_format: str, orientation: int) -> None:
    image = clean(encode(draw_halves(), file_format, exif=exif_with(orientation)))
    red_at, size = {3: ((40, 16), (48, 32)), 6: ((16, 8), (32, 48))}[orientation]
    assert (image.width, image.height) == size
    assert is_near(decode(image.content).getpixel(red_at), RED)
    assert_bare(image.content)


@pytest.mark.parametrize("part", [0.4, 0.6, 0.95])
@pytest.mark.parametrize("file_format", ["HEIF", "AVIF", "GIF", "TIFF", "BMP"])
def test_an_incomplete_file_of_another_format_is_refused(file_format: str, part: float) -> None:
    heic = (FILES / "photo.heic").read_bytes()
    content = heic if file_format == "HEIF" else encode(draw_noise(64, 64), file_format)
    with pytest.raises(ImageError):
        clean(content[: int(len(content) * part)])


@every_format
@pytest.mark.parametrize("part", [0.4, 0.6, 0.8, 0.95])
def test_an_image_that_stops_halfway_is_broken(file_format: str, part: float) -> None:
    content = encode(draw_noise(96, 96), file_format)
    with pytest.raises(BrokenImageError):
        clean(content[: int(len(content) * part)])


@pytest.mark.parametrize(
    "content",
    [
        craft_png((4, 4), 8, 0),
        craft_png((4, 4), 8, 3, pixels=bytes(20)),
        craft_png((4, 4), 8, 2, png_chunk(b"tRNS", b"\x00"), pixels=bytes(52)),
        craft_png((4, 4), 8, 0, png_chunk(b"zTXt", b"bomb\0\0" + zlib.compress(bytes(9_000_000))), pixels=bytes(20)),
    ],
    ids=["no pixels", "no palette", "cut transparency", "text bomb"],
)
def test_a_png_with_a_broken_part_is_broken(content: bytes) -> None:
    with pytest.raises(BrokenImageError):
        clean(content)


def test_a_file_of_exactly_the_limit_is_kept_and_one_byte_more_is_not() -> None:
    content = encode(draw_halves(), "PNG")
    assert clean_image(io.BytesIO(content), len(content)).width == 48
    with pytest.raises(TooManyBytesError):
        clean_image(io.BytesIO(content), len(content) - 1)


SAMPLES = [
    encode(draw_halves(), "JPEG", exif=exif_with(6), comment=MARK),
    encode(draw_halves(), "JPEG", progressive=True),
    encode(draw_halves(), "MPO", save_all=True, append_images=[draw_halves()]),
    encode(draw_halves(), "PNG", exif=exif_with(6)),
    encode(draw_halves().convert("P"), "PNG", transparency=0),
    encode(draw_halves(), "PNG", save_all=True, append_images=[draw_noise(48, 32)]),
    encode(draw_halves(), "WEBP", exif=exif_with(6), xmp=MARK),
    encode(draw_halves().convert("RGBA"), "WEBP", lossless=True),
]


def assert_clean_or_refused(content: bytes) -> None:
    try:
        image = clean(content)
    except ImageError:
        return
    assert decode(image.content).size == (image.width, image.height)
    assert len(image.thumbnail) <= THUMBNAIL_MAX_BYTES


@settings(deadline=None, max_examples=60)
@given(
    begin=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\x00\x00\x00WEBPVP8 "]),
    rest=st.binary(),
)
def test_any_bytes_are_an_image_or_an_image_error(begin: bytes, rest: bytes) -> None:
    assert_clean_or_refused(begin + rest)


@settings(deadline=None, max_examples=60)
@given(
    sample=st.sampled_from(SAMPLES),
    edits=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 255)), min_size=1, max_size=6),
    end=st.none() | st.integers(1, 1000),
)
def test_a_mutated_image_is_an_image_or_an_image_error(
    sample: bytes, edits: list[tuple[int, int]], end: int | None
) -> None:
    content = bytearray(sample)
    for position, value in edits:
        content[position % len(content)] = value
    assert_clean_or_refused(bytes(content[:end]))

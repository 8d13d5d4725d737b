from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from app.receipts.accepting import accept_image
from app.receipts.bare import is_bare
from app.receipts.limits import Allowance, BrokenImageError, NotAnImageError, TooLongSideError, TooManyPixelsError
from tests.support.factories import flat_webp, picture
from tests.support.pictures import clean, craft_png, decode, draw_noise, encode
from tests.support.receipts import MARKET, print_paper

MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
FORMATS = ("JPEG", "PNG", "WEBP")


def draw(mode: str) -> Image.Image:
    noise = draw_noise(40, 60).convert(mode)
    if mode == "RGBA":
        noise.putalpha(128)
    return noise


def text_chunk() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x")
    return info


STORED = {
    f"{mode} {media_format}": clean(encode(draw(mode), media_format)).content
    for mode in MODES
    for media_format in FORMATS
    if not (media_format == "JPEG" and mode in {"LA", "P", "RGBA"})
}
MORE_THAN_AN_IMAGE = {
    "EXIF": picture("JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"),
    "comment": picture("JPEG", comment=b"x"),
    "profile": picture("JPEG", icc_profile=b"x" * 200),
    "CMYK": encode(draw_noise(20, 20).convert("CMYK"), "JPEG"),
    "behind JPEG": picture("JPEG") + b"x",
    "text in PNG": picture("PNG", pnginfo=text_chunk()),
    "behind PNG": picture("PNG") + b"x",
    "EXIF in WebP": picture("WEBP", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"),
    "behind WebP": picture("WEBP") + b"x",
    "no image": b"<svg/>",
    "nothing": b"",
}


@pytest.mark.parametrize("content", STORED.values(), ids=STORED)
def test_what_is_stored_keeps_its_bytes(content: bytes) -> None:
    image = accept_image(content, Allowance())
    assert image.content == content
    assert (image.width, image.height) == (40, 60)
    assert decode(image.thumbnail).size == (40, 60)


@pytest.mark.parametrize("content", MORE_THAN_AN_IMAGE.values(), ids=MORE_THAN_AN_IMAGE)
def test_what_carries_more_is_not_bare(content: bytes) -> None:
    assert not is_bare(content)


@pytest.mark.parametrize("name", [name for name in MORE_THAN_AN_IMAGE if not name.startswith("no")])
def test_what_carries_more_is_cleaned(name: str) -> None:
    image = accept_image(MORE_THAN_AN_IMAGE[name], Allowance())
    assert image.content != MORE_THAN_AN_IMAGE[name]
    assert is_bare(image.content)


@pytest.mark.parametrize("content", STORED.values(), ids=STORED)
def test_what_was_cut_is_not_bare(content: bytes) -> None:
    assert not any(is_bare(content[:length]) for length in range(0, len(content), 7))


def test_a_progressive_jpeg_is_bare_too() -> None:
    content = picture("JPEG", progressive=True)
    assert is_bare(content)
    assert accept_image(content, Allowance()).content == content


@pytest.mark.parametrize("scale", [1, 5])  # the larger one has 12 megapixels and is decoded at half its size
def test_the_code_is_found_in_an_image_that_keeps_its_bytes(scale: int) -> None:
    paper = print_paper(MARKET)
    content = encode(paper.resize((paper.width * scale, paper.height * scale)), "JPEG", quality=85)
    image = accept_image(content, Allowance())
    assert image.content == content
    assert image.code
    assert image.code.payload == MARKET.code


def test_an_animation_is_not_bare() -> None:
    frames = [draw_noise(20, 20), Image.new("RGB", (20, 20))]
    target = io.BytesIO()
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    assert not is_bare(target.getvalue())


def test_a_photo_that_is_larger_than_stored_ones_is_halved() -> None:
    image = accept_image(encode(Image.new("L", (6000, 4500)), "PNG"), Allowance())
    assert (image.width, image.height) == (3000, 2250)


def test_a_mode_that_is_not_stored_is_converted() -> None:
    content = encode(Image.new("I;16", (20, 20)), "PNG")
    assert is_bare(content)
    assert decode(accept_image(content, Allowance()).content).mode == "L"


def test_limits_hold_for_bare_images() -> None:
    with pytest.raises(TooManyPixelsError):
        accept_image(flat_webp(16_000, 16_000), Allowance())
    with pytest.raises(TooLongSideError):
        accept_image(encode(Image.new("1", (17_000, 2)), "PNG"), Allowance())


def test_an_image_that_looks_whole_and_is_not_is_refused() -> None:
    content = picture("PNG")
    data = content.index(b"IDAT")
    with pytest.raises(BrokenImageError):
        accept_image(content[: data + 4] + bytes(len(content) - data - 16) + content[-12:], Allowance())
    with pytest.raises(NotAnImageError):
        accept_image(b"<svg/>", Allowance())
    with pytest.raises(BrokenImageError):
        accept_image(craft_png((4, 4), 8, 3, pixels=bytes(20)), Allowance())  # without the palette that it needs

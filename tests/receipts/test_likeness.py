"""The same paper is known again, however it is photographed; another one is not taken for it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.receipts.likeness import SAME_PICTURE, SIGNATURE_BYTES, find_most_alike, sign_picture
from app.receipts.thumbnails import draw_thumbnail
from tests.support.pictures import decode, draw_noise, encode
from tests.support.receipts import INN, MARKET, PHARMACY, STATIONER, print_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.receipts import Paper

PAPERS = (MARKET, INN, PHARMACY, STATIONER)
BLANK = Image.new("RGB", (300, 400), "white")


def crop(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((width * 5 // 100, height * 3 // 100, width * 98 // 100, height * 94 // 100))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "unchanged": Image.Image.copy,
    "cropped": crop,
    "scaled": lambda image: image.resize((image.width * 45 // 100, image.height * 45 // 100)),
    "brighter": lambda image: image.point(lambda level: min(255, level * 5 // 4)),
    "darker": lambda image: image.point(lambda level: level * 7 // 10),
    "turned left": lambda image: image.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
    "turned right": lambda image: image.rotate(-2, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
    "JPEG 60": lambda image: decode(encode(image, "JPEG", quality=60)),
}


@cache
def signature_of(paper: Paper) -> bytes:
    return sign_picture(draw_thumbnail(print_paper(paper).convert("RGB")))


def find(image: Image.Image, *signatures: bytes) -> tuple[int, float]:
    found = find_most_alike(draw_thumbnail(image.convert("RGB")), signatures)
    assert found
    return found


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("place", range(len(PAPERS)))
def test_a_changed_picture_is_found_among_others(place: int, change: Callable[[Image.Image], Image.Image]) -> None:
    found, likeness = find(change(print_paper(PAPERS[place])), *map(signature_of, PAPERS))
    assert found == place
    assert SAME_PICTURE <= likeness <= 1.0001


@pytest.mark.parametrize("place", range(len(PAPERS)))
def test_other_papers_are_not_the_same(place: int) -> None:
    others = [signature_of(paper) for paper in PAPERS if paper is not PAPERS[place]]
    assert find(print_paper(PAPERS[place]), *others)[1] < SAME_PICTURE


def test_a_paper_turned_upside_down_is_another_picture() -> None:
    assert find(print_paper(MARKET).rotate(180), signature_of(MARKET))[1] < SAME_PICTURE


def test_a_crop_of_a_third_is_not_looked_for_without_end() -> None:
    large_spots = draw_noise(4, 4).resize((600, 600), Image.Resampling.BICUBIC)
    signature = sign_picture(draw_thumbnail(large_spots.copy()))
    assert find(large_spots.crop((210, 0, 600, 600)), signature)[1] < SAME_PICTURE


def test_nothing_is_found_among_none() -> None:
    assert find_most_alike(draw_thumbnail(BLANK.copy()), []) is None


def test_a_blank_page_is_like_nothing_not_even_itself() -> None:
    blank = sign_picture(draw_thumbnail(BLANK.copy()))
    assert blank == bytes(SIGNATURE_BYTES)
    assert find(BLANK.copy(), blank, signature_of(MARKET))[1] < SAME_PICTURE
    assert find(print_paper(MARKET), blank)[1] < SAME_PICTURE


def test_among_thousands_the_one_is_found() -> None:
    noise = draw_noise(64, 64 * 7).tobytes()
    many = [noise[start : start + SIGNATURE_BYTES] for start in range(0, 2100 * 16, 16)]
    found, likeness = find(crop(print_paper(INN)), *many, signature_of(INN))
    assert (found, likeness >= SAME_PICTURE) == (len(many), True)

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from app.reading.codes.reader import first_code
from app.reading.codes.scanner import scan_codes
from tests.reading.codes.payloads import AUSTRIAN, KNOWN, PAYMENT_SLIP, TRANSFER, croatian, serbian
from tests.reading.codes.test_reader import NOON

QR, PDF417 = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.PDF417


def draw_code(payload: str, code_format: zxingcpp.BarcodeFormat = QR, scale: int = 4) -> Image.Image:
    code = zxingcpp.create_barcode(payload, code_format)
    return Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True))


def paper_with(*codes: Image.Image, size: tuple[int, int] = (1200, 1600), mode: str = "L") -> Image.Image:
    """Return a white page with codes one below the other."""
    paper = Image.new("L", size, 250)
    for place, code in enumerate(codes):
        paper.paste(code, (60, 60 + place * size[1] // len(codes)))
    return paper.convert(mode)


@pytest.mark.parametrize("payload", KNOWN, ids=lambda payload: payload[:12])
def test_the_code_of_each_family_is_found(payload: str) -> None:
    assert scan_codes(paper_with(draw_code(payload))) == [payload]


def test_a_payment_slip_has_a_long_code() -> None:
    assert scan_codes(paper_with(draw_code(PAYMENT_SLIP, PDF417, 3))) == [PAYMENT_SLIP]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_a_code_is_found_in_a_picture_of_any_mode(mode: str) -> None:
    assert scan_codes(paper_with(draw_code(AUSTRIAN), mode=mode)) == [AUSTRIAN]


@pytest.mark.parametrize("degrees", [7, 90, 143, 180, 270])
def test_a_code_is_found_at_any_angle(degrees: int) -> None:
    turned = paper_with(draw_code(croatian("12,50"), scale=5)).rotate(degrees, fillcolor=250, expand=True)
    assert scan_codes(turned) == [croatian("12,50")]


def test_a_code_is_found_in_the_photo_of_a_phone() -> None:
    assert scan_codes(paper_with(draw_code(croatian("12,50"), scale=12), size=(3000, 4000))) == [croatian("12,50")]


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (1, 5000), (8000, 3), (40, 40)])
def test_a_picture_without_a_code_has_none(size: tuple[int, int]) -> None:
    assert scan_codes(Image.new("RGB", size, "white")) == []


def test_other_kinds_of_codes_are_no_matter() -> None:
    assert scan_codes(paper_with(draw_code("3850108039290", zxingcpp.BarcodeFormat.EAN13))) == []


def test_of_two_codes_the_one_of_the_receipt_counts() -> None:
    payloads = scan_codes(paper_with(draw_code(TRANSFER), draw_code("https://example.com"), draw_code(AUSTRIAN)))
    code = first_code(payloads)
    assert len(payloads) == 3
    assert code is not None
    assert (code.payload, code.facts.country) == (AUSTRIAN, "AT")


def test_no_code_that_is_understood_is_none() -> None:
    assert first_code(["https://example.com", serbian(1, NOON, kind=3)]) is None

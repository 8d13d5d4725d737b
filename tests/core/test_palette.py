from __future__ import annotations

import pytest

from app.core.palette import PALETTE, contrast_ratio

BACKGROUNDS = ("#ffffff", "#faf8f5", "#1c2126", "#14171a")  # of both themes


def test_each_color_can_be_told_from_the_page_in_both_themes() -> None:
    pairs = [(name, background) for name in PALETTE for background in BACKGROUNDS]
    assert [pair for pair in pairs if contrast_ratio(PALETTE[pair[0]], pair[1]) < 3] == []


def test_no_two_categories_colors_are_alike() -> None:
    assert len(set(PALETTE.values())) == len(PALETTE)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)


def test_a_color_has_no_contrast_to_itself() -> None:
    assert {contrast_ratio(color, color) for color in PALETTE.values()} == {1}


def test_contrast_is_the_same_both_ways() -> None:
    assert contrast_ratio("#3f7fd9", "#ffffff") == contrast_ratio("#ffffff", "#3f7fd9")


@pytest.mark.parametrize(
    ("color", "ratio"), [("#777777", 4.48), ("#767676", 4.54), ("#ff0000", 4.00), ("#0a0a0a", 19.80)]
)
def test_the_contrast_to_white_is_that_of_the_wcag(color: str, ratio: float) -> None:
    assert contrast_ratio(color, "#ffffff") == pytest.approx(ratio, abs=0.005)

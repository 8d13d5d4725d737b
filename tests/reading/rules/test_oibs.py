from __future__ import annotations

import pytest

from app.reading.rules.oibs import find_oibs, is_oib


@pytest.mark.parametrize("text", ["OIB: 29955634590", "oib:29955634590", "OIB 2995563459O", "Konzum 29955634590"])
def test_a_tax_number_is_found(text: str) -> None:
    assert find_oibs([text]) == ["29955634590"]


@pytest.mark.parametrize("text", ["OIB: 29955634591", "029955634590", "2995563459", "29955 634590"])
def test_what_is_none_is_not_found(text: str) -> None:
    assert find_oibs([text]) == []


def test_the_order_is_that_of_the_text_without_repetition() -> None:
    texts = ["OIB: 29955634590", "Kupac OIB: 62226620908", "29955634590"]
    assert find_oibs(texts) == ["29955634590", "62226620908"]


def test_the_check_digit_decides() -> None:
    assert [last for last in range(10) if is_oib(f"2995563459{last}")] == [0]

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.amounts import find_amounts, find_broken_amounts, find_whole_amounts


def cents_in(text: str) -> list[int]:
    return [-amount.cents if amount.is_negative else amount.cents for amount in find_amounts(text)]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,50", [1250]),
        ("12.50", [1250]),
        ("1.234,50", [123_450]),
        ("1,234.50", [123_450]),
        ("1 234,50", [123_450]),
        ("1'234.50", [123_450]),
        ("EUR 12,50", [1250]),
        ("12,50€", [1250]),
        ("RM12.50", [1250]),
        ("€ 12 , 50", [1250]),
        ("-12,50", [-1250]),
        ("12,50-", [-1250]),
        ("(12,50)", [-1250]),
        ("EUR -12,50", [-1250]),
        ("S5.5O", [550]),
        ("l2.OO", [1200]),
        ("2 x 1,25  2,50", [125, 250]),
    ],
)
def test_amounts_are_written_and_misread_in_many_ways(text: str, cents: list[int]) -> None:
    assert cents_in(text) == cents


@pytest.mark.parametrize(
    "text", ["25,00%", "12.03.2026", "12,03/5", "1,234", "12,505", "SO.SO", "", "14:32", "9999999,99 9", "1000001,00"]
)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert cents_in(text) == []


@pytest.mark.parametrize("text", ["UKUPNO 52-00", "UKUPNO 52:00", "UKUPNO 52  00", "UKUPNO 52;00.", "UKUPNO 52 00"])
def test_the_mark_of_a_total_may_be_misread(text: str) -> None:
    assert [amount.cents for amount in find_broken_amounts(text)] == [5200]


def test_a_row_without_such_an_amount_has_none() -> None:
    assert find_broken_amounts("UKUPNO 3 kom") == []


def test_a_whole_amount_stands_beside_its_currency() -> None:
    assert [amount.cents for amount in find_whole_amounts("TOTAL RM 15")] == [1500]
    assert find_whole_amounts("TOTAL 15") == []


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    for amount in (*find_amounts(text), *find_broken_amounts(text), *find_whole_amounts(text)):
        assert 0 <= amount.start < amount.end <= len(text)


@given(st.integers(0, 10**8), st.sampled_from([",", "."]))
def test_every_amount_comes_back(cents: int, mark: str) -> None:
    assert cents_in(f"{cents // 100}{mark}{cents % 100:02}") == [cents]

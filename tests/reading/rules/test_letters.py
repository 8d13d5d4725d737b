from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.letters import holds, letters, plain, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Đurđevac, Čakovec", "DURDEVAC, CAKOVEC"), ("Straße", "STRASSE"), ("Łódź", "LODZ"), ("total", "TOTAL")],
)
def test_marks_and_case_are_gone(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("T0TAL: ", "TOTAL"), ("5UMA 1", "SUMAI"), ("| znos", "IZNOS")])
def test_digits_that_look_like_letters_are_letters(text: str, expected: str) -> None:
    assert letters(text) == expected


def test_words_stand_by_themselves() -> None:
    assert words("Za platiti: 12,50") == {"ZA", "PLATITI", "I", "SO"}


@pytest.mark.parametrize("text", ["UKUPNO", "XUKUPNOX", "UKUPMO", "UKUNO", "UKUUPNO", "UKUPN", "JKUPNO", "UKUPNQ"])
def test_a_long_word_is_found_with_one_error(text: str) -> None:
    assert holds(text, "UKUPNO")


@pytest.mark.parametrize(
    ("text", "word"),
    [("TOTTAL", "CHANGE"), ("KVPNO", "UKUPNO"), ("CASK", "CASH"), ("", "UKUPNO"), ("AKUPNA", "UKUPNO")],
)
def test_two_errors_or_one_in_a_short_word_are_too_much(text: str, word: str) -> None:
    assert not holds(text, word)


def test_errors_are_looked_for_in_short_texts_alone() -> None:
    assert holds("X" * 80 + "UKUPNO", "UKUPNO")
    assert not holds("X" * 80 + "UKUPMO", "UKUPNO")


@given(st.text(max_size=60), st.sampled_from(["UKUPNO", "SUBTOTAL"]))
def test_any_text_can_be_searched(text: str, word: str) -> None:
    holds(letters(text), word)

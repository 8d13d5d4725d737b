from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.label_words import Label
from app.reading.rules.labels import find_labels, main_label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("UKUPNO EUR", Label.TOTAL),
        ("UKUPN0:", Label.TOTAL),
        ("Iznos", Label.TOTAL),
        ("IZNOS EUR", Label.TOTAL),
        ("SUMME", Label.TOTAL),
        ("ZA PLATITI", Label.PAYABLE),
        ("Ukupan iznos", Label.PAYABLE),
        ("SVEUKUPNO", Label.PAYABLE),
        ("GRAND TOTAL", Label.PAYABLE),
        ("Amount due", Label.PAYABLE),
        ("UKUPNO S PDV", Label.WITH_TAX),
        ("Total (incl GST)", Label.WITH_TAX),
        ("incl GST", Label.WEAK),
        ("ROUNDED TOTAL", Label.ROUNDED),
        ("Rounding adj", Label.ROUNDING),
        ("Total rounding", Label.ROUNDED),
        ("GOTOVINA", Label.PAID),
        ("VISA", Label.PAID),
        ("Povrat", Label.CHANGE),
        ("ZA VRATITI", Label.CHANGE),
        ("CHANGE", Label.CHANGE),
        ("CHANGI", Label.CHANGE),
        ("OSTATAK", Label.CHANGE),
        ("MEĐUZBROJ", Label.SUBTOTAL),
        ("SUB-TOTAL", Label.SUBTOTAL),
        ("Total excl. GST", Label.SUBTOTAL),
        ("Total supplies", Label.SUBTOTAL),
        ("Supplies payable", Label.PAYABLE),
        ("PDV 25%", Label.TAX),
        ("GST included", Label.TAX),
        ("UKUPNO PDV", Label.COUNT),
        ("Ukupna ušteda", Label.COUNT),
        ("TOTAL QTY", Label.COUNT),
        ("POPUST 10%", Label.DISCOUNT),
        ("Popust ukupno", Label.DISCOUNT),
        ("Cijena", Label.WEAK),
        ("EXCHANGE", None),
        ("Returnable", None),
        ("Mlijeko", None),
        ("12,50", None),
        ("", None),
    ],
)
def test_words_say_what_an_amount_is(text: str, label: Label | None) -> None:
    assert main_label(find_labels(text)) is label


def test_a_long_text_is_not_looked_at_again() -> None:
    assert find_labels("TOIAI " + 30 * "Z") == frozenset()


def test_a_charge_is_no_change() -> None:
    assert Label.CHANGE not in find_labels("SERVICE CHARGE")


@pytest.mark.parametrize(
    ("text", "label"), [("TOIAI", Label.TOTAL), ("SUBIOTAI", Label.SUBTOTAL), ("ZAPIATITl", Label.PAYABLE)]
)
def test_letters_that_engines_confuse_are_one(text: str, label: Label) -> None:
    assert main_label(find_labels(text)) is label


@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    main_label(find_labels(text))

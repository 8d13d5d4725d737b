from __future__ import annotations

import pytest

from app.reading.rules.totals import find_totals
from tests.reading.pages import rows_of

CROATIAN = """
#KONZUM plus d.o.o.
Ulica Marijana Čavića 1a, 10000 Zagreb
OIB: 29955634590
Datum: 07.03.2026.  14:32
Mlijeko svježe 1L       1,49
Kruh bijeli 500g        2,30
Sapun tekući            8,71
UKUPNO EUR             12,50
GOTOVINA               20,00
POVRAT                  7,50
PDV%   Osnovica     Iznos PDV
25%       10,00          2,50
"""


def best(text: str) -> int | None:
    totals = find_totals(rows_of(text))
    return totals[0].cents if totals else None


def test_the_total_of_a_receipt_is_found_with_its_place() -> None:
    totals = find_totals(rows_of(CROATIAN))
    assert totals[0].cents == 1250
    assert totals[0].candidate.piece.text == "12,50"
    assert totals[0].score > totals[1].score + 6


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("Kava  1,80\nVoda  1,20\nUKUPNO  3,00", 300),
        ("UKUPNO  30,00\nPopust  -3,00\nZA PLATITI  27,00", 2700),
        ("MEĐUZBROJ  30,00\nUKUPNO  27,00", 2700),
        ("Subtotal  10,00\nTax  0,60\nTotal  10,60", 1060),
        ("Total  10,62\nRounding  -0,02\nRounded total  10,60\nCash  20,00\nChange  9,40", 1060),
        ("Total  10,62\nCash  10,60\nRounding adj  -0,02", 1060),
        ("Kava  3,00\nCash  10,00\nChange  7,00", 300),
        ("Cash  10,00\nChange  0,00\nKava  10,00", 1000),
        ("Total  10,00\nService charge  1,00\nGST  0,66\nGrand total  11,66", 1166),
        ("Kava  3,00\nVISA  3,00", 300),
        ("UKUPNO  52-00\nKava  4,00", 5200),
        ("TOTAL RM 15\nItem  4,00", 1500),
        ("UKUPNO\n3,00\nKava  9,00", 300),
        ("3,00  UKUPNO\nKava  9,00", 300),
        ("UKUPNO ARTIKALA  3,00\nIZNOS  9,00", 900),
        ("UKUPNO  9,00\nUKUPNO PDV  1,80\nUkupna ušteda  22,00", 900),
        ("UKUPNO  9,00\nTečaj 1 EUR = 7,53", 900),
        ("Rounding  9,00\nTotal  9,02", 900),
        ("Subtotal  10,00\nGST  0,62\nRounding  -0,02\nTotal  10,60\nItem  88,00", 1060),
        ("Subtotal  10,00\nService  1,00\nGST  0,66\nTotal  11,66\nItem  88,00", 1166),
        ("Total (excl. GST)  9,00\nTotal GST  0,54\nTotal (incl. GST)  9,54", 954),
        ("UKUPNO  12,00\nUKUPNO  12,00\nSVE  30,00", 1200),
    ],
)
def test_the_words_and_the_arithmetic_decide(text: str, cents: int) -> None:
    assert best(text) == cents


@pytest.mark.parametrize("text", ["", "Hvala na kupnji", "UKUPNO  0,00"])
def test_without_an_amount_there_is_no_total(text: str) -> None:
    assert best(text) is None


def test_what_was_given_is_no_total() -> None:
    cents = [total.cents for total in find_totals(rows_of("UKUPNO  12,50\nGotovina  20,00\nPovrat  7,50"))]
    assert cents == [1250, 2000, 750]


def test_taller_letters_count() -> None:
    assert best("UKUPNO  12,50\n#UKUPNO  13,00") == 1300


def test_an_amount_of_millions_is_rarely_a_total() -> None:
    assert [total.cents for total in find_totals(rows_of("12,50\n90000,00"))] == [1250, 9_000_000]

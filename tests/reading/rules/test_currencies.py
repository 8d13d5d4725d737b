from __future__ import annotations

import datetime as dt

import pytest

from app.reading.rules.currencies import find_currency, names_kuna_and_euro, put_own_currency_first
from app.reading.rules.totals import find_totals
from tests.reading.pages import rows_of

BEFORE, AFTER = dt.date(2022, 12, 31), dt.date(2023, 1, 1)
BOTH = "UKUPNO EUR  10,00\nUKUPNO kn  75,35\nTečaj 1 EUR = 7,53450 kn"


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("UKUPNO 12,50 EUR", "EUR"),
        ("12,50 €", "EUR"),
        ("TOTAL RM 12.50", "MYR"),
        ("Total $12.50", "USD"),
        ("Total £12.50", "GBP"),
        ("Ukupno 1250,00 RSD", "RSD"),
        ("Ukupno 12,50 KM", "BAM"),
        ("Total 12,50 CHF", "CHF"),
        ("Total 12,50", None),
    ],
)
def test_the_currency_is_the_one_named_most(text: str, currency: str | None) -> None:
    assert find_currency([text], AFTER) == currency


@pytest.mark.parametrize("text", ["OIB: 29955634590", "JIR: abc", "UKUPNO 12,50 kn"])
@pytest.mark.parametrize(("day", "currency"), [(BEFORE, "HRK"), (AFTER, "EUR")])
def test_croatia_changed_on_a_day(text: str, day: dt.date, currency: str) -> None:
    assert find_currency([text], day) == currency


def test_without_a_day_the_text_tells() -> None:
    assert find_currency(["UKUPNO 12,50 kn"], None) == "HRK"


@pytest.mark.parametrize(("currency", "cents"), [("HRK", 7535), ("EUR", 1000)])
def test_of_an_amount_and_its_translation_the_own_currency_counts(currency: str, cents: int) -> None:
    totals = find_totals(rows_of(BOTH))
    assert put_own_currency_first(totals, currency)[0].cents == cents


def test_other_pairs_stay_as_they_are() -> None:
    totals = find_totals(rows_of("UKUPNO EUR  10,00\nGotovina kn  80,00"))
    assert put_own_currency_first(totals, "HRK") == totals
    assert put_own_currency_first(totals, "USD") == totals
    assert put_own_currency_first([], "EUR") == []


def test_a_receipt_may_name_both() -> None:
    assert names_kuna_and_euro([BOTH])
    assert not names_kuna_and_euro(["UKUPNO 10,00 EUR"])

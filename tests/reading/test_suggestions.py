from __future__ import annotations

import datetime as dt

from app.reading.codes.facts import CodeFacts
from app.reading.rules.reader import Reading, ReadTotal
from app.reading.suggestions import (
    KnownMerchants,
    Source,
    SuggestedAmount,
    SuggestedMerchant,
    Suggestions,
    suggest,
    tax_numbers,
)

TODAY = dt.date(2026, 11, 22)
YESTERDAY = dt.date(2026, 11, 21)
OIB = "29955634590"
BOX = ((0.1, 0.2), (0.3, 0.2), (0.3, 0.3), (0.1, 0.3))
READING = Reading(
    text="KONZUM plus d.o.o.\nUKUPNO  12,50\nGOTOVINA  20,00\nPOVRAT  7,50",
    totals=(ReadTotal(1250, 9.5, BOX), ReadTotal(2000, 2.0, BOX), ReadTotal(750, -4.0, BOX)),
    dates=(YESTERDAY, dt.date(2026, 11, 1)),
    merchants=("KONZUM plus d.o.o.", "Ulica 1"),
    oibs=(OIB,),
    currency="EUR",
)
CODE = CodeFacts("HR", total_cents=1250, currency="EUR", spent_on=TODAY)
NOBODY = KnownMerchants()


def merchants_of(code: CodeFacts | None, reading: Reading | None, known: KnownMerchants) -> list[tuple[str, str]]:
    suggestions = suggest(code, reading, known, TODAY)
    return [(merchant.name, merchant.source.value) for merchant in suggestions.merchants]


def test_without_code_and_text_nothing_is_suggested() -> None:
    assert suggest(None, None, NOBODY, TODAY) == Suggestions()


def test_the_text_suggests_what_it_says() -> None:
    suggestions = suggest(None, READING, NOBODY, TODAY)
    assert [amount.cents for amount in suggestions.amounts] == [1250, 2000, 750]
    assert suggestions.amounts[0] == SuggestedAmount(1250, Source.TEXT, BOX)
    assert (suggestions.spent_on, suggestions.day_source) == (YESTERDAY, Source.TEXT)
    assert suggestions.merchants[0] == SuggestedMerchant("KONZUM plus d.o.o.", Source.TEXT)
    assert suggestions.currency == "EUR"


def test_a_code_alone_is_enough() -> None:
    suggestions = suggest(CODE, None, NOBODY, TODAY)
    assert suggestions.amounts == (SuggestedAmount(1250, Source.CODE),)
    assert (suggestions.spent_on, suggestions.day_source) == (TODAY, Source.CODE)


def test_what_the_code_says_goes_before_the_text_and_is_shown_in_it() -> None:
    suggestions = suggest(CodeFacts("HR", total_cents=750), READING, NOBODY, TODAY)
    assert [(amount.cents, amount.source) for amount in suggestions.amounts] == [
        (750, Source.CODE),
        (1250, Source.TEXT),
        (2000, Source.TEXT),
    ]
    assert suggestions.amounts[0].box == BOX


def test_a_refund_is_shown_where_its_amount_stands() -> None:
    assert suggest(CodeFacts("HR", total_cents=-1250), READING, NOBODY, TODAY).amounts[0] == SuggestedAmount(
        -1250, Source.CODE, BOX
    )


def test_the_text_tells_where_the_decimals_of_a_code_begin() -> None:
    code = CodeFacts("HR", total_cents=20, other_total_cents=2000)
    assert suggest(code, READING, NOBODY, TODAY).amounts[0].cents == 2000
    assert suggest(code, None, NOBODY, TODAY).amounts[0].cents == 20


def test_a_code_without_a_total_leaves_the_text() -> None:
    suggestions = suggest(CodeFacts("SI", spent_on=TODAY), READING, NOBODY, TODAY)
    assert suggestions.amounts[0].source is Source.TEXT


def test_a_code_from_the_future_has_no_day() -> None:
    code = CodeFacts("HR", spent_on=TODAY + dt.timedelta(days=2))
    assert suggest(code, READING, NOBODY, TODAY).spent_on == YESTERDAY
    assert suggest(code, None, NOBODY, TODAY).spent_on is None


def test_a_merchant_used_before_wins_in_its_own_spelling() -> None:
    known = KnownMerchants(names=["Plodine", "Konzum"])
    assert merchants_of(None, READING, known)[:2] == [("Konzum", "known"), ("KONZUM plus d.o.o.", "text")]


def test_a_merchant_learnt_by_its_tax_number_wins_over_all() -> None:
    known = KnownMerchants(names=["Konzum"], by_tax_number={OIB: "Dućan na uglu"})
    assert merchants_of(None, READING, known) == [
        ("Dućan na uglu", "known"),
        ("Konzum", "known"),
        ("KONZUM plus d.o.o.", "text"),
    ]


def test_a_merchant_is_suggested_once() -> None:
    known = KnownMerchants(names=["konzum plus d.o.o."], by_tax_number={OIB: "Konzum Plus d.o.o."})
    assert merchants_of(None, READING, known) == [("Konzum Plus d.o.o.", "known"), ("Ulica 1", "text")]


def test_a_payee_is_a_merchant() -> None:
    code = CodeFacts("HR", "payment", payee="VODOVOD d.o.o.")
    assert merchants_of(code, None, NOBODY) == [("VODOVOD d.o.o.", "code")]
    assert merchants_of(code, None, KnownMerchants(["Vodovod"])) == [("Vodovod", "known"), ("VODOVOD d.o.o.", "code")]


def test_the_tax_number_of_a_code_goes_first() -> None:
    assert tax_numbers(CodeFacts("ME", tax_number="02365928"), READING) == ["02365928", OIB]
    assert tax_numbers(None, None) == []

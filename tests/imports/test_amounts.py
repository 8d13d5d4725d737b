from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS
from app.imports.amounts import amount_parser, currency_in, guess_decimal_mark
from app.imports.records import Fault


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        *[("23,45", 2345), ("1.234,56", 123_456), ("1234,5", 123_450), ("1 234,56", 123_456), ("1'234,56", 123_456)],
        *[
            ("-23,45", -2345),
            ("23,45-", -2345),
            ("(23,45)", -2345),
            ("\N{MINUS SIGN}23,45", -2345),
            ("+23,45", 2345),
            ("- 5", -500),
        ],
        *[
            ("23,45 €", 2345),
            ("€23,45", 2345),
            ("-€23,45", -2345),
            ("€-23,45", -2345),
            ("23,45 kn", 2345),
            ("5,-", 500),
        ],
        *[
            ("EUR 23,45", 2345),
            ("23,45 EUR", 2345),
            ("1.234", 123_400),
            ("12", 1200),
            (",5", 50),
            ("0", 0),
            ("-0,00", 0),
        ],
        *[("23,4500000", 2345), ("23,449999999", 2345), ("23,454", 2345), ("1.234.567,89", 123_456_789)],
    ],
)
def test_an_amount_is_read_with_a_decimal_comma(text: str, cents: int) -> None:
    assert amount_parser(",", 2)(text) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [("23.45", 2345), ("$1,234.56", 123_456), ("-23.450000000000", -2345), ("1.234", 123), ("1,00,000.00", 10_000_000)],
)
def test_an_amount_is_read_with_a_decimal_point(text: str, cents: int) -> None:
    assert amount_parser(".", 2)(text) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("23.45", 2345),
        ("23,45", 2345),
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("1.234", 123_400),
        ("1.2.3", None),
    ],
)
def test_an_amount_can_tell_for_itself(text: str, cents: int | None) -> None:
    assert amount_parser("", 2)(text) == (Fault.BAD_AMOUNT if cents is None else cents)


def test_currencies_have_their_decimals() -> None:
    assert amount_parser(".", 0)("1500.00") == 1500
    assert amount_parser(".", 3)("1.2345") == 1235


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "--5",
        "1e5",
        "(5",
        "5)",
        "-5-",
        "(-5)",
        "5 + 5",
        "=1+1",
        "1,23,4.5",
        "12.34.56",
        "5" * 61,
        "1..2",
        "€",
        "\N{ARABIC-INDIC DIGIT THREE},5,5",
    ],
)
def test_what_is_no_amount_is_told(text: str) -> None:
    assert amount_parser(".", 2)(text) is Fault.BAD_AMOUNT


def test_a_missing_and_an_enormous_amount_are_told() -> None:
    parse = amount_parser(".", 2)
    assert parse("  ") is Fault.NO_AMOUNT
    assert parse("9,999,999,999.99") == MAX_CENTS
    assert parse("10,000,000,000.00") is Fault.AMOUNT_TOO_LARGE
    assert parse("-" + "9" * 50) is Fault.AMOUNT_TOO_LARGE


@given(st.integers(-MAX_CENTS, MAX_CENTS))
def test_every_amount_is_read_in_either_notation(cents: int) -> None:
    text = f"{cents / 100:,.2f}"
    assert amount_parser(".", 2)(text) == cents
    assert amount_parser(",", 2)(text.translate(str.maketrans(",.", ".,"))) == cents


@given(st.text(max_size=70), st.sampled_from(["", ".", ","]), st.sampled_from([0, 2, 3]))
def test_no_text_is_an_error(text: str, mark: str, digits: int) -> None:
    assert isinstance(amount_parser(mark, digits)(text), int | Fault)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["12", "1.234", "1,234"], ""),
        (["1.234,56", "12"], ","),
        (["12,5"], ","),
        (["1,234.5"], "."),
        (["1.234.567"], ","),
        (["1,234", "12.50", "9.99", "12,50"], "."),
        ([], ""),
    ],
)
def test_the_decimal_mark_is_guessed_from_all_amounts(texts: list[str], mark: str) -> None:
    assert guess_decimal_mark(texts) == mark


@pytest.mark.parametrize(
    ("text", "code"),
    [("€9.99", "EUR"), ("9.99 USD", "USD"), ("12 kn", "HRK"), ("£3", "GBP"), ("9.99", ""), ("$5", "USD")],
)
def test_the_currency_is_found_beside_the_amount(text: str, code: str) -> None:
    assert currency_in(text) == code

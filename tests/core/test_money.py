from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import (
    MAX_CENTS,
    MAX_TEXT_LENGTH,
    AmountError,
    AmountTooLargeError,
    MoneyFormat,
    NotAnAmountError,
    OtherCurrencyError,
    TooManyDecimalsError,
    format_amount,
    format_plain,
    parse_amount,
    parse_terms,
)
from app.web.localization import money_format_for
from config import LANGUAGES
from setting_reader import CURRENCIES

EURO = ("€", "EUR", "euro", "eura", "euros")
CROATIAN = MoneyFormat(",", ".", 2, suffix="\xa0€", symbols=EURO)
ENGLISH = MoneyFormat(".", ",", 2, prefix="€", symbols=EURO)
CROATIAN_YEN = MoneyFormat(",", ".", 0, suffix="\xa0JPY", symbols=("JPY", "¥"))
ENGLISH_YEN = MoneyFormat(".", ",", 0, prefix="¥", symbols=("JPY", "¥"))
CROATIAN_DINAR = MoneyFormat(",", ".", 3, suffix="\xa0KWD", symbols=("KWD",))
ENGLISH_DINAR = MoneyFormat(".", ",", 3, prefix="KWD\xa0", symbols=("KWD",))
FRENCH = MoneyFormat(",", "\N{NARROW NO-BREAK SPACE}", 2, suffix="\xa0€", symbols=("€", "EUR"))
STYLES = [CROATIAN, ENGLISH, CROATIAN_YEN, ENGLISH_YEN, CROATIAN_DINAR, ENGLISH_DINAR, FRENCH]

real_styles = st.builds(money_format_for, st.sampled_from(LANGUAGES), st.sampled_from(sorted({*CURRENCIES, "HRK"})))
any_style = st.sampled_from(STYLES) | real_styles
any_cents = st.integers(-MAX_CENTS, MAX_CENTS)
near_amounts = st.text(
    alphabet="0123456789.,'+- €\xa0EUR\N{MINUS SIGN}e_\n٣\u2013\u2019\u200b\uff15\uff0bkn$", max_size=20
)
MINUSES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
INVISIBLE = "\u200b\ufeff\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202c\u2060\xad"
SPACES = "\xa0\u2007\u2009\u202f\u3000"
BOTH = (CROATIAN, ENGLISH)


@given(cents=any_cents, style=any_style)
def test_a_shown_amount_reads_back_as_itself(cents: int, style: MoneyFormat) -> None:
    assert parse_amount(format_amount(cents, style), style) == cents


@given(cents=any_cents, style=any_style)
def test_an_amount_shown_for_editing_reads_back_as_itself(cents: int, style: MoneyFormat) -> None:
    assert parse_amount(format_plain(cents, style), style) == cents


@given(cents=any_cents, style=any_style)
def test_what_is_read_is_written_the_same_again(cents: int, style: MoneyFormat) -> None:
    text = format_amount(cents, style)
    assert format_amount(parse_amount(text, style), style) == text


@given(parts=st.lists(st.integers(-999_999, 999_999), min_size=1, max_size=12), style=any_style)
def test_a_sum_is_the_sum_of_its_parts(parts: list[int], style: MoneyFormat) -> None:
    text = "+".join(format_plain(part, style) for part in parts).replace("+-", "-")
    assert parse_amount(text, style) == sum(parts)


@given(text=st.text() | near_amounts, style=any_style)
def test_any_text_is_an_amount_or_an_amount_error(text: str, style: MoneyFormat) -> None:
    try:
        cents = parse_amount(text, style)
    except AmountError:
        return
    assert abs(cents) <= MAX_CENTS


@given(text=near_amounts, style=any_style)
def test_an_amount_has_a_digit(text: str, style: MoneyFormat) -> None:
    if not any(unicodedata.normalize("NFKC", character) in [*"0123456789"] for character in text):
        with pytest.raises(NotAnAmountError):
            parse_amount(text, style)


@pytest.mark.parametrize("text", ["12,5", "12.5", "12,50", "12.50"])
def test_a_comma_and_a_point_both_mark_decimals(text: str) -> None:
    assert [parse_amount(text, style) for style in BOTH] == [1250, 1250]


@pytest.mark.parametrize(
    "text",
    [
        "1.234,50",
        "1,234.50",
        *("1'234.50", "1’234.50", "1`234.50", "1´234.50", "1\uff07234,5", "1’234,5 EUR"),  # noqa: RUF001
        *(f"1{space}234,50" for space in SPACES),
        "1 234,50",
        "1  234,50",
        "1\xa0234,50",
        "1\N{NARROW NO-BREAK SPACE}234.50",
        "1\N{THIN SPACE}234,5",
        "1234,5",
        "001234,50",
    ],
)
def test_thousands_may_be_grouped_in_any_usual_way(text: str) -> None:
    assert [parse_amount(text, style) for style in BOTH] == [123450, 123450]


@pytest.mark.parametrize(
    "text",
    [
        "12",
        " 12 ",
        "12 €",
        "€12",
        "€ 12",
        "12€",
        "12 EUR",
        "12 eur",
        "EUR12",
        "+12",
        "12,",
        "\xa012\n",
        "+€12",
        *("12 EUR.", "12 eura.", "€12."),
        *("12 euro", "12 EURO", "12 eura", "12 Eura", "12 euros", "€12 EUR", "€12€", "EUR 12,-"),
        *("12,-", "12.-", "12,--", "12,\N{EN DASH}", "12,\N{EM DASH} €", "12,- eura", "€ 12,-", "12 ,-"),
        *("\uff11\uff12", "\uff11\uff12\uff0c\uff15\uff10-0,5", "\uff0b\uff11\uff12", "12\u3000€"),
        *(f"{mark}1{mark}2{mark}" for mark in INVISIBLE),
        *(f"{space}12{space}€{space}" for space in SPACES),
    ],
)
def test_spaces_signs_and_symbols_may_stand_beside_an_amount(text: str) -> None:
    assert [parse_amount(text, style) for style in BOTH] == [1200, 1200]


@pytest.mark.parametrize("text", ["-5", "- 5", "-€5", "€-5", "-5 €", "-5,-", *(f"{minus}5" for minus in MINUSES)])
def test_a_refund_may_be_typed_with_any_minus(text: str) -> None:
    assert [parse_amount(text, style) for style in BOTH] == [-500, -500]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12+3,40", 1540),
        ("12 + 3.40 €", 1540),
        ("20-5", 1500),
        ("20 \N{MINUS SIGN} 5", 1500),
        ("-5+20", 1500),
        ("1.234,50+1,234.50", 246900),
        (",5+.5", 100),
        ("€.5+,5 €", 100),
        ("5-5", 0),
        ("€5+€3", 800),
        ("5 EUR + 3 EUR", 800),
        ("5€+3 eura-1 euro", 700),
        ("€5 \N{EN DASH} €3", 200),
        ("5,- + 3,-", 800),
        ("5,-3", 200),
        ("5,--3", 200),
        ("5,- € + 3,50 €", 850),
        ("\uff15\uff0b\uff13", 800),
    ],
)
def test_amounts_may_be_typed_as_a_sum(text: str, cents: int) -> None:
    assert [parse_amount(text, style) for style in BOTH] == [cents, cents]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "+", ".", ",", "'", "€", "- €"),
        *("nan", "inf", "1e9", "0x10", "1_000", "abc", "5abc3"),
        *("12,345,6", "1,2,3", "1.2.3", "12,,5", "1,23,456", "1.234,567.89", "0.123,50", "1'2"),
        *("5€3", "5 €-€-3", "5+€-3", "5,-.-", "5*", "(5)", "5%"),
        *("12 50", "12  50", "12\t50", "1 2", "12,5 0", "1 2345"),
        *("--5", "+-5", "5-", "5+", "5+-3", "5++3", "+", "1+", "5*3"),
        *("٣", "१२", "\U0001d7d3", "①", "5²", "5½", "²", "½", "12\x00", "\ud800"),
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    for style in BOTH:
        with pytest.raises(NotAnAmountError):
            parse_amount(text, style)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("12 kn", "kn"),
        ("$5", "$"),
        ("5 KMF", "KMF"),
        ("5 USD", "USD"),
        ("5 EURX", "EURX"),
        ("5 din.", "din."),
        ("€5+$3", "$"),
        ("5 dolara", "dolara"),
    ],
)
def test_another_currency_is_named_in_the_error(text: str, sign: str) -> None:
    for style in BOTH:
        with pytest.raises(OtherCurrencyError, match=re.escape(repr(sign))) as caught:
            parse_amount(text, style)
        assert caught.value.sign == sign


def test_the_beginning_alone_of_a_long_word_is_quoted() -> None:
    with pytest.raises(OtherCurrencyError, match=r": 'x{40}'$"):
        parse_amount("5 " + "x" * 50, CROATIAN)


@pytest.mark.parametrize(
    ("currency", "texts"),
    [
        ("EUR", ["€5", "5 eura", "5 euros"]),
        ("HRK", ["5 kn", "5 kuna", "5 HRK", "5 Kune"]),
        ("RSD", ["5 din", "5 din.", "5 dinara", "RSD 5"]),
        ("BAM", ["5 KM", "5 maraka"]),
        ("USD", ["$5", "5$", "US$5", "$5.00 USD", "5 dollars", "5 dolara"]),
        ("AUD", ["A$5", "AU$5", "$5"]),
        ("JPY", ["¥5", "\N{FULLWIDTH YEN SIGN}5", "5 yen", "5 jena"]),
        ("GBP", ["£5", "\N{FULLWIDTH POUND SIGN}5", "5 funti"]),
        ("XCG", ["Cg.5", "5 Cg", "5 Cg."]),
        ("XOF", ["5 F CFA", "5 francs"]),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_currency_has_its_own_signs_and_names_in_both_languages(
    currency: str, texts: list[str], language: str
) -> None:
    style = money_format_for(language, currency)
    assert [parse_amount(text, style) for text in texts] == [5 * 10**style.digits] * len(texts)


@given(cents=any_cents, style=real_styles, other=real_styles)
def test_what_is_shown_in_another_currency_is_never_read(cents: int, style: MoneyFormat, other: MoneyFormat) -> None:
    signs = {sign.upper() for sign in other.symbols}
    if not signs & {sign.upper() for sign in style.symbols}:
        with pytest.raises(OtherCurrencyError):
            parse_amount(f"{format_plain(cents, style)} {other.currency}", style)


@given(parts=st.lists(st.integers(1, 999_999), min_size=1, max_size=6), style=real_styles, data=st.data())
def test_every_part_of_a_sum_may_have_a_sign_of_the_currency(
    parts: list[int], style: MoneyFormat, data: st.DataObject
) -> None:
    signs = [data.draw(st.sampled_from(style.symbols)) for _ in parts]
    text = " + ".join(f"{format_plain(part, style)} {sign}" for part, sign in zip(parts, signs, strict=True))
    assert parse_terms(text, style) == parts


@given(cents=any_cents, style=real_styles, data=st.data())
def test_invisible_marks_and_full_width_forms_change_nothing(
    cents: int, style: MoneyFormat, data: st.DataObject
) -> None:
    places = st.sampled_from(["", "", *INVISIBLE])
    wide = {ord(plain): chr(ord(plain) + 0xFEE0) for plain in "0123456789.,-+"}
    text = "".join(data.draw(places) + mark for mark in format_plain(cents, style))
    assert parse_amount(text, style) == parse_amount(text.translate(wide), style) == cents


def test_a_hostile_megabyte_is_refused_unread_and_its_beginning_alone_quoted() -> None:
    with pytest.raises(NotAnAmountError, match=r"^not an amount: '1{40}'$"):
        parse_amount("1" * 1_000_000, CROATIAN)


def test_a_text_of_the_greatest_length_is_read() -> None:
    assert parse_amount("1".rjust(MAX_TEXT_LENGTH), CROATIAN) == 100


@pytest.mark.parametrize("text", ["9" * 30, "-" + "9" * 30, "9.999.999.999,99+0,01", "10000000000"])
def test_an_amount_beyond_the_limit_is_refused(text: str) -> None:
    with pytest.raises(AmountTooLargeError, match=r"^beyond the largest amount$"):
        parse_amount(text, CROATIAN)


def test_the_largest_amount_itself_is_read() -> None:
    assert parse_amount("9.999.999.999,99", CROATIAN) == MAX_CENTS


@pytest.mark.parametrize("text", ["1.234", "0.123", "12,345"])
def test_more_decimals_than_the_currency_has_are_refused(text: str) -> None:
    with pytest.raises(TooManyDecimalsError, match=r"^more than 2 decimals$") as caught:
        parse_amount(text.replace(",", "."), ENGLISH)
    assert caught.value.digits == 2


@pytest.mark.parametrize(
    ("text", "style", "amount"),
    [
        ("1.234", CROATIAN, 123400),
        ("1,234", ENGLISH, 123400),
        ("1.234", CROATIAN_YEN, 1234),
        ("1,234", ENGLISH_YEN, 1234),
        ("1.234", FRENCH, 123400),
        ("1.234", CROATIAN_DINAR, 1234000),
        ("1,234", CROATIAN_DINAR, 1234),
        ("1.234", ENGLISH_DINAR, 1234),
        ("0.123", CROATIAN_DINAR, 123),
        ("1.234.567", ENGLISH, 123456700),
    ],
)
def test_a_mark_of_two_meanings_is_read_in_the_persons_own_format(text: str, style: MoneyFormat, amount: int) -> None:
    assert parse_amount(text, style) == amount


@pytest.mark.parametrize("text", ["US$5", "$5", "5 US$", "5 $", "usd 5", "-US$5+10"])
def test_the_longest_symbol_is_taken_away(text: str) -> None:
    style = MoneyFormat(".", ",", 2, prefix="US$", symbols=("$", "US$", "USD"))
    assert parse_amount(text, style) == 500


def test_a_yen_has_no_decimals() -> None:
    with pytest.raises(TooManyDecimalsError):
        parse_amount("12,5", CROATIAN_YEN)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (CROATIAN, "\N{MINUS SIGN}1.234.567,05\xa0€"),
        (ENGLISH, "\N{MINUS SIGN}€1,234,567.05"),
        (CROATIAN_YEN, "\N{MINUS SIGN}123.456.705\xa0JPY"),
        (ENGLISH_DINAR, "\N{MINUS SIGN}KWD\xa0123,456.705"),
    ],
)
def test_an_amount_is_shown_with_groups_and_currency(style: MoneyFormat, text: str) -> None:
    assert format_amount(-123_456_705, style) == text


@pytest.mark.parametrize(
    ("style", "text"), [(CROATIAN, "-1234567,05"), (ENGLISH, "-1234567.05"), (ENGLISH_YEN, "-123456705")]
)
def test_an_amount_is_edited_without_groups_and_currency(style: MoneyFormat, text: str) -> None:
    assert format_plain(-123_456_705, style) == text


def test_zero_has_no_sign() -> None:
    assert (format_amount(0, CROATIAN), format_plain(0, ENGLISH)) == ("0,00\xa0€", "0.00")

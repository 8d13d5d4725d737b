from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.money import (
    MAX_CENTS,
    MAX_TEXT_LENGTH,
    AmountError,
    AmountTooLargeError,
    MoneyFormat,
    NotAnAmountError,
    TooManyDecimalsError,
    format_amount,
    format_plain,
    parse_amount,
)

CROATIAN = MoneyFormat(",", ".", 2, suffix="\xa0€", symbols=("€", "EUR"))
ENGLISH = MoneyFormat(".", ",", 2, prefix="€", symbols=("€", "EUR"))
CROATIAN_YEN = MoneyFormat(",", ".", 0, suffix="\xa0JPY", symbols=("JPY", "¥"))
ENGLISH_YEN = MoneyFormat(".", ",", 0, prefix="¥", symbols=("JPY", "¥"))
CROATIAN_DINAR = MoneyFormat(",", ".", 3, suffix="\xa0KWD", symbols=("KWD",))
ENGLISH_DINAR = MoneyFormat(".", ",", 3, prefix="KWD\xa0", symbols=("KWD",))
FRENCH = MoneyFormat(",", "\N{NARROW NO-BREAK SPACE}", 2, suffix="\xa0€", symbols=("€", "EUR"))
STYLES = [CROATIAN, ENGLISH, CROATIAN_YEN, ENGLISH_YEN, CROATIAN_DINAR, ENGLISH_DINAR, FRENCH]

any_style = st.sampled_from(STYLES)
any_cents = st.integers(-MAX_CENTS, MAX_CENTS)
near_amounts = st.text(alphabet="0123456789.,'+- €\xa0EUR\N{MINUS SIGN}e_\n٣", max_size=20)
both_languages = pytest.mark.parametrize("style", [CROATIAN, ENGLISH], ids=["hr", "en"])


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
def test_an_amount_has_an_ascii_digit(text: str, style: MoneyFormat) -> None:
    if not any(character in "0123456789" for character in text):
        with pytest.raises(NotAnAmountError):
            parse_amount(text, style)


@both_languages
@pytest.mark.parametrize("text", ["12,5", "12.5", "12,50", "12.50"])
def test_a_comma_and_a_point_both_mark_decimals(text: str, style: MoneyFormat) -> None:
    assert parse_amount(text, style) == 1250


@both_languages
@pytest.mark.parametrize(
    "text",
    [
        "1.234,50",
        "1,234.50",
        "1'234.50",
        "1 234,50",
        "1  234,50",
        "1\xa0234,50",
        "1\N{NARROW NO-BREAK SPACE}234.50",
        "1\N{THIN SPACE}234,5",
        "1234,5",
        "001234,50",
    ],
)
def test_thousands_may_be_grouped_in_any_usual_way(text: str, style: MoneyFormat) -> None:
    assert parse_amount(text, style) == 123450


@both_languages
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
    ],
)
def test_spaces_signs_and_symbols_may_stand_beside_an_amount(text: str, style: MoneyFormat) -> None:
    assert parse_amount(text, style) == 1200


@both_languages
@pytest.mark.parametrize("text", ["-5", "- 5", "\N{MINUS SIGN}5", "\N{EN DASH}5", "-€5", "€-5", "-5 €"])
def test_a_refund_may_be_typed_with_any_minus(text: str, style: MoneyFormat) -> None:
    assert parse_amount(text, style) == -500


@both_languages
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
        ("5-5", 0),
    ],
)
def test_amounts_may_be_typed_as_a_sum(text: str, cents: int, style: MoneyFormat) -> None:
    assert parse_amount(text, style) == cents


@both_languages
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "+", ".", ",", "'", "€", "- €"),
        *("nan", "inf", "1e9", "0x10", "1_000", "abc", "12 kn", "5 EURO", "€5€", "12€+3€"),
        *("12,345,6", "1,2,3", "1.2.3", "12,,5", "1,23,456", "1.234,567.89", "0.123,50", "1'2"),
        *("12 50", "12  50", "12\t50", "1 2", "12,5 0", "1 2345"),
        *("--5", "+-5", "5-", "5+", "5+-3", "5++3", "+", "1+", "5*3"),
        *("٣", "\uff11\uff12", "१२", "²", "½", "12\x00", "\ud800"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, style: MoneyFormat) -> None:
    with pytest.raises(NotAnAmountError):
        parse_amount(text, style)


def test_a_hostile_megabyte_is_refused_unread() -> None:
    with pytest.raises(NotAnAmountError):
        parse_amount("1" * 1_000_000, CROATIAN)


def test_a_text_of_the_greatest_length_is_read() -> None:
    assert parse_amount("1".rjust(MAX_TEXT_LENGTH), CROATIAN) == 100


@pytest.mark.parametrize("text", ["9" * 30, "-" + "9" * 30, "9.999.999.999,99+0,01", "10000000000"])
def test_an_amount_beyond_the_limit_is_refused(text: str) -> None:
    with pytest.raises(AmountTooLargeError):
        parse_amount(text, CROATIAN)


def test_the_largest_amount_itself_is_read() -> None:
    assert parse_amount("9.999.999.999,99", CROATIAN) == MAX_CENTS


@pytest.mark.parametrize("text", ["1.234", "0.123", "12,345"])
def test_more_decimals_than_the_currency_has_are_refused(text: str) -> None:
    with pytest.raises(TooManyDecimalsError) as caught:
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

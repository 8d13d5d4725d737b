"""Money: text to whole minor units and back, with both decimal marks. Pure.

Amounts are integers of the currency's smallest unit ("cents", whatever the currency calls them): 12,50 € is 1250.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CENTS = 999_999_999_999  # 9,999,999,999.99: the design's limit, far below 64 bits even when summed a million times
MAX_TEXT_LENGTH = 200  # characters; a sum of a dozen amounts fits, a hostile megabyte does not
_MINUS = "\N{MINUS SIGN}"
_SPACES = re.compile(r"\s+")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_TERM = re.compile(r"([+-]*)([0-9.,']+)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[.,'])[0-9]{3})(?:(?P=mark)[0-9]{3})*")


class AmountError(ValueError):
    """A text that is no amount of money."""


class NotAnAmountError(AmountError):
    """The text cannot be read as an amount or a sum of amounts."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not an amount: {text[:40]!r}")


class TooManyDecimalsError(AmountError):
    """The amount is finer than the currency's smallest unit."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"more than {digits} decimals")
        self.digits = digits


class AmountTooLargeError(AmountError):
    """The amount is beyond MAX_CENTS on either side of zero."""

    def __init__(self) -> None:
        super().__init__("beyond the largest amount")


@dataclass(frozen=True)
class MoneyFormat:
    """How one person reads and writes one currency.

    `digits` is the number of decimals by ISO 4217 (2 for EUR, 0 for JPY); `symbols` are the texts that may stand
    beside a typed amount, such as ("€", "EUR"); `prefix` and `suffix` surround the digits of a shown one.
    """

    decimal_mark: str
    group_mark: str
    digits: int
    prefix: str = ""
    suffix: str = ""
    symbols: tuple[str, ...] = ()


def parse_amount(text: str, style: MoneyFormat) -> int:
    """Return the minor units of an amount or of a sum such as `12+3,40`.

    A mark that can be read two ways (`1.234`) is read as the person's own format has it.

    Raises:
        NotAnAmountError: the text is no amount.
        TooManyDecimalsError: it is finer than the currency.
        AmountTooLargeError: a part or the sum is beyond MAX_CENTS.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise NotAnAmountError(text)
    plain = _strip_symbols(text, style)
    terms = _TERM.findall(plain)
    if not terms or "".join(signs + number for signs, number in terms) != plain:
        raise NotAnAmountError(text)
    if any(len(signs) != 1 for signs, _ in terms[1:]) or len(terms[0][0]) > 1:
        raise NotAnAmountError(text)
    cents = sum(_signed(sign, _parse_number(number, style, text)) for sign, number in terms)
    return _bounded(cents)


def format_amount(cents: int, style: MoneyFormat) -> str:
    """Return the amount as the person reads it, with its currency: `1.234,50 €` or `€1,234.50`."""
    sign = _MINUS if cents < 0 else ""
    return f"{sign}{style.prefix}{_digits(abs(cents), style, style.group_mark)}{style.suffix}"


def format_plain(cents: int, style: MoneyFormat) -> str:
    """Return the amount as a person would type it: own decimal mark, no grouping, no currency."""
    return f"{'-' if cents < 0 else ''}{_digits(abs(cents), style, '')}"


def _strip_symbols(text: str, style: MoneyFormat) -> str:
    plain = _SPACES.sub("", _SPACE_IN_NUMBER.sub("'", text.strip()))
    plain = plain.replace(_MINUS, "-").replace("\N{EN DASH}", "-")
    for symbol in sorted((_SPACES.sub("", symbol) for symbol in style.symbols), key=len, reverse=True):
        sign, bare = (plain[0], plain[1:]) if plain[:1] in {"+", "-"} else ("", plain)
        if bare.upper().startswith(symbol.upper()):
            return sign + bare[len(symbol) :]
        if plain.upper().endswith(symbol.upper()):
            return plain[: -len(symbol)]
    return plain


def _signed(sign: str, cents: int) -> int:
    return -cents if sign == "-" else cents


def _parse_number(number: str, style: MoneyFormat, text: str) -> int:
    whole, decimals = _split(number, style)
    if _GROUPED.fullmatch(whole):
        whole = re.sub(r"[.,']", "", whole)
    if not (whole + decimals).isdigit():
        raise NotAnAmountError(text)
    if len(decimals) > style.digits:
        raise TooManyDecimalsError(style.digits)
    return _bounded(int((whole or "0") + decimals.ljust(style.digits, "0")))


def _split(number: str, style: MoneyFormat) -> tuple[str, str]:
    """Split a number into its whole part, still grouped, and its decimals."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number, ""
    mark = number[last]
    if number.count(mark) > 1 or (_GROUPED.fullmatch(number) and mark != style.decimal_mark):
        return number, ""
    return number[:last], number[last + 1 :]


def _bounded(cents: int) -> int:
    if abs(cents) > MAX_CENTS:
        raise AmountTooLargeError
    return cents


def _digits(cents: int, style: MoneyFormat, group_mark: str) -> str:
    whole, decimals = divmod(cents, 10**style.digits)
    grouped = f"{whole:,}".replace(",", group_mark)
    return f"{grouped}{style.decimal_mark}{decimals:0{style.digits}}" if style.digits else grouped

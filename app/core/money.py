"""Money: parsing text to whole minor units and formatting them, with either decimal mark. Pure.

Amounts are integers of the currency's smallest unit ("cents", whatever the currency calls them): 12,50 € is 1250.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_CENTS = 999_999_999_999  # 9,999,999,999.99; a million of these still fit 64 bits
MAX_TEXT_LENGTH = 200  # characters; enough for a sum of a dozen amounts
_MINUS = "\N{MINUS SIGN}"
# Characters that people paste or phones write, and their plain ones.
_KEYBOARD = str.maketrans({**dict.fromkeys("‐‒–—―−", "-"), **dict.fromkeys("’‘ʼ′`´", "'")})  # noqa: RUF001
_FORMS = ("<wide>", "<narrow>", "<small>", "<noBreak>")  # Unicode, which only change the look
_SPACES = re.compile(r"\s+")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_DASH_FOR_CENTS = re.compile(r"(?<=[0-9][.,])--?(?=[^0-9]*(?:$|[+-]))")  # 5,- is 5,00
_ANY_SIGN = r"[^0-9.,'+-]+"
_NUMBER = r"[.,']*[0-9][0-9.,']*"
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<mark>[.,'])[0-9]{3})(?:(?P=mark)[0-9]{3})*")


class AmountError(ValueError):
    """The text is not an amount of money."""


class NotAnAmountError(AmountError):
    """The text cannot be read as an amount or a sum of amounts."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not an amount: {text[:40]!r}")


class OtherCurrencyError(AmountError):
    """The amount has a `sign` or word that is not of the user's currency."""

    def __init__(self, sign: str) -> None:
        super().__init__(f"not the currency: {sign[:40]!r}")
        self.sign = sign


class TooManyDecimalsError(AmountError):
    """The amount has more decimals than the currency."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"more than {digits} decimals")
        self.digits = digits


class AmountTooLargeError(AmountError):
    """The amount is beyond MAX_CENTS on either side of zero."""

    def __init__(self) -> None:
        super().__init__("beyond the largest amount")


@dataclass(frozen=True)
class MoneyFormat:
    """How a user reads and writes a currency.

    `digits` is the number of decimals by ISO 4217 (2 for EUR, 0 for JPY); `symbols` are texts that may be typed
    beside an amount, such as ("€", "EUR", "euro"); `prefix` and `suffix` surround the digits of a shown one;
    `currency` is its ISO 4217 code.
    """

    decimal_mark: str
    group_mark: str
    digits: int
    prefix: str = ""
    suffix: str = ""
    symbols: tuple[str, ...] = ()
    currency: str = ""

    @property
    def unit(self) -> int:
        """How many cents the currency's whole unit has."""
        return int(10**self.digits)


def parse_amount(text: str, style: MoneyFormat) -> int:
    """Return the minor units of an amount or of a sum such as `12+3,40`.

    Raises: as `parse_terms`, and AmountTooLargeError for a sum beyond MAX_CENTS.
    """
    return _bounded(sum(parse_terms(text, style)))


def parse_terms(text: str, style: MoneyFormat) -> list[int]:
    """Return the minor units of each part of a sum; a single amount is a sum of one.

    An ambiguous mark (`1.234`) is read as in the user's own format.

    Raises:
        NotAnAmountError: the text is not an amount.
        OtherCurrencyError: a part has another currency or word.
        TooManyDecimalsError: a part has too many decimals.
        AmountTooLargeError: a part is beyond MAX_CENTS.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise NotAnAmountError(text)
    plain = _DASH_FOR_CENTS.sub("", _compact(_SPACE_IN_NUMBER.sub("'", _to_keyboard(text).strip())))
    own, pattern = _own_signs(style.symbols)
    terms = list(pattern.finditer(plain))
    if "".join(term[0] for term in terms) != plain or not _are_signed(terms):
        raise NotAnAmountError(text)
    for sign in (term[name] for term in terms for name in ("before", "behind") if term[name]):
        _check_sign(sign, own, text)
    return [_signed(term, _parse_number(term["number"], style, text)) for term in terms]


def format_amount(cents: int, style: MoneyFormat) -> str:
    """Return the amount with its currency: `1.234,50 €` or `€1,234.50`."""
    sign = _MINUS if cents < 0 else ""
    return f"{sign}{style.prefix}{_digits(abs(cents), style, style.group_mark)}{style.suffix}"


def format_whole(units: int, style: MoneyFormat) -> str:
    """Return an amount in whole units of the currency, without decimals: `1.234 €`."""
    return f"{_MINUS if units < 0 else ''}{style.prefix}{_group(abs(units), style.group_mark)}{style.suffix}"


def format_whole_number(units: int, style: MoneyFormat) -> str:
    """Return the same without the currency: `1.234`."""
    return f"{_MINUS if units < 0 else ''}{_group(abs(units), style.group_mark)}"


def format_plain(cents: int, style: MoneyFormat) -> str:
    """Return the amount as it is typed: no grouping, no currency."""
    return f"{'-' if cents < 0 else ''}{_digits(abs(cents), style, '')}"


def _to_keyboard(text: str) -> str:
    """Replace digits, dashes, apostrophes and spaces by plain ones, and drop invisible marks."""
    return (text if text.isascii() else "".join(map(_to_key, text))).translate(_KEYBOARD)


def _to_key(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return ""
    is_form = unicodedata.decomposition(character).startswith(_FORMS)
    return unicodedata.normalize("NFKC", character) if is_form else character


def _compact(text: str) -> str:
    return _SPACES.sub("", text)


@lru_cache(maxsize=256)
def _own_signs(symbols: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the currency's signs, casefolded and without final points, and the pattern of a part of a sum.

    A point before the digits belongs to a sign that ends in one (`Cg.5`), otherwise to the number (`€.5`).
    """
    own = [_compact(_to_keyboard(symbol)).casefold() for symbol in symbols]
    marked = [re.escape(sign) for sign in sorted(own, key=len, reverse=True) if not re.fullmatch(_ANY_SIGN, sign)]
    sign = "|".join([*marked, _ANY_SIGN])  # such as `Cg.` and `pa'anga`
    term = rf"(?P<plus>[+-]?)(?P<before>{sign})?(?P<minus>[+-]?)(?P<number>{_NUMBER})(?P<behind>(?:{sign})\.?)?"
    return frozenset(sign.rstrip(".") for sign in own), re.compile(term, re.IGNORECASE)


def _are_signed(terms: list[re.Match[str]]) -> bool:
    """Tell whether there are parts, joined by single signs."""
    counts = [len(term["plus"] + term["minus"]) for term in terms]
    return bool(counts) and counts[0] < 2 and all(count == 1 for count in counts[1:])  # noqa: PLR2004


def _check_sign(sign: str, own: frozenset[str], text: str) -> None:
    bare = sign.rstrip(".")
    if bare.casefold() in own:
        return
    is_word = all(character.isalpha() or unicodedata.category(character) == "Sc" for character in bare)
    raise OtherCurrencyError(sign) if is_word else NotAnAmountError(text)


def _signed(term: re.Match[str], cents: int) -> int:
    return -cents if "-" in term["plus"] + term["minus"] else cents


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
    """Split a number into its whole part, with grouping, and its decimals."""
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
    grouped = _group(whole, group_mark)
    return f"{grouped}{style.decimal_mark}{decimals:0{style.digits}}" if style.digits else grouped


def _group(whole: int, mark: str) -> str:
    return f"{whole:,}".replace(",", mark)

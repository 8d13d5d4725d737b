"""Amounts of money as programs and banks write them, into minor units. Pure.

`app.core.money` reads what a person types, with sums and in one currency; files have signs, brackets, a dozen decimals,
and 100,000 rows.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from app.core.money import MAX_CENTS
from app.imports.records import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CACHE = 16_384  # amounts that are kept: prices come again and again
_MAX_LENGTH = 60
_CURRENCY = r"[^\d\s.,'()+-]{0,8}\.?"  # €, kn, R$, EUR
_AMOUNT = re.compile(
    rf"(?P<open>\(?)(?P<before>[+-]?){_CURRENCY}(?P<inside>[+-]?)(?P<number>[.,]?\d[\d.,']*)"
    rf"{_CURRENCY}(?P<behind>-?)(?P<close>\)?)"
)
_SIGNS = {"": 1, "+": 1, "-": -1, "()": -1}
_PLAIN = str.maketrans({**dict.fromkeys("−–—‐‒", "-"), **dict.fromkeys("’‘ʼ′`´", "'")})  # noqa: RUF001
_SPACES = re.compile(r"\s+")
_DASH_FOR_CENTS = re.compile(r"(?<=\d[.,])--?(?!\d)")  # 5,- is 5,00
_GROUPED = re.compile(r"\d{1,3}(?:(?P<mark>[.,'])\d{3})(?:(?P=mark)\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "zł": "PLN", "kn": "HRK", "Ft": "HUF", "₹": "INR"}
_CODE = re.compile(r"\b[A-Z]{3}\b")


def amount_parser(decimal_mark: str, digits: int) -> Callable[[str], int | Fault]:
    """Return a function from a text to its minor units, or to what is wrong with it.

    `digits` are the decimals of the currency; more of them are rounded. Without a `decimal_mark`, each text has to tell
    for itself, and 1.234 is a thousand. Currency signs are passed over; brackets and a minus on either side are minus.
    """
    return lru_cache(_CACHE)(partial(_parse, decimal_mark, digits))


def guess_decimal_mark(texts: Iterable[str]) -> str:
    """Return the mark before decimals in most amounts that tell it; empty if none does (12, 1.234)."""
    marks = [mark for text in set(texts) if (mark := _own_mark(_SPACES.sub("", text)))]
    return max(".,", key=marks.count) if marks else ""


def currency_in(text: str) -> str:
    """Return the ISO 4217 code of the currency in an amount such as €9.99 or 9.99 USD; empty if it has none."""
    code = _CODE.search(text)
    return code[0] if code else next((code for sign, code in _CURRENCY_SIGNS.items() if sign in text), "")


def _own_mark(text: str) -> str:
    """Return the decimal mark that the text shows by itself."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return ""
    mark, other = text[last], ".,".replace(text[last], "")
    if text.count(mark) > 1:
        return other
    is_decimal = other in text or sum(map(str.isdecimal, text[last:])) != 3  # noqa: PLR2004 - a group of thousands
    return mark if is_decimal else ""


def _parse(decimal_mark: str, digits: int, text: str) -> int | Fault:
    plain = _DASH_FOR_CENTS.sub("", _SPACES.sub("", text).translate(_PLAIN))
    if not plain:
        return Fault.NO_AMOUNT
    match = _AMOUNT.fullmatch(plain) if len(plain) <= _MAX_LENGTH else None
    sign = _SIGNS.get("".join(match.group("open", "before", "inside", "behind", "close"))) if match else None
    cents = _to_cents(match["number"], decimal_mark, digits) if match and sign else None
    if cents is None or sign is None:
        return Fault.BAD_AMOUNT
    return Fault.AMOUNT_TOO_LARGE if cents > MAX_CENTS else cents * sign


def _to_cents(number: str, decimal_mark: str, digits: int) -> int | None:
    """Return the minor units of digits with marks; None if the marks do not fit."""
    mark = decimal_mark or _own_mark(number)
    whole, _, decimals = number.partition(mark) if mark else (number, "", "")
    if _GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole):
        whole = re.sub(r"[.,']", "", whole)
    if not f"0{whole}{decimals}".isdecimal():
        return None
    kept, rest = decimals[:digits].ljust(digits, "0"), decimals[digits : digits + 1]
    return int(f"0{whole}{kept}") + (rest >= "5")

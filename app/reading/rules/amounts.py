"""Amounts of money in a piece of text, as engines misread them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CENTS = 100_000_000  # a receipt of more than a million is a number of something else
_SIGN = r"(?:RM|MYR|USD|US\$|EUR|GBP|HRK|KN|CHF|RSD|BAM|KM|S\$|\$|€|£|¥)"
_DIGITS = r"(?:\d{1,3}(?:[ ,.'’]\d{3})+|\d+)"  # noqa: RUF001 - a typographic apostrophe groups digits too
_AMOUNT = re.compile(
    rf"(?<![\d.,/:\-])(?P<minus>-?)\s?(?P<sign>{_SIGN})?\s?[:=]?\s?(?P<inner_minus>-?)"
    rf"(?P<whole>{_DIGITS})\s?[.,]\s?(?P<part>\d{{2}})(?!\d)(?!\s?[%/]|[.,:]\d)",
    re.IGNORECASE,
)
# A point that was read as a dash, a colon or nothing, at the end of a row: 52-00, 52:00, 15  15.
_BROKEN = re.compile(r"(?<![\d.,:/\-])(?P<whole>\d{1,5})(?:\s?[-:·;']\s?| {1,2})(?P<part>\d{2})\W*$")
_WITHOUT_PART = re.compile(rf"(?P<sign>{_SIGN})\s?(?P<whole>\d{{1,6}})(?![\d.,])", re.IGNORECASE)
# What stands for digits inside a number, behind a currency whose sign may be misread too: S5.5O is 5.50.
_MISREAD = re.compile(
    r"(?<![A-Za-z])(?P<sign>[$SRM€\s]{0,2})(?P<number>[\dOolISB]{1,7}\s?[.,]\s?[\dOoSB]{2})(?![A-Za-z\d])"
)
_LIKE_DIGITS = str.maketrans("OoDQlIi|SsBbZ", "0000111155882")
_MINUS_BEHIND = re.compile(r"\s?-(?!\d)")


@dataclass(frozen=True)
class Amount:
    """An amount in a text, from `start` to `end`; a negative one has a minus before or behind it, or parentheses."""

    cents: int
    start: int
    end: int
    is_negative: bool = False


def find_amounts(text: str) -> list[Amount]:
    """Return the amounts with two decimals; the last mark before two digits is that of the decimals."""
    fixed = _MISREAD.sub(_fix_digits, text)
    found = [
        Amount(cents_of(match["whole"], match["part"]), match.start(), match.end(), _is_negative(match, fixed))
        for match in _AMOUNT.finditer(fixed)
    ]
    return [amount for amount in found if amount.cents <= MAX_CENTS]


def find_broken_amounts(text: str) -> list[Amount]:
    """Return the amount at the end of a total's row whose mark was not read."""
    match = _BROKEN.search(text)
    return [Amount(cents_of(match["whole"], match["part"]), match.start(), match.end())] if match else []


def find_whole_amounts(text: str) -> list[Amount]:
    """Return the amounts without decimals, in a total's row: only beside a currency."""
    return [Amount(cents_of(match["whole"]), match.start(), match.end()) for match in _WITHOUT_PART.finditer(text)]


def cents_of(whole: str, part: str = "00") -> int:
    return 100 * int(re.sub(r"\D", "", whole)) + int(part)


def _fix_digits(match: re.Match[str]) -> str:
    """Turn letters that stand for digits, where at least one digit is there."""
    has_digit = re.search(r"\d", match["number"])
    return match["sign"] + match["number"].translate(_LIKE_DIGITS) if has_digit else match[0]


def _is_negative(match: re.Match[str], text: str) -> bool:
    before, behind = text[: match.start()].rstrip(), text[match.end() :]
    in_parentheses = before.endswith("(") and behind.lstrip().startswith(")") and not match["sign"]
    return bool(match["minus"] or match["inner_minus"] or _MINUS_BEHIND.match(behind)) or in_parentheses

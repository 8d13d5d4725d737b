"""Croatian tax numbers (OIB) in a text. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.reading.rules.letters import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER = re.compile(r"(?<!\d)\d{11}(?!\d)")
_LIKE_DIGITS = str.maketrans("OQDIL|SB", "00011158")
_NAMED = re.compile(r"OIB\W{0,3}(?P<number>[0-9OQDIL|SB]{11})(?![0-9A-Z])")
_BASE = 10


def find_oibs(texts: Iterable[str]) -> list[str]:
    """Return the valid tax numbers, in the order of the text; the first is mostly the seller's."""
    found: dict[str, None] = {}
    for text in map(plain, texts):
        named = [match["number"].translate(_LIKE_DIGITS) for match in _NAMED.finditer(text)]
        found.update(dict.fromkeys(number for number in (*named, *_NUMBER.findall(text)) if is_oib(number)))
    return list(found)


def is_oib(text: str) -> bool:
    """Tell whether eleven digits have the right check digit, by ISO 7064, MOD 11,10."""
    rest = _BASE
    for digit in text[:-1]:
        rest = ((rest + int(digit)) % _BASE or _BASE) * 2 % (_BASE + 1)
    return (_BASE + 1 - rest) % _BASE == int(text[-1])

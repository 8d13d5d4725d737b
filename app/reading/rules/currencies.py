"""The currency of a receipt, and Croatia's two. Pure."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from app.reading.rules.letters import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reading.rules.totals import ScoredTotal

_FIRST_DAY_OF_EURO = dt.date(2023, 1, 1)
_KUNA_FOR_EURO = 7.5345  # fixed by the Council of the European Union on 12 July 2022
_SIGNS = {
    "EUR": re.compile(r"€|\bEURA?\b"),
    "HRK": re.compile(r"\b(?:KN|HRK|KUNA)\b|(?<=\d)KN\b"),
    "MYR": re.compile(r"\bRM(?=\s?\d|\b)|\bMYR\b|SDN\.?\s?BHD|MALAYSIA"),
    "USD": re.compile(r"\$"),
    "GBP": re.compile(r"£|\bGBP\b"),
    "RSD": re.compile(r"\b(?:RSD|DIN)\b"),
    "BAM": re.compile(r"\b(?:BAM|KM)\b"),
    "CHF": re.compile(r"\bCHF\b"),
}
_CROATIAN = re.compile(r"\b(?:OIB|JIR|ZKI)")
_MAX_CANDIDATES = 5


def find_currency(texts: Sequence[str], day: dt.date | None) -> str | None:
    """Return the currency that a text names most, None if it names none; in Croatia that of the day."""
    text = plain("\n".join(texts))
    counts = {code: len(sign.findall(text)) for code, sign in _SIGNS.items()}
    if day and (counts["HRK"] or _CROATIAN.search(text)):
        return "EUR" if day >= _FIRST_DAY_OF_EURO else "HRK"
    code = max(counts, key=lambda code: counts[code])
    return code if counts[code] else None


def names_kuna_and_euro(texts: Sequence[str]) -> bool:
    text = plain("\n".join(texts))
    return bool(_SIGNS["HRK"].search(text) and _SIGNS["EUR"].search(text))


def put_own_currency_first(totals: Sequence[ScoredTotal], currency: str | None) -> list[ScoredTotal]:
    """Put the amount in the day's currency first, where a Croatian receipt has its total in kuna and in euro."""
    pair = _find_pair([total.cents for total in totals[:_MAX_CANDIDATES]])
    if pair is None or currency not in {"EUR", "HRK"}:
        return list(totals)
    own = max(pair) if currency == "HRK" else min(pair)
    return sorted(totals, key=lambda total: total.cents != own)


def _find_pair(amounts: Sequence[int]) -> tuple[int, int] | None:
    """Return the first amount with its translation, whichever way."""
    for other in amounts[1:]:
        kuna, euro = max(amounts[0], other), min(amounts[0], other)
        if abs(kuna - euro * _KUNA_FOR_EURO) <= 4 + 0.001 * kuna:  # half a cent is four lipa
            return kuna, euro
    return None

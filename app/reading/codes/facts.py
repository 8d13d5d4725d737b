"""What a code says, and the parsing that the families of codes share. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from app.core.money import MAX_CENTS

_YEARS = range(2005, 2100)  # the oldest of these codes is of 2012
_AMOUNT = re.compile(
    r"(?P<sign>-?)(?P<whole>[0-9]{1,12}|[0-9]{1,3}(?:[.,][0-9]{3}){1,4}(?=[.,]))(?:[.,](?P<part>[0-9]{1,2}))?"
)
_ISO_DAY = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TAX_NUMBER = re.compile(r"[0-9A-Z]{6,14}")


@dataclass(frozen=True)
class CodeFacts:
    """What a code says; None where it does not.

    `country` is the ISO 3166 code of the issuing country. The total is negative for a refund, in hundredths of
    `currency` (ISO 4217). With `other_total_cents` it is not certain where the decimals begin: the text of the receipt
    has to tell. `tax_number` is the seller's. A code of the kind "payment" asks for a bank transfer to `payee`.
    """

    country: str
    kind: Literal["receipt", "payment"] = "receipt"
    total_cents: int | None = None
    other_total_cents: int | None = None
    currency: str | None = None
    spent_on: dt.date | None = None
    tax_number: str | None = None
    payee: str | None = None


def parse_cents(text: str) -> int | None:
    """Return the hundredths of an amount, with a point or a comma before decimals; None for nothing and no amount."""
    return bounded(_to_cents(text) or 0)


def sum_cents(texts: list[str]) -> int | None:
    """Return the sum of amounts in hundredths, None if one cannot be read or if together they are nothing."""
    amounts = [cents for text in texts if (cents := _to_cents(text)) is not None]
    return bounded(sum(amounts)) if len(amounts) == len(texts) else None


def bounded(cents: int) -> int | None:
    """Return the amount, None if it is nothing or beyond what an expense can have."""
    return cents if 0 < abs(cents) <= MAX_CENTS else None


def parse_day(text: str, pattern: str) -> dt.date | None:
    """Return the day in a text whose pattern has the groups `year`, `month` and `day`."""
    match = re.fullmatch(pattern, text, re.ASCII)
    try:
        return likely_day(dt.date(*(int(match[part]) for part in ("year", "month", "day")))) if match else None
    except ValueError:
        return None


def parse_iso_day(text: str) -> dt.date | None:
    """Return the day of a local time such as 2026-03-07T14:32:00+02:00."""
    return parse_day(text, _ISO_DAY + r"(?:T\d\d:\d\d.*)?")


def likely_day(day: dt.date) -> dt.date | None:
    """Return the day, None if there were no such codes then."""
    return day if day.year in _YEARS else None


def tidy_tax_number(text: str) -> str | None:
    return text if _TAX_NUMBER.fullmatch(text) else None


def _to_cents(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None
    whole = int(re.sub(r"[.,]", "", match["whole"]))
    cents = 100 * whole + int((match["part"] or "").ljust(2, "0"))
    return -cents if match["sign"] else cents

"""The code of German receipts, of the electronic security device of a till.

V0;till;Kassenbeleg-V1;Beleg^amounts by five tax rates^paid:kind;…;…;start;end;…: DSFinV-K 2.4, appendix I. Times are in
UTC.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.reading.codes.facts import CodeFacts, likely_day, sum_cents

_PROCESS = "Kassenbeleg-V1"
_RECEIPT = "Beleg"  # others are orders, training and receipts broken off
_RATES = 5
_MIN_FIELDS = 8


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    fields = payload.split(";")
    if fields[0] != "V0" or len(fields) < _MIN_FIELDS or fields[2] != _PROCESS:
        return None
    kind, *parts = fields[3].split("^")
    amounts = parts[0].split("_") if parts else []
    if kind != _RECEIPT or len(amounts) != _RATES:
        return None
    return CodeFacts(country="DE", total_cents=sum_cents(amounts), currency="EUR", spent_on=_read_day(fields[7]))


def _read_day(text: str) -> dt.date | None:
    """Return the day in Germany.

    Raises:
        ValueError: it is no time.
    """
    moment = dt.datetime.fromisoformat(text)
    return likely_day((moment.astimezone(ZoneInfo("Europe/Berlin")) if moment.tzinfo else moment).date())

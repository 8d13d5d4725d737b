"""The code of Slovenian receipts: 60 digits, without an amount.

39 of the protective mark (ZOI), 8 of the tax number, yymmddHHMMSS, and a check digit: technical specification of the
Slovenian financial administration.
"""

from __future__ import annotations

import re

from app.reading.codes.facts import CodeFacts, parse_day

_PAYLOAD = re.compile(r"[0-9]{39}(?P<tax_number>[0-9]{8})(?P<moment>[0-9]{12})[0-9]")
_MOMENT = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\d{6}"


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None or sum(map(int, payload[:-1])) % 10 != int(payload[-1]):
        return None
    spent_on = parse_day(f"20{match['moment']}", _MOMENT)
    return CodeFacts(country="SI", currency="EUR", spent_on=spent_on, tax_number=match["tax_number"])

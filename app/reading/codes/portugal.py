"""The code of Portuguese invoices: fields by letter, separated by asterisks.

A:NIF*B:…*D:kind*…*F:YYYYMMDD*…*O:total*…: "Código QR", Portaria 195/2020 of the Portuguese tax authority.
"""

from __future__ import annotations

import re

from app.reading.codes.facts import CodeFacts, parse_cents, parse_day

_START = re.compile(r"A:(?P<nif>[0-9]{9})\*B:")
_DAY = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
_CREDIT_NOTE = "NC"


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    start = _START.match(payload)
    if start is None:
        return None
    fields = dict(part.split(":", 1) for part in payload.split("*") if ":" in part)
    total_cents = parse_cents(fields["O"])
    if total_cents and fields.get("D") == _CREDIT_NOTE:
        total_cents = -abs(total_cents)
    return CodeFacts(
        country="PT",
        total_cents=total_cents,
        currency="EUR",
        spent_on=parse_day(fields["F"], _DAY),
        tax_number=start["nif"],
    )

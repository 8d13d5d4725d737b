"""The code of Austrian receipts: fields separated by underscores.

_R1-AT0_till_receipt_time_five amounts by tax rate_…: Registrierkassensicherheitsverordnung, "maschinenlesbarer Code".
"""

from __future__ import annotations

import re

from app.reading.codes.facts import CodeFacts, parse_iso_day, sum_cents

_START = re.compile(r"_R[0-9]-[A-Z]{2}[0-9]{0,3}_")
_MIN_FIELDS = 10


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    fields = payload.split("_")
    if not _START.match(payload) or len(fields) < _MIN_FIELDS:
        return None
    return CodeFacts(
        country="AT", total_cents=sum_cents(fields[5:10]), currency="EUR", spent_on=parse_iso_day(fields[4])
    )

"""The code of Croatian receipts: the address at which the tax authority checks one.

https://porezna.gov.hr/rn?jir=…&datv=YYYYMMDD_HHMM&izn=…, or `zki` in place of `jir`: technical specification for
cash registers of the Croatian tax administration. It has the total and the time, and no tax number.
"""

from __future__ import annotations

import datetime as dt
import re

from app.reading.codes.addresses import parse_parameters
from app.reading.codes.facts import CodeFacts, bounded, parse_cents, parse_day

FIRST_DAY_OF_EURO = dt.date(2023, 1, 1)
_ADDRESS = re.compile(r"https?://(?:www\.)?porezna\.gov\.hr/rn/?\?", re.IGNORECASE)
_MOMENT = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)_\d{4}(?:\d\d)?"
_AMOUNT = re.compile(r"(?P<amount>-?[0-9.,]+)\s?(?:EUR|HRK|€|kn)?", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,14}")


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    address = _ADDRESS.match(payload)
    if address is None:
        return None
    parameters = parse_parameters(payload[address.end() :])
    if not {"jir", "zki"} & parameters.keys():
        return None
    spent_on = parse_day(parameters.get("datv", ""), _MOMENT)
    total_cents, other_total_cents = _read_total(parameters.get("izn", ""))
    return CodeFacts(
        country="HR",
        total_cents=total_cents,
        other_total_cents=other_total_cents,
        currency=currency_on(spent_on) if spent_on else None,
        spent_on=spent_on,
    )


def currency_on(day: dt.date) -> str:
    return "EUR" if day >= FIRST_DAY_OF_EURO else "HRK"


def _read_total(text: str) -> tuple[int | None, int | None]:
    """Return the total, and what else it could be.

    The specification asks for 12,50, but most registers write 1250. Without a mark it is cents, unless the receipt's
    text has the whole amount alone.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        return None, None
    if _WHOLE_NUMBER.fullmatch(match["amount"]):
        number = int(match["amount"])
        return bounded(number), bounded(100 * number)
    return parse_cents(match["amount"]), None

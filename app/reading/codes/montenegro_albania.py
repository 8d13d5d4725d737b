"""The codes of receipts of Montenegro and Albania, which share one form.

https://mapr.tax.gov.me/ic/#/verify?iic=…&tin=…&crtd=…&prc=…, the same at efiskalizimi-app.tatime.gov.al: technical
specifications of fiscalization of both tax administrations.
"""

from __future__ import annotations

import re

from app.reading.codes.addresses import parse_parameters
from app.reading.codes.facts import CodeFacts, parse_cents, parse_iso_day, tidy_tax_number

_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?P<authority>tax\.gov\.me|tatime\.gov\.al)/[^?]{0,100}\?", re.IGNORECASE
)
_COUNTRIES = {"tax.gov.me": ("ME", "EUR"), "tatime.gov.al": ("AL", "ALL")}


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    address = _ADDRESS.match(payload)
    if address is None:
        return None
    parameters = parse_parameters(payload[address.end() :])
    country, currency = _COUNTRIES[address["authority"].lower()]
    return CodeFacts(
        country=country,
        total_cents=parse_cents(parameters["prc"]),
        currency=currency,
        spent_on=parse_iso_day(parameters["crtd"]),
        tax_number=tidy_tax_number(parameters.get("tin", "")),
    )

"""The code of Spanish invoices: the address at which the tax agency checks one.

…/ValidarQR?nif=&numserie=&fecha=dd-mm-yyyy&importe=: Veri*Factu, "Características del QR", Agencia Tributaria.
"""

from __future__ import annotations

import re

from app.reading.codes.addresses import parse_parameters
from app.reading.codes.facts import CodeFacts, parse_cents, parse_day, tidy_tax_number

_ADDRESS = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:agenciatributaria\.gob\.es|aeat\.es)/wlpl/[\w-]{1,40}/ValidarQR\w{0,20}\?",
    re.IGNORECASE | re.ASCII,
)
_DAY = r"(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})"


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    address = _ADDRESS.match(payload)
    if address is None:
        return None
    parameters = parse_parameters(payload[address.end() :])
    return CodeFacts(
        country="ES",
        total_cents=parse_cents(parameters["importe"]),
        currency="EUR",
        spent_on=parse_day(parameters["fecha"], _DAY),
        tax_number=tidy_tax_number(parameters.get("nif", "")),
    )

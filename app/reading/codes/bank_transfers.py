"""The codes that fill in a bank transfer: the Croatian payment slip, and the SEPA credit transfer.

HUB3, "2D bar code", of the Croatian Banking Association: HRVHUB30, currency, 15 digits of cents, payer (3 lines), payee
(3 lines), IBAN and more. EPC069-12 of the European Payments Council: BCD, version, characters, SCT, BIC, payee, IBAN,
amount and more.
"""

from __future__ import annotations

import re

from app.core.text import strip_control_characters, tidy_line
from app.reading.codes.facts import CodeFacts, bounded, parse_cents

_SLIP = re.compile(r"HRVHUB30\n(?P<currency>EUR|HRK)\n(?P<cents>[0-9]{1,15})\n(?:[^\n]*\n){3}(?P<payee>[^\n]*)\n")
_TRANSFER = re.compile(
    r"BCD\n00[12]\n[1-8]\n(?:SCT|INST)\n[^\n]*\n(?P<payee>[^\n]*)\n(?P<country>[A-Z]{2})[0-9]{2}[0-9A-Z ]{1,36}"
    r"(?:\n(?:(?P<currency>[A-Z]{3})(?P<amount>[0-9.]{1,15}))?(?:\n.*)?)?",
    re.DOTALL,
)
_PAYEE_MAX_LENGTH = 70  # in both forms


def read_payment_slip(payload: str) -> CodeFacts | None:
    """Return what a Croatian payment slip says, None for another payload."""
    match = _SLIP.match(_unix(payload))
    if match is None:
        return None
    total_cents = bounded(int(match["cents"]))  # zero is left to the payer
    payee = _tidy_payee(match["payee"])
    return CodeFacts(country="HR", kind="payment", total_cents=total_cents, currency=match["currency"], payee=payee)


def read_transfer(payload: str) -> CodeFacts | None:
    """Return what a SEPA credit transfer says, None for another payload."""
    match = _TRANSFER.fullmatch(_unix(payload))
    if match is None:
        return None
    return CodeFacts(
        country=match["country"],
        kind="payment",
        total_cents=parse_cents(match["amount"] or ""),
        currency=match["currency"],
        payee=_tidy_payee(match["payee"]),
    )


def _unix(payload: str) -> str:
    """Return the payload without carriage returns and padding."""
    return "\n".join(line.strip() for line in payload.split("\n"))


def _tidy_payee(text: str) -> str | None:
    return tidy_line(strip_control_characters(text))[:_PAYEE_MAX_LENGTH].strip() or None

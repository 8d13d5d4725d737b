"""Understanding the payload of a code, whatever family it is of. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reading.codes import (
    austria,
    bank_transfers,
    croatia,
    germany,
    montenegro_albania,
    portugal,
    serbia,
    slovenia,
    spain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from app.reading.codes.facts import CodeFacts

MAX_PAYLOAD_LENGTH = 3000  # characters; a Serbian invoice, the longest, has about a thousand
_FAMILIES: tuple[Callable[[str], CodeFacts | None], ...] = (
    croatia.read,
    serbia.read,
    montenegro_albania.read,
    portugal.read,
    germany.read,
    austria.read,
    spain.read,
    slovenia.read,
    bank_transfers.read_payment_slip,
    bank_transfers.read_transfer,
)


@dataclass(frozen=True)
class Code:
    """The payload of a code, and what it says."""

    payload: str
    facts: CodeFacts


def first_code(payloads: Iterable[str]) -> Code | None:
    """Return the first code that is understood; the code of a receipt goes before that of a bank transfer."""
    codes = [Code(payload, facts) for payload in payloads if (facts := read_code(payload))]
    return min(codes, key=lambda code: code.facts.kind == "payment", default=None)


def read_code(payload: str | bytes) -> CodeFacts | None:
    """Return what a payload says, None if it is of no known form or does not follow it."""
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
    if len(text) > MAX_PAYLOAD_LENGTH:
        return None
    for read in _FAMILIES:
        try:
            facts = read(text.strip())
        except (ArithmeticError, LookupError, ValueError):  # what parsing a malformed payload can raise
            return None
        if facts is not None:
            return facts
    return None


def settle_total(facts: CodeFacts, amounts_of_text: Collection[int]) -> int | None:
    """Return the total in cents, given the amounts in the text of the receipt.

    A code that does not say where its decimals begin means cents, unless the text has the other reading alone.
    """
    total, other = facts.total_cents, facts.other_total_cents
    is_other = other in amounts_of_text and total not in amounts_of_text
    return other if is_other else total

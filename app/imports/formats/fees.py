"""Fees that stand in a column of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.records import Fault

if TYPE_CHECKING:
    from app.imports.rows import RowMaker


def without_fee(make: RowMaker, amount: str | int, fee: str) -> str | int:
    """Return a signed amount less its fee, in minor units: money out of -5.00 with a fee of 0.10 is -510.

    If one of the two cannot be read, that one is returned as it stands, so that the row is refused for it.
    """
    cents, fee_cents = make.cents(amount), make.cents(fee) if fee.strip() else 0
    if isinstance(cents, Fault) or not fee_cents:
        return amount
    return fee if isinstance(fee_cents, Fault) else cents - fee_cents

"""Wise: the statement of a balance, and the history of all payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.fees import without_fee
from app.imports.formats.programs import PlainProgram
from app.imports.records import DateOrder, Kind
from app.imports.rows import Draft, join_note

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker


class WiseStatement(PlainProgram):
    """Money out is negative, with its fees in it. Both the payment and a fee of its own row can have the same key."""

    source, title = "wise", "Wise"
    columns = frozenset({"transferwise id", "date", "amount", "currency", "description", "payment reference"})
    usual_order = DateOrder.DMY

    def convert(self, make: RowMaker, record: Record) -> Row:
        name = record["merchant"] or record["payee name"] or record["payer name"] or record["description"]
        key = record["transferwise id"]
        draft = Draft(
            record.line,
            record["date"],
            record["amount"],
            currency=record["currency"],
            merchant=name,
            note=join_note(record["payment reference"], record["note"]),
            external_id=f"{key}:{record['amount']}" if key else "",
        )
        is_conversion = record["transaction details type"] == "CONVERSION" or key.startswith("BALANCE-")
        return make.make(draft, Kind.TRANSFER) if is_conversion else make.signed(draft)


class WiseHistory(PlainProgram):
    """Amounts are positive; a column tells money out, money in, and conversions between the person's own balances."""

    source, title = "wise", "Wise"
    columns = frozenset({"id", "status", "direction", "created on", "source amount after fees", "source currency"})
    date_columns = ("created on", "finished on")
    amount_columns = ("source amount after fees", "source fee amount")

    def convert(self, make: RowMaker, record: Record) -> Row:
        if record["direction"] == "IN":
            return make.make(_draft(record, "target", "source", record["target amount after fees"]), _kind(record))
        return make.make(_draft(record, "source", "target", _cost(make, record)), _kind(record))


def _draft(record: Record, side: str, other_side: str, amount: str | int) -> Draft:
    return Draft(
        record.line,
        record["created on"] or record["finished on"],
        amount,
        currency=record[f"{side} currency"],
        merchant=record[f"{other_side} name"],
        note=join_note(record["reference"], record["note"]),
        category=record["category"],
        external_id=record["id"],
    )


def _cost(make: RowMaker, record: Record) -> str | int:
    """Return what left the balance: the amount, and the fee where it has the same currency."""
    has_same_currency = record["source fee currency"] == record["source currency"]
    cost = without_fee(make, f"-{record['source amount after fees']}", record["source fee amount"] * has_same_currency)
    return -cost if isinstance(cost, int) else cost.removeprefix("-")


def _kind(record: Record) -> Kind:
    if record["status"] != "COMPLETED":
        return Kind.PENDING
    return {"OUT": Kind.EXPENSE, "IN": Kind.INCOME}.get(record["direction"], Kind.TRANSFER)

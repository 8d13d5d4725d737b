"""Mint, which is gone: people keep its last CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.records import DateOrder, Kind
from app.imports.rows import Draft, hashtags, join_note

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker

_TRANSFERS = frozenset({"Transfer", "Credit Card Payment"})


class Mint(PlainProgram):
    """Amounts are positive; a column tells money out (debit) from money in (credit)."""

    source, title = "mint", "Mint"
    columns = frozenset({"date", "description", "original description", "amount", "transaction type", "category"})
    usual_order = DateOrder.MDY

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        draft = Draft(
            record.line,
            record["date"],
            record["amount"],
            merchant=record["description"],
            note=join_note(record["notes"], hashtags(record["labels"].split(" "))),
            category=record["category"],
        )
        if record["category"] in _TRANSFERS:
            return make.make(draft, Kind.TRANSFER)
        return make.make(draft, Kind.INCOME) if record["transaction type"] == "credit" else make.spent(draft)

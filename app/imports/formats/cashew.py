"""Cashew: its CSV, which has paid transactions only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.records import Kind
from app.imports.rows import Draft

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker


_CORRECTION = "Balance Correction"  # a transfer is two of them


class Cashew(PlainProgram):
    """Expenses are negative."""

    source, title = "cashew", "Cashew"
    columns = frozenset({"account", "amount", "currency", "title", "note", "date", "income", "category name"})
    category_columns = ("category name", "subcategory name")

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        draft = Draft(
            record.line,
            record["date"],
            record["amount"],
            currency=record["currency"],
            merchant=record["title"],
            note=record["note"],
            category=make.category(record["category name"], record["subcategory name"]),
        )
        is_transfer = record["category name"] == _CORRECTION
        return make.make(draft, Kind.TRANSFER) if is_transfer else make.signed(draft)

"""N26: the statement as CSV, in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.rows import Draft

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker


class N26(PlainProgram):
    """Money out is negative, always in euro. Rows have no key, and equal ones occur."""

    source, title = "n26", "N26"
    columns = frozenset({"booking date", "value date", "partner name", "type", "payment reference", "amount eur"})
    date_columns = ("booking date", "value date")
    amount_columns = ("amount eur",)

    def convert(self, make: RowMaker, record: Record) -> Row:
        return make.signed(
            Draft(
                record.line,
                record["booking date"] or record["value date"],
                record["amount eur"],
                currency="EUR",
                merchant=record["partner name"] or record["payment reference"],
                note=record["payment reference"] if record["partner name"] else "",
            )
        )

"""Receipt Wrangler: `receipts.csv` of its export, alone or in the ZIP. Pictures do not come along: it exports none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.rows import Draft, hashtags

if TYPE_CHECKING:
    from app.imports.files import Content, SourceFile
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker


class ReceiptWrangler(PlainProgram):
    """Money spent is positive. The first of several categories counts, the others are tags."""

    source, title = "receipt-wrangler", "Receipt Wrangler"
    columns = frozenset({"id", "receipt date", "name", "paid by", "amount", "status", "categories", "tags"})
    date_columns = ("receipt date",)

    def content(self, file: SourceFile) -> Content:
        return file.find("receipts.csv") or file

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        category, *others = record["categories"].split(",")
        draft = Draft(
            record.line,
            record["receipt date"],
            record["amount"],
            merchant=record["name"],
            note=hashtags([*others, *record["tags"].split(",")]),
            category=category,
            external_id=record["id"],
        )
        return make.spent(draft)

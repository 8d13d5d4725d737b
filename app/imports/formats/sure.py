"""Sure: `transactions.csv` of its export, alone or in the ZIP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.rows import Draft, hashtags, join_note

if TYPE_CHECKING:
    from app.imports.files import Content, SourceFile
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker

_TAG = re.compile(r"(?:\\.|[^,\\])+")  # within tags, commas have a backslash before them


class Sure(PlainProgram):
    """Money out is positive."""

    source, title = "sure", "Sure"
    columns = frozenset({"date", "account name", "amount", "name", "category", "tags", "notes", "currency"})

    def content(self, file: SourceFile) -> Content:
        return file.find("transactions.csv") or file

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        tags = (re.sub(r"\\(.)", r"\1", tag) for tag in _TAG.findall(record["tags"]))
        draft = Draft(
            record.line,
            record["date"],
            _negated(record["amount"]),
            currency=record["currency"],
            merchant=record["name"],
            note=join_note(record["notes"], hashtags(tags)),
            category=record["category"],
        )
        return make.signed(draft)


def _negated(amount: str) -> str:
    return amount[1:] if amount.startswith("-") else f"-{amount}" if amount else ""

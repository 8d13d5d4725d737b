"""ezBookkeeping: CSV and TSV. It has no merchants: the description stands for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.records import Kind
from app.imports.rows import Draft, hashtags

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker

_KINDS = {"Expense": Kind.EXPENSE, "Income": Kind.INCOME, "Transfer": Kind.TRANSFER}


class EzBookkeeping(PlainProgram):
    """Expenses are positive. The time is local to the time zone beside it, so the day is as it stands there."""

    source, title = "ezbookkeeping", "ezBookkeeping"
    columns = frozenset({"time", "type", "sub category", "account", "amount", "account2", "description"})
    date_columns = ("time",)
    category_columns = ("category", "sub category")

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        kind = _KINDS.get(record["type"])
        if kind is None:  # a correction of a balance
            return None
        draft = Draft(
            record.line,
            record["time"],
            record["amount"],
            currency=record["account currency"],
            merchant=record["description"],
            note=hashtags(record["tags"].split(";")),
            category=make.category(record["category"], record["sub category"]),
        )
        return make.make(draft, kind)

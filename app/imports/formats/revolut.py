"""Revolut: the statement of an account as CSV. Words are in the language of the app, columns always the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.imports.formats.fees import without_fee
from app.imports.formats.programs import PlainProgram
from app.imports.records import Kind
from app.imports.rows import Draft, Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile
    from app.imports.records import Answers, Row
    from app.imports.rows import RowMaker
    from app.imports.tables import Table

_NAMES = (
    *("type", "product", "started date", "completed date", "description"),
    *("amount", "fee", "currency", "state", "balance"),
)
_MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?"
_MONEY = r"-?\d+(\.\d+)?"
_WORD = r"[^\W\d][^\d]*"
# What cells look like in any language; payments that are not over have no end and no balance.
_CELLS = tuple(
    re.compile(pattern)
    for pattern in (
        *(_WORD, _WORD, _MOMENT, rf"({_MOMENT})?", r"(?s:.*)"),
        *(_MONEY, _MONEY, r"[A-Z]{3}", _WORD, rf"({_MONEY})?"),
    )
)
_EXCHANGE = {"exchange", "cambio", "change"}  # English, Spanish, French
_POCKETS = {"Savings", "Deposit", "Pocket"}
_OPEN = {"PENDING", "REVERTED", "DECLINED", "FAILED"}


class Revolut(PlainProgram):
    """Money out is negative, and its fee comes on top. Rows have no key, and say when they began and ended."""

    source, title = "revolut", "Revolut"
    columns = frozenset(_NAMES[:-1])
    date_columns = ("started date", "completed date")

    def recognizes(self, file: SourceFile) -> bool:
        return super().recognizes(file) or _is_localized(file)

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:
        convert = super().converter(table, make, answers)
        if self.columns <= set(table.names):
            return convert
        return lambda record: convert(Record(record.line, _NAMES, record.values()))

    def convert(self, make: RowMaker, record: Record) -> Row:
        draft = Draft(
            record.line,
            record["completed date"] or record["started date"],
            without_fee(make, record["amount"], record["fee"]),
            currency=record["currency"],
            merchant=record["description"],
        )
        if not _is_booked(record):
            return make.make(draft, Kind.PENDING)
        is_transfer = record["type"].lower() in _EXCHANGE or record["product"] in _POCKETS
        return make.make(draft, Kind.TRANSFER) if is_transfer else make.signed(draft)


def _is_localized(file: SourceFile) -> bool:
    """Tell whether the table has Revolut's columns under names of another language."""
    if len(file.names) != len(_NAMES):
        return False
    return all(
        all(look.fullmatch(cell) for look, cell in zip(_CELLS, row, strict=False)) for row in file.table.first_rows(20)
    )


def _is_booked(record: Record) -> bool:
    """Tell whether the payment is over: by its state, or where that is in another language, by its end and balance."""
    if record["state"] == "COMPLETED" or record["state"] in _OPEN:
        return record["state"] == "COMPLETED"
    return bool(record["completed date"] and record["balance"])

"""Firefly III: the transactions of its export. Parts of a split have their own rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.imports.formats.programs import PlainProgram
from app.imports.records import Kind
from app.imports.rows import Draft, hashtags, join_note

if TYPE_CHECKING:
    from app.imports.records import Row
    from app.imports.rows import Record, RowMaker

_KINDS = {"Withdrawal": Kind.EXPENSE, "Deposit": Kind.INCOME, "Transfer": Kind.TRANSFER}
# The same payment in up to three currencies: the column of the code, and that of the amount.
_AMOUNTS = (
    ("currency code", "amount"),
    ("foreign currency code", "foreign amount"),
    ("primary currency code", "pc amount"),
)


class Firefly(PlainProgram):
    """Withdrawals are negative, everything else is positive. The day is the one in the time zone beside it."""

    source, title = "firefly", "Firefly III"
    columns = frozenset({"journal id", "type", "currency code", "amount", "description", "date", "destination name"})
    category_columns = ()

    def convert(self, make: RowMaker, record: Record) -> Row | None:
        kind = _KINDS.get(record["type"])
        if kind is None:  # opening balances, corrections
            return None
        currency, amount = _in_currency(record, make.currency)
        is_expense = kind is Kind.EXPENSE
        merchant = record["destination name"] if is_expense else record["source name"]
        draft = Draft(
            record.line,
            record["date"].partition("T")[0],
            amount,
            currency=currency,
            merchant=merchant,
            note=join_note(*_note(record, merchant)),
            category=record["category"],
            external_id=record["journal id"],
        )
        return make.signed(draft) if is_expense else make.make(draft, kind)


def _in_currency(record: Record, currency: str) -> tuple[str, str]:
    """Return the amount in the account's currency where the row has one."""
    amounts = [(record[code], record[amount]) for code, amount in _AMOUNTS if record[amount]]
    return next((pair for pair in amounts if pair[0] == currency), (record["currency code"], record["amount"]))


def _note(record: Record, merchant: str) -> tuple[str, ...]:
    texts = (text for text in (record["group title"], record["description"]) if text != merchant)
    return (*texts, record["notes"], hashtags(record["tags"].split(",")))

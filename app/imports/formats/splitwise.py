"""Splitwise: the CSV of a group or a friendship. What counts is the share of one person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.imports.formats.programs import Program
from app.imports.records import Fault, ForeignRow, Kind, Question
from app.imports.rows import Draft, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile
    from app.imports.records import Answers, Row
    from app.imports.rows import Record, RowMaker
    from app.imports.tables import Table

_COLUMNS = ("date", "description", "category", "cost", "currency")
_PAYMENTS = frozenset({"Payment", "Settle all balances"})  # what one paid back to another
_TOTAL = "Total balance"


class Splitwise(Program):
    """Behind the first columns, each member has one: what the person paid, less the person's share."""

    source, title = "splitwise", "Splitwise"
    columns = frozenset(_COLUMNS)
    amount_columns = ("cost",)

    def recognizes(self, file: SourceFile) -> bool:
        return file.names[: len(_COLUMNS)] == _COLUMNS and bool(_members(file.table))

    def questions(self, table: Table) -> tuple[Question, ...]:
        return (Question("person", tuple(_members(table))), Question("whole_bill", ("no", "yes")))

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:
        if answers.whole_bill:
            return partial(_whole, make)
        members = _members(table)
        person = members.get(answers.person) or next(iter(members.values()))
        return partial(_share, make, person, tuple(members.values()))


def _members(table: Table) -> dict[str, str]:
    """Return the members with the keys of their columns."""
    pairs = zip(table.header[len(_COLUMNS) :], table.names[len(_COLUMNS) :], strict=True)
    return {member: name for member, name in pairs if name}


def _whole(make: RowMaker, record: Record) -> Row | None:
    if record["description"] == _TOTAL:
        return None
    is_payment = record["category"] in _PAYMENTS
    return make.make(_draft(record, record["cost"]), Kind.TRANSFER if is_payment else Kind.EXPENSE)


def _share(make: RowMaker, person: str, members: tuple[str, ...], record: Record) -> Row | None:
    """Return the person's part: with one payer, what the others owe shows it."""
    whole, net = _whole(make, record), make.cents(record[person])
    if not isinstance(whole, ForeignRow) or whole.kind is Kind.TRANSFER or isinstance(net, Fault):
        return whole
    nets = [make.cents(record[member]) for member in members]
    if net > 0 and sum(isinstance(other, int) and other > 0 for other in nets) > 1:
        return unreadable(record.line, Fault.BAD_ROW, record["description"])
    share = whole.amount_cents - net if net > 0 else -net
    return make.spent(_draft(record, share)) if share else None


def _draft(record: Record, amount: str | int) -> Draft:
    return Draft(
        record.line,
        record["date"],
        amount,
        currency=record["currency"],
        merchant=record["description"],
        category=record["category"],
    )

"""I Hate Money: the bills of a project. What counts is the share of one person, or the whole of each bill."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING

from app.imports.formats.programs import Program
from app.imports.records import Fault, Kind, Question
from app.imports.rows import Draft, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.records import Answers, Row
    from app.imports.rows import Record, RowMaker
    from app.imports.tables import Table

_ONE = Decimal(1)


class IHateMoney(Program):
    """Amounts are positive. Weights stand beside the payers only: somebody who never paid weighs 1."""

    source, title = "ihatemoney", "I Hate Money"
    columns = frozenset({"what", "amount", "date", "payer name", "payer weight", "owers"})

    def questions(self, table: Table) -> tuple[Question, ...]:
        return (Question("person", tuple(_weights(table))), Question("whole_bill", ("no", "yes")))

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:
        if answers.whole_bill:
            return partial(_whole, make)
        weights = _weights(table)
        person = answers.person if answers.person in weights else next(iter(weights))
        return partial(_share, make, weights, person)


def _weights(table: Table) -> dict[str, Decimal]:
    """Return the weight of each member: payers by their names, then the others."""
    payer, weight, owers = map(table.names.index, ("payer name", "payer weight", "owers"))
    payers: dict[str, Decimal] = {}
    others: set[str] = set()
    for _, row in table.rows():
        payers[plain(row[payer]).strip()] = _weight(row[weight])
        others.update(_owers(row[owers]))
    return dict(sorted(payers.items())) | dict.fromkeys(sorted(others - payers.keys()), _ONE)


def _whole(make: RowMaker, record: Record) -> Row | None:
    kind = Kind.TRANSFER if record["bill type"] == "Reimbursement" else Kind.EXPENSE
    return make.make(_draft(record, record["amount"]), kind)


def _share(make: RowMaker, weights: dict[str, Decimal], person: str, record: Record) -> Row | None:
    whole, cents = _whole(make, record), make.cents(record["amount"])
    if isinstance(cents, Fault) or record["bill type"] == "Reimbursement":
        return whole
    owers = _owers(record["owers"])
    total = sum((weights[name] for name in owers), Decimal(0))
    if person not in owers or not total:
        return None
    return make.spent(_draft(record, round(cents * weights[person] / total)))


def _draft(record: Record, amount: str | int) -> Draft:
    return Draft(record.line, record["date"], amount, currency=record["currency"], merchant=plain(record["what"]))


def _owers(text: str) -> list[str]:
    return [name.strip() for name in plain(text).split(", ") if name.strip()]


def _weight(text: str) -> Decimal:
    try:
        weight = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return _ONE
    return weight if weight.is_finite() and 0 < weight < 10**6 else _ONE

"""Erste&Steiermärkische Bank of Croatia: the turnover of an account, from NetBanking or George.

The first line names the account and its currency. Money out and money in have a column each, and balances stand beside.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from app.imports.formats.programs import Program
from app.imports.records import DateOrder, Fault, Kind
from app.imports.rows import Draft, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.records import Answers, Row
    from app.imports.rows import Record, RowMaker
    from app.imports.tables import Table

_CURRENCY = re.compile(r"\bValuta:?\s+(?P<code>[A-Z]{3})\b")
_TEXTS = ("opis placanja tecaj", "opis placanja")
_KEYS = ("referenca placanja", "referenca")
_MONEY = ("isplate", "uplate", "stanje")
_MAX_BROKEN = 1 / 3  # the share of rows that may not continue the balance where balances prove anything


class Erste(Program):
    """A row is taken if its balance follows from the one before; in a filtered file, where none does, all are."""

    source, title = "erste-hr", "Erste banka (HR)"
    columns = frozenset({"redni broj", "datum valute", "datum izvrsenja", *_MONEY})
    date_columns = ("datum izvrsenja", "datum valute")
    amount_columns = _MONEY
    usual_order = DateOrder.DMY

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:  # noqa: ARG002
        return partial(_convert, make, _currency_of(table), _misfits(table, make))


def _convert(make: RowMaker, currency: str, misfits: frozenset[int], record: Record) -> Row:
    spent, received = (cell if make.cents(cell) else "" for cell in (record["isplate"], record["uplate"]))
    if record.line in misfits:
        return unreadable(record.line, Fault.BAD_BALANCE, record["stanje"])
    if spent and received:
        return unreadable(record.line, Fault.BAD_ROW, f"{spent} {received}")
    text, name = _first(record, _TEXTS), record["platitelj primatelj"]
    draft = Draft(
        record.line,
        record["datum izvrsenja"] or record["datum valute"],
        spent or received,
        currency=currency,
        merchant=name or text,
        note=text if name else "",
        external_id=_first(record, _KEYS),
    )
    return make.make(draft, Kind.INCOME) if received else make.spent(draft)


def _misfits(table: Table, make: RowMaker) -> frozenset[int]:
    """Return the lines of rows whose amount does not lead from one balance to the next, the oldest first or last."""
    flows = [
        flow for line, row in table.rows() if (flow := _flow(make, line, dict(zip(table.names, row, strict=False))))
    ]
    rising = [line for (_, _, before), (line, change, after) in pairwise(flows) if before + change != after]
    falling = [line for (line, change, after), (_, _, before) in pairwise(flows) if before + change != after]
    broken = min(rising, falling, key=len)
    return frozenset(broken if len(broken) <= len(flows) * _MAX_BROKEN else ())


def _flow(make: RowMaker, line: int, cells: dict[str, str]) -> tuple[int, int, int] | None:
    """Return the line, what the row adds to the balance, and the balance; None where the row does not say it."""
    spent, received, balance = (make.cents(cells[name] or "0") for name in _MONEY)
    if isinstance(spent, Fault) or isinstance(received, Fault) or isinstance(balance, Fault) or not cells["stanje"]:
        return None
    return line, received - spent, balance


def _currency_of(table: Table) -> str:
    """Return the currency that stands above the header."""
    match = _CURRENCY.search("\n".join(table.text.split("\n", table.first_line)[: table.first_line - 2]))
    return match["code"] if match else ""


def _first(record: Record, names: tuple[str, ...]) -> str:
    return next((record[name] for name in names if record[name]), "")

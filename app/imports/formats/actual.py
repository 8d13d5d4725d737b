"""Actual: the CSV of an account or of all accounts; `actual_budget` reads whole budgets."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from app.imports.formats.programs import Program
from app.imports.records import Kind
from app.imports.rows import Draft, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.records import Answers, Row
    from app.imports.rows import Record, RowMaker
    from app.imports.tables import Table

_PARENT = re.compile(r"\(SPLIT INTO \d+\)")
_CHILD = re.compile(r"\(SPLIT \d+ OF \d+\) ?")
_GROUP = re.compile(r"(?P<group>[^:]+): (?P<name>.+)")


class Actual(Program):
    """Expenses are negative. Of a split, the parts are taken, and not the whole.

    A transfer has no category, and the name of another account as its payee.
    """

    source, title = "actual", "Actual Budget"
    columns = frozenset({"account", "date", "payee", "notes", "category", "amount", "cleared"})
    category_columns = ("category group", "category")

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:  # noqa: ARG002
        accounts = set(table.column(table.names.index("account")))
        return partial(_convert, make, accounts)


def _convert(make: RowMaker, accounts: set[str], record: Record) -> Row | None:
    if _PARENT.match(record["notes"]):
        return None
    payee = plain(record["payee"])
    draft = Draft(
        record.line,
        record["date"],
        record["amount"],
        merchant=payee,
        note=plain(_CHILD.sub("", plain(record["notes"]))),
        category=make.category(*_category(record)),
    )
    is_transfer = payee in accounts and not record["category"]
    return make.make(draft, Kind.TRANSFER) if is_transfer else make.signed(draft)


def _category(record: Record) -> tuple[str, str]:
    """Return group and name; the oldest files have both in one column."""
    group, name = plain(record["category group"]), plain(record["category"])
    match = None if "split amount" in record else _GROUP.fullmatch(name)
    return (match["group"], match["name"]) if match else (group, name)

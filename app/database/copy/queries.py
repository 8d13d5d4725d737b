"""Reading what must be equal after a copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.database.engine import Base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, TableClause

_AMOUNT = "amount_cents"


@dataclass(frozen=True)
class Contents:
    """The number of rows of each table, and the sum of amounts in cents by user and table."""

    counts: dict[str, int]
    sums: dict[tuple[int, str], int]


def read_contents(connection: Connection, tables: Sequence[TableClause] | None = None) -> Contents:
    """Count the rows of every table, and sum amounts by user, including the trash. Without tables, read the models'."""
    tables = Base.metadata.sorted_tables if tables is None else tables
    counts = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    sums: dict[tuple[int, str], int] = {}
    for table in tables:
        if _AMOUNT not in table.columns:
            continue
        user_id = table.columns["user_id"]
        statement = select(user_id, func.coalesce(func.sum(table.columns[_AMOUNT]), 0)).group_by(user_id)
        sums.update({(user, table.name): int(cents) for user, cents in connection.execute(statement)})
    return Contents(counts, dict(sorted(sums.items())))

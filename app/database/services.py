"""Copying the rows of one database into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.database.connections import DatabaseCopyError
from app.database.queries import read_contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

    from app.database.queries import Contents

BATCH_ROWS = 5000


class DifferentContentsError(DatabaseCopyError):
    """After the copy, source and target do not hold the same."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"Source and target differ in {', '.join(tables)}: nothing is kept of the copy.")


def copy_rows(source: Connection, target: Connection, table: Table) -> Iterator[int]:
    """Copy a table in batches; yield the number of rows after each one."""
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH_ROWS)
    for rows in source.execute(statement).mappings().partitions():
        target.execute(table.insert(), [dict(row) for row in rows])
        yield len(rows)


def check_copy(expected: Contents, target: Connection) -> None:
    """Compare the target with what the source holds, and see that no row points nowhere.

    Raises:
        DifferentContentsError: they do not hold the same.
    """
    found = read_contents(target)
    differing = {name for name in expected.counts if expected.counts[name] != found.counts[name]}
    differing |= {name for (_, name), _ in expected.sums.items() ^ found.sums.items()}
    if target.dialect.name == "sqlite":  # which migrates, and so copies, without foreign keys
        differing |= {row[0] for row in target.exec_driver_sql("PRAGMA foreign_key_check")}
    if differing:
        raise DifferentContentsError(sorted(differing))


def continue_numbers(target: Connection, table: Table) -> None:
    """Let the next row get the number after the last one: PostgreSQL counts apart from the rows, SQLite does not."""
    if target.dialect.name != "postgresql":
        return
    (key,) = table.primary_key
    name = target.dialect.identifier_preparer.format_table(table)
    last = select(func.max(key)).scalar_subquery()
    sequence = func.pg_get_serial_sequence(name, key.name)
    target.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))

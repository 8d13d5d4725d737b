"""Copying the rows of one database into another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import column, delete, func, insert, select
from sqlalchemy import table as named_table

from app.database.copy.connections import DatabaseCopyError
from app.database.copy.queries import read_contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Function, Table

    from app.database.copy.queries import Contents

BATCH_ROWS = 5000
_SEQUENCES = named_table("sqlite_sequence", column("name"), column("seq"))  # where SQLite keeps the last ids


class DifferentContentsError(DatabaseCopyError):
    """After the copy, source and target differ."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"Source and target differ in {', '.join(tables)}: nothing is kept of the copy.")


def copy_rows(source: Connection, target: Connection, table: Table) -> Iterator[int]:
    """Copy a table in batches; yield the number of rows after each one."""
    statement = select(table).order_by(*table.primary_key).execution_options(yield_per=BATCH_ROWS)
    for rows in source.execute(statement).mappings().partitions():
        target.execute(table.insert(), [dict(row) for row in rows])
        yield len(rows)


def check_copy(expected: Contents, target: Connection) -> None:
    """Compare the target with the source, and check its foreign keys.

    Raises:
        DifferentContentsError: they differ.
    """
    found = read_contents(target)
    differing = {name for name in expected.counts if expected.counts[name] != found.counts[name]}
    differing |= {name for (_, name), _ in expected.sums.items() ^ found.sums.items()}
    if target.dialect.name == "sqlite":  # whose connection has foreign keys off, for the migrations
        differing |= {row[0] for row in target.exec_driver_sql("PRAGMA foreign_key_check")}
    if differing:
        raise DifferentContentsError(sorted(differing))


def continue_numbers(source: Connection, target: Connection, table: Table) -> None:
    """Continue the id sequences, so that ids of rows deleted in the source are not used again."""
    last = _last_number(source, table)
    if last is None:
        return
    if target.dialect.name == "sqlite":
        target.execute(delete(_SEQUENCES).where(_SEQUENCES.c.name == table.name))
        target.execute(insert(_SEQUENCES).values(name=table.name, seq=last))
    else:
        target.execute(select(func.setval(_sequence(target, table), last)))


def _last_number(connection: Connection, table: Table) -> int | None:
    """Return the last id that a table has given, if any."""
    if connection.dialect.name == "sqlite":
        return connection.scalar(select(_SEQUENCES.c.seq).where(_SEQUENCES.c.name == table.name))
    highest = select(func.max(*table.primary_key)).scalar_subquery()  # explicit ids do not advance the sequence
    return connection.scalar(select(func.greatest(highest, func.pg_sequence_last_value(_sequence(connection, table)))))


def _sequence(postgresql: Connection, table: Table) -> Function[str]:
    (key,) = table.primary_key
    return func.pg_get_serial_sequence(postgresql.dialect.identifier_preparer.format_table(table), key.name)

"""Rebuilding a table, as SQLite needs it for most changes, without giving a number twice."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.operations import BatchOperations

SEQUENCES = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))


@contextmanager
def rebuild(table: str, **options: Any) -> Iterator[BatchOperations]:
    """Alter a table as `op.batch_alter_table` does; on SQLite the new one goes on counting where the old one was.

    By itself SQLite would begin at the highest number that it copies, and give that of a deleted row again.
    """
    connection = op.get_bind()
    own = SEQUENCES.c.name == table
    counts = connection.dialect.name == "sqlite" and sa.inspect(connection).has_table(SEQUENCES.name)
    last = connection.scalar(sa.select(SEQUENCES.c.seq).where(own)) if counts else None
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}, **options) as batch:
        yield batch
    if last is not None:
        connection.execute(SEQUENCES.delete().where(own))  # an empty table has no line there
        connection.execute(SEQUENCES.insert().values(name=table, seq=last))

"""A connection that sees one moment, whatever others write meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.database.engine import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Open a connection of its own, on which all queries see the database as the first one did. It is for reading.

    Writers do not wait for it. On SQLite the write-ahead log grows as long as it is open.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Out of the pool, so that it really is closed: a cursor that nobody reads to its end would keep the view of
            # that moment, and the next one to write on this connection would be refused.
            connection.detach()
            connection.exec_driver_sql("BEGIN")  # the driver begins a transaction only before it writes
            yield connection
        else:
            yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

"""How the application speaks to its database."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, Table, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import Pool

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import ConnectionPoolEntry

WAIT_SECONDS = 10  # for a lock, a connection or a place in the pool, before the database counts as unavailable
_CHECKPOINT_PATIENCE_MILLISECONDS = 1000
_SQLITE_CACHE_KIBIBYTES = 512
_WRITES = ("INSERT", "UPDATE", "DELETE")
_HAS_TURN = "has_turn"
_turn = threading.Lock()
_MIGRATION_LOCK = 7_076_872  # any number that nobody else locks in this database


class Base(DeclarativeBase):
    """The base of all models; constraints are named by rule, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    @classmethod
    def __table_cls__(cls, *args: Any, **kwargs: Any) -> Table:
        """Make a table that gives no number twice: by itself SQLite gives that of the last row again."""
        return Table(*args, sqlite_autoincrement=True, **kwargs)


# Objects keep their values after a commit: a route still names what it saved in its message without reading it again.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(database_url: str) -> dict[str, object]:
    """Return how the application connects to the database of this URL."""
    pooling = {} if database_url.startswith("sqlite") else {"pool_pre_ping": True, "pool_timeout": WAIT_SECONDS}
    return {"connect_args": connect_args(database_url), **pooling}


def connect_args(database_url: str) -> dict[str, object]:
    """Return what the driver is told for the database of this URL."""
    if not database_url.startswith("sqlite"):
        return {"connect_timeout": WAIT_SECONDS}
    # A write takes the write lock at its start and waits for it. Were a transaction to read first and write later,
    # SQLite would refuse it at once ("database is locked") whenever another one had written in between.
    return {"isolation_level": "IMMEDIATE"}


def begin_migration(connection: Connection) -> None:
    """Begin a transaction in which the tables may change; on SQLite the connection stays without foreign keys."""
    if connection.dialect.name != "sqlite":
        connection.begin()
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # a migration may take its time
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")  # a second start waits for this
        # No table can be altered while triggers of rows that a migration changed still wait for the transaction's end.
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        return
    # Rebuilding a table drops the old one, which foreign keys would refuse; the migrations check them at their end.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    # The driver begins no transaction for a CREATE TABLE by itself; a second start waits here too.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Engine, "connect")
def _set_sqlite_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {1000 * WAIT_SECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")  # money that was confirmed survives a power cut
    # Each thread has a connection; what one does not hold lies in the system's own cache, which all of them share.
    cursor.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE_KIBIBYTES}")
    cursor.close()


@event.listens_for(Engine, "connect")
def _set_postgresql_options(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if not type(connection).__module__.startswith("psycopg"):
        return
    # A page's questions take a millisecond or two each; to compile one, or to start processes that share the work,
    # takes four to six. Both are done by what a question is estimated to cost, which is often too much.
    driver: Any = connection
    driver.autocommit = True
    driver.execute("SET max_parallel_workers_per_gather = 0")
    driver.execute("SET jit = off")
    driver.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    driver.autocommit = False


@event.listens_for(Engine, "before_cursor_execute")
def _wait_for_turn(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    """Let the threads of a process write to SQLite one after the other.

    SQLite has no queue: blocked writers poll, more and more rarely, so some of eight would wait for 0.7 s.
    `make bench` shows the wait.
    """
    if connection.dialect.name != "sqlite" or not statement.startswith(_WRITES) or _HAS_TURN in connection.info:
        return
    pooled: Any = connection.connection
    if not pooled.is_detached and pooled.dbapi_connection.isolation_level is not None:  # None: each write is its own
        connection.info[_HAS_TURN] = _turn.acquire(timeout=WAIT_SECONDS)  # without it, SQLite's own lock still holds


@event.listens_for(Pool, "checkin")
def _end_turn(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    if record.info.pop(_HAS_TURN, False):
        _turn.release()


def checkpoint() -> None:
    """Bring what SQLite keeps in its journal (-wal) into the database's own file: a copy of that alone then has it all.

    Where somebody reads or writes for too long, the journal stays as it is.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with suppress(OperationalError), db.engine.connect() as connection:
        connection.detach()  # the pool must not get the short patience; nobody can write during a checkpoint that waits
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_CHECKPOINT_PATIENCE_MILLISECONDS}")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def first_line(error: DBAPIError) -> str:
    """Return what the driver says, without its details: they may quote a row."""
    return (str(error.orig).strip().splitlines() or ["it gives no reason"])[0].rstrip(".")

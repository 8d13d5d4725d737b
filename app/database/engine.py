"""The SQLAlchemy engine and its settings for SQLite and PostgreSQL."""

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
_MIGRATION_LOCK = 7_076_872  # any number that nothing else locks in this database


class Base(DeclarativeBase):
    """The base of all models. Constraints are named by convention, so that migrations can refer to them."""

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
        """Add AUTOINCREMENT on SQLite, which otherwise uses the id of a deleted last row again."""
        return Table(*args, sqlite_autoincrement=True, **kwargs)


# Objects keep their values after a commit, so that a message can name them without another query.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(database_url: str) -> dict[str, object]:
    """Return the engine options for a database URL."""
    pooling = {} if database_url.startswith("sqlite") else {"pool_pre_ping": True, "pool_timeout": WAIT_SECONDS}
    # What people typed is not for the log: errors name the statement without its values.
    return {"connect_args": connect_args(database_url), "hide_parameters": True, **pooling}


def connect_args(database_url: str) -> dict[str, object]:
    """Return the driver's arguments for a database URL."""
    if not database_url.startswith("sqlite"):
        return {"connect_timeout": WAIT_SECONDS}
    # Take the write lock with the first write, and wait for it. If a transaction reads first and writes later, SQLite
    # refuses it at once ("database is locked") when another one has written in between.
    return {"isolation_level": "IMMEDIATE"}


def begin_migration(connection: Connection) -> None:
    """Begin a transaction for migrations; on SQLite this leaves foreign keys off on the connection."""
    if connection.dialect.name != "sqlite":
        connection.begin()
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # a migration may take its time
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")  # a second start waits for this
        # A table cannot be altered while deferred triggers of changed rows are pending.
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        return
    # Rebuilding a table drops the old one, which foreign keys would refuse. `migrations/env.py` checks them at the end.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    # The driver does not begin a transaction for CREATE TABLE. A second start waits here.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Engine, "connect")
def _set_sqlite_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {1000 * WAIT_SECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")  # what was confirmed survives a power cut
    # Per connection, so per thread. The rest is in the system's file cache, which all of them share.
    cursor.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE_KIBIBYTES}")
    cursor.close()


@event.listens_for(Engine, "connect")
def _set_postgresql_options(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if not type(connection).__module__.startswith("psycopg"):
        return
    # Queries of a page take one or two milliseconds; compiling one or starting parallel workers takes four to six.
    # PostgreSQL decides by estimated costs, which are often too high.
    driver: Any = connection
    driver.autocommit = True
    driver.execute("SET max_parallel_workers_per_gather = 0")
    driver.execute("SET jit = off")
    driver.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    driver.autocommit = False


@event.listens_for(Engine, "before_cursor_execute")
def _wait_for_turn(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    """Let the threads of a process write to SQLite one after the other.

    SQLite has no queue: blocked writers poll, more and more rarely. Of eight writers some would wait 0.7 s, as
    `make bench` shows.
    """
    if connection.dialect.name != "sqlite" or not statement.startswith(_WRITES) or _HAS_TURN in connection.info:
        return
    pooled: Any = connection.connection
    if not pooled.is_detached and pooled.dbapi_connection.isolation_level is not None:  # None is autocommit
        connection.info[_HAS_TURN] = _turn.acquire(timeout=WAIT_SECONDS)  # after that, SQLite's own lock still holds


@event.listens_for(Pool, "checkin")
@event.listens_for(Pool, "invalidate")
def _end_turn(_connection: DBAPIConnection | None, record: ConnectionPoolEntry, *_error: Any) -> None:
    if record.info.pop(_HAS_TURN, False):
        _turn.release()


def checkpoint() -> None:
    """Move SQLite's write-ahead log (-wal) into the database file, so that a copy of that file is complete.

    If others read or write for too long, the log stays as it is.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with suppress(OperationalError), db.engine.connect() as connection:
        connection.detach()  # keep the short timeout out of the pool: a waiting checkpoint blocks writers
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_CHECKPOINT_PATIENCE_MILLISECONDS}")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def first_line(error: DBAPIError) -> str:
    """Return the first line of the driver's message; the rest may quote a row."""
    return (str(error.orig).strip().splitlines() or ["it gives no reason"])[0].rstrip(".")

"""Checking the database and the store of receipts."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app.database.engine import Base, db
from app.database.revisions import newest_revision
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

_REVISION = text("SELECT version_num FROM alembic_version")


@dataclass(frozen=True)
class Health:
    """What works, and when that was checked, in seconds of the monotonic clock."""

    database: bool
    migrations: bool
    uploads: bool
    seen_at: float = field(default_factory=time.monotonic)

    @property
    def is_well(self) -> bool:
        return self.database and self.migrations and self.uploads


def check_health() -> Health:
    """Try to read and write the database and the folder of receipts, changing nothing."""
    return Health(
        database=_has_room_for_database() and _is_database_usable(),
        migrations=_has_newest_tables(),
        uploads=_is_store_usable(),
    )


def _is_store_usable() -> bool:
    """Tell whether the folder of receipts has room and can be written.

    A bucket is not asked: all machines have the same one, and while it is gone they still show all pages.
    """
    store = receipt_store()
    if store.folder is None:
        return True
    try:
        free = store.free_bytes()
        store.check()
    except OSError:
        return False
    return free is None or free >= settings().max_request_bytes


def _has_room_for_database() -> bool:
    """Tell whether the disk of the SQLite file has room; True for PostgreSQL."""
    return db.engine.dialect.name != "sqlite" or _has_room(Path(str(db.engine.url.database)).parent)


def _has_room(folder: Path) -> bool:
    """Tell whether a disk has room for the largest request, to warn before receipts are refused."""
    try:
        return shutil.disk_usage(folder).free >= settings().max_request_bytes
    except OSError:
        return False


def _is_database_usable() -> bool:
    try:
        with db.engine.connect() as connection:
            _try_reading(connection)
            _try_writing(connection)
    except SQLAlchemyError:
        return False
    return True


def _has_newest_tables() -> bool:
    """Tell whether the database is at the newest migration of this code; another process may have migrated it."""
    try:
        with db.engine.connect() as connection:
            return connection.scalar(_REVISION) == newest_revision()
    except SQLAlchemyError:
        return False


def _try_reading(connection: Connection) -> None:
    """Read the last row of every table from the disk; `flask check` reads all of them."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA shrink_memory")  # otherwise the connection answers from its cache
        connection.exec_driver_sql("SELECT sum(length(sql)) FROM sqlite_master")
    for table in Base.metadata.sorted_tables:
        last_first = [column.desc() for column in table.primary_key]
        connection.execute(select(text("*")).select_from(table).order_by(*last_first).limit(1)).all()


def _try_writing(connection: Connection) -> None:
    """Take the write lock; on SQLite also write a page, by setting `application_id` to itself."""
    connection.execute(text('UPDATE "user" SET id = id WHERE id < 0'))
    connection.rollback()
    if connection.dialect.name == "sqlite":
        number = connection.exec_driver_sql("PRAGMA user_version").scalar()
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")

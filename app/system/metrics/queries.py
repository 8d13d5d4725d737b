"""Reading the sizes of queues and the room that is left, of the whole installation."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.database.engine import db
from app.models import Receipt, ReceiptReading
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_TO_READ = select(func.count()).where(ReceiptReading.queued_at.is_not(None))
_IN_INBOX = select(func.count()).where(Receipt.expense_id.is_(None), Receipt.deleted_at.is_(None))
_DATABASE_BYTES = text("SELECT pg_database_size(current_database())")


@dataclass(frozen=True)
class Gauge:
    """A figure as it is now; the name ends with its unit."""

    name: str
    meaning: str
    value: float


def read_gauges() -> list[Gauge]:
    """Return what can be found out; without its database, that it is down and how much room there is."""
    try:
        found = list(_read_database())
    except SQLAlchemyError:
        db.session.rollback()
        found = []
    return [Gauge("database_up", "Whether the database answers.", float(bool(found))), *found, *_read_disks()]


def _read_database() -> Iterator[Gauge]:
    yield Gauge("receipts_to_read", "Receipts whose text waits to be read.", db.session.scalar(_TO_READ) or 0)
    yield Gauge("receipts_in_inbox", "Receipts that wait for an expense.", db.session.scalar(_IN_INBOX) or 0)
    yield Gauge("database_bytes", "The size of the database.", _database_bytes())


def _database_bytes() -> int:
    if db.engine.dialect.name != "sqlite":
        return db.session.scalar(_DATABASE_BYTES) or 0
    path = Path(str(db.engine.url.database))
    return path.stat().st_size if path.is_file() else 0


def _read_disks() -> Iterator[Gauge]:
    data_folder = settings().data_folder
    measures = {"data": lambda: shutil.disk_usage(data_folder).free, "upload": receipt_store().free_bytes}
    for name, measure in measures.items():
        try:
            free = measure()
        except OSError:  # the disk is not mounted: a figure that is missing says so
            continue
        if free is not None:
            yield Gauge(f"{name}_folder_free_bytes", f"Room on the disk of the {name} folder.", free)

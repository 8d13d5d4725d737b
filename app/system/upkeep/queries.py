"""Finding damage and losses in the database and the store of receipts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, select, text
from sqlalchemy.exc import DBAPIError

from app.database.engine import Base, db, first_line
from app.models import Category, Expense, Receipt, ReceiptReading, User
from app.receipts import storage
from app.receipts.thumbnails import is_whole_thumbnail
from app.stores.store import UnreachableStoreError
from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ForeignKeyConstraint, Select, Table

_BATCH_ROWS = 1000
# The texts of a row, and the keys that its model computes from them.
_KEYS: dict[type[Any], tuple[tuple[str, ...], tuple[str, ...]]] = {
    User: (("username",), ("username_key",)),
    Category: (("name",), ("name_key",)),
    Expense: (("merchant", "note"), ("search_text", "merchant_key")),
    ReceiptReading: (("text",), ("search_text",)),
}


def find_faults() -> Iterator[str]:
    """Check everything without changing it; yield a line for each fault."""
    checks = {
        "pages": _find_damaged_pages,
        "references": _find_lost_rows,
        "keys": _find_wrong_keys,
        "receipts": _find_damaged_receipts,
    }
    for name, find in checks.items():
        try:
            yield from find()
        except DBAPIError as error:
            db.session.rollback()
            yield f"the check of {name} stopped: {first_line(error)}"
        except UnreachableStoreError as error:
            yield f"the check of {name} stopped: {error.strerror}"


def _find_damaged_pages() -> Iterator[str]:
    """Run SQLite's integrity check; on PostgreSQL read every value of every table."""
    if db.engine.dialect.name == "sqlite":
        lines = "\n".join(db.session.scalars(text("PRAGMA integrity_check"))).splitlines()
        yield from (f"the database is damaged: {line}" for line in lines if line != "ok")
        return
    for table in Base.metadata.sorted_tables:
        db.session.execute(select(func.sum(func.length(func.concat(*table.columns)))))


def _find_lost_rows() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            for row in db.session.execute(_rows_that_point_nowhere(table, key)):
                yield f"row is missing: {table.name} {row.id} names one of {key.referred_table.name} that is not there"


def _rows_that_point_nowhere(table: Table, key: ForeignKeyConstraint) -> Select[Any]:
    other = key.referred_table.alias()
    is_named = and_(*(element.parent == other.columns[element.column.name] for element in key.elements))
    has_key = and_(*(column.is_not(None) for column in key.columns))
    return select(table.columns.id).where(has_key, ~exists(select(other.columns.id).where(is_named)))


def _find_wrong_keys() -> Iterator[str]:
    """Compare stored keys with those that the models compute now."""
    for model, (texts, keys) in _KEYS.items():
        columns = [getattr(model, name) for name in ("id", *texts, *keys)]
        for row in db.session.execute(select(*columns).execution_options(yield_per=_BATCH_ROWS)).mappings():
            right = model(**{name: row[name] for name in texts})
            for name in keys:
                if row[name] != getattr(right, name):
                    yield f"key is wrong: {name} of {model.__tablename__} {row['id']}"


def _find_damaged_receipts() -> Iterator[str]:
    columns = (Receipt.id, Receipt.user_id, Receipt.storage_key, Receipt.sha256, Receipt.page_count)
    receipts = db.session.execute(select(*columns).order_by(Receipt.id)).all()
    store = receipt_store()
    if receipts and not store.is_marked():
        yield f"{store.title} cannot be used: {store.unmarked_reason}"
        return
    for receipt in receipts:
        faults = list(_find_faults_of_files(*receipt[2:]))
        if faults and db.session.scalar(select(Receipt.id).where(Receipt.id == receipt.id)):  # deleted meanwhile?
            yield from (
                f"{fault}: receipt {receipt.id} of user {receipt.user_id}, {receipt.storage_key}" for fault in faults
            )


def _find_faults_of_files(storage_key: str, sha256: str, page_count: int) -> Iterator[str]:
    if (content := _read(storage.file_name(storage_key))) is None:
        yield "file is missing"
    elif hashlib.sha256(content).hexdigest() != sha256:
        yield "file is damaged"
    for number in range(1, page_count + 1) if storage_key.endswith(".pdf") else ():
        if not receipt_store().has(storage.picture_name(storage_key, number)):
            yield f"page {number} is missing"
    if (content := _read(storage.thumbnail_name(storage_key))) is None:
        yield "thumbnail is missing"
    elif not is_whole_thumbnail(content):
        yield "thumbnail is damaged"


def _read(name: str) -> bytes | None:
    """Return the content of a file, empty if it cannot be read, None if it is missing."""
    try:
        return receipt_store().read(name)
    except FileNotFoundError:
        return None
    except UnreachableStoreError:
        raise
    except OSError:
        return b""

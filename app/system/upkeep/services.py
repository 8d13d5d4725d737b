"""What each start does after the migrations: the store of receipts and its leftovers."""

from __future__ import annotations

import datetime as dt
import logging

from sqlalchemy import select

from app.database.engine import checkpoint, db
from app.imports.services import KEPT_FOR as IMPORT_KEPT_FOR
from app.models import Receipt
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.services import claim_store
from app.stores.folder import is_temporary
from app.trash.queries import last_entry_before
from app.web.extensions import receipt_store
from app.web.waiting_files import remove_files_before
from config import MAX_RECEIPTS_PER_UPLOAD

_logger = logging.getLogger(__name__)
_SETTLED_AFTER = dt.timedelta(days=1)
_MOST_AT_A_START = 2 * MAX_RECEIPTS_PER_UPLOAD  # with thumbnails: the most that one killed request leaves


def make_ready() -> None:
    """Prepare the store of receipts, and remove files of imports that nobody goes on with.

    Raises:
        UnmarkedStoreError: the store is not that of the database.
        OSError: the store cannot be created or written.
    """
    claim_store()
    remove_leftovers()
    remove_files_before(utc_now() - IMPORT_KEPT_FOR)
    checkpoint()


def remove_leftovers() -> None:
    """Remove files that a killed server left behind, unless there are suspiciously many."""
    leftovers = find_leftovers()
    if len(leftovers) > _MOST_AT_A_START:  # the database may be an old backup that does not know newer receipts
        _logger.warning("%s files belong to no receipt: `flask check` lists them.", len(leftovers))
        return
    receipt_store().remove(leftovers)


def find_leftovers() -> list[str]:
    """Return the names of files without a receipt, except those that may belong to a running request.

    An image's file is written before its row is committed. So a file is a leftover only if an expense was entered at
    least a day after it (the clock alone may be ahead). If no receipt at all has its files here, there are none: the
    folder probably belongs to another database.
    """
    files = set(storage.stored_files())  # list files before rows, so that a new receipt is not taken for a leftover
    stems = {storage.stem_of(key) for key in db.session.scalars(select(Receipt.storage_key))}
    known = {file for file in files if storage.stem_of(file.name) in stems and not is_temporary(file.name)}
    if not known:
        return []
    settled = last_entry_before(utc_now()) - _SETTLED_AFTER
    return sorted(file.name for file in files - known if file.changed_at < settled)

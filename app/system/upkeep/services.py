"""What each start does after the migrations: the upload folder and its leftovers."""

from __future__ import annotations

import datetime as dt
import logging
import math
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.database.engine import checkpoint, db
from app.imports.services import KEPT_FOR as IMPORT_KEPT_FOR
from app.models import Receipt
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.services import claim_upload_folder
from app.trash.queries import last_entry_before
from app.web.waiting_files import remove_files_before
from config import MAX_RECEIPTS_PER_UPLOAD

if TYPE_CHECKING:
    from pathlib import Path

_logger = logging.getLogger(__name__)
_SETTLED_AFTER = dt.timedelta(days=1)
_MOST_AT_A_START = 2 * MAX_RECEIPTS_PER_UPLOAD  # with thumbnails: the most that one killed request leaves


def make_ready() -> None:
    """Prepare the upload folder, and remove files of imports that nobody goes on with.

    Raises:
        UnmarkedFolderError: the upload folder is not that of the database.
        OSError: the upload folder cannot be created or written.
    """
    claim_upload_folder()
    remove_leftovers()
    remove_files_before(utc_now() - IMPORT_KEPT_FOR)
    checkpoint()


def remove_leftovers() -> None:
    """Remove files that a killed server left behind, unless there are suspiciously many."""
    leftovers = find_leftovers()
    if len(leftovers) > _MOST_AT_A_START:  # the database may be an old backup that does not know newer receipts
        _logger.warning("%s files belong to no receipt: `flask check` lists them.", len(leftovers))
        return
    for path in leftovers:
        path.unlink(missing_ok=True)


def find_leftovers() -> list[Path]:
    """Return files without a receipt, except those that may belong to a running request.

    An image's file is written before its row is committed. So a file is a leftover only if an expense was entered at
    least a day after it (the clock alone may be ahead). If no receipt at all has its files here, there are none: the
    folder probably belongs to another database.
    """
    files = set(storage.stored_files())  # list files before rows, so that a new receipt is not taken for a leftover
    stems = {storage.stem_of(key) for key in db.session.scalars(select(Receipt.storage_key))}
    known = {path for path in files if storage.stem_of(path.name) in stems and not storage.is_temporary(path)}
    if not known:
        return []
    settled = (last_entry_before(utc_now()) - _SETTLED_AFTER).timestamp()
    return sorted(path for path in files - known if _changed_at(path) < settled)


def _changed_at(path: Path) -> float:
    """Return the modification time in seconds since 1970; a file that is gone counts as new."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf

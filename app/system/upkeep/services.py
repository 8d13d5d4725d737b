"""What each start looks after beside the migrations: the upload folder and its leftovers."""

from __future__ import annotations

import datetime as dt
import logging
import math
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.database.engine import checkpoint, db
from app.models import Receipt
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.services import claim_upload_folder
from app.trash.queries import last_entry_before
from config import MAX_RECEIPTS_PER_UPLOAD

if TYPE_CHECKING:
    from pathlib import Path

_logger = logging.getLogger(__name__)
_SETTLED_AFTER = dt.timedelta(days=1)
_MOST_AT_A_START = 2 * MAX_RECEIPTS_PER_UPLOAD  # with thumbnails: what a request leaves that is killed at its end


def make_ready() -> None:
    """Make ready what a server needs beside the migrated database.

    Raises:
        UnmarkedFolderError: the upload folder is not that of the database.
        OSError: the upload folder cannot be made or written.
    """
    claim_upload_folder()
    remove_leftovers()
    checkpoint()


def remove_leftovers() -> None:
    """Remove what a killed server left in the upload folder, if it is no more than that."""
    leftovers = find_leftovers()
    if len(leftovers) > _MOST_AT_A_START:  # then the database may be an older copy, which does not know newer photos
        _logger.warning("%s files belong to no receipt: `flask check` lists them.", len(leftovers))
        return
    for path in leftovers:
        path.unlink(missing_ok=True)


def find_leftovers() -> list[Path]:
    """Return the files that no receipt names, without those that may be photos which are being saved now.

    A photo has its file before its row is committed. So a file is a leftover only when an expense was entered at least
    a day after it: the clock alone may be set ahead. Where not one receipt has its files here, there are no leftovers,
    because the folder must be that of another database.
    """
    files = set(storage.stored_files())  # before the rows: a receipt that comes in between must not look unreferenced
    keys = db.session.scalars(select(Receipt.storage_key)).all()
    known = {path(key) for key in keys for path in (storage.image_path, storage.thumbnail_path)}
    if files.isdisjoint(known):
        return []
    settled = (last_entry_before(utc_now()) - _SETTLED_AFTER).timestamp()
    return sorted(path for path in files - known if _changed_at(path) < settled)


def _changed_at(path: Path) -> float:
    """Return when a file was written, in seconds since 1970; one that is gone meanwhile counts as new."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf

"""Keeping receipts: the rows in the database and the files in the upload folder, in the order that survives a crash.

New files are written before the commit and removed when it does not come; files of deleted rows are removed after it.
So a crash can leave a file without its row, which a later start removes, never a row without its file.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from app.core.text import strip_control_characters, tidy_line
from app.database.engine import db
from app.models import Receipt
from app.models.receipt import ORIGINAL_NAME_MAX_LENGTH
from app.models.types import utc_now
from app.receipts import storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import SessionTransaction

    from app.models import Expense, User
    from app.receipts.images import CleanImage

_logger = logging.getLogger(__name__)
_NEW_KEYS = "receipt_keys_written_in_this_transaction"
_REMOVED_KEYS = "receipt_keys_to_remove_after_the_commit"


@dataclass(frozen=True)
class Upload:
    """A picture that was checked, with the name that its file had at the sender's."""

    image: CleanImage
    file_name: str


def add_receipts(user: User, expense: Expense, uploads: Sequence[Upload], form_key: str | None = None) -> None:
    """Store pictures as receipts of an expense, after those it has."""
    attach_receipts(user, expense, keep_receipts(user, uploads, form_key))


def attach_receipts(user: User, expense: Expense, receipts: Sequence[Receipt]) -> None:
    """Give an expense receipts that waited for it, after those it has; the others stay where they are."""
    waiting = [receipt for receipt in receipts if receipt.expense_id is None]
    if not waiting:
        return  # most expenses come without any, and nothing is asked while they hold the database's write lock
    statement = select(func.coalesce(func.max(Receipt.position) + 1, 0)).where(
        Receipt.expense_id == expense.id, Receipt.user_id == user.id
    )
    for position, receipt in enumerate(waiting, db.session.scalar(statement) or 0):
        receipt.expense_id = expense.id
        receipt.position = position


def keep_receipts(user: User, uploads: Sequence[Upload], form_key: str | None = None) -> list[Receipt]:
    """Store pictures as receipts that wait for their expense.

    What the same form has brought before is not stored again; it comes back from the trash.
    """
    db.session.connection()  # begins the transaction whose end without a commit removes the files
    keys = _keys_of(uploads, form_key)
    kept = _brought_with(user, [key for key in keys if key])
    receipts = [
        kept.get((key, upload.image.sha256)) or _store(user, upload, key)
        for key, upload in zip(keys, uploads, strict=True)
    ]
    for receipt in receipts:
        receipt.deleted_at = None
    db.session.add_all(receipts)
    return receipts


def delete_receipt(receipt: Receipt) -> None:
    """Put a receipt into the trash."""
    receipt.deleted_at = utc_now()


def remove_receipts(which: ColumnElement[bool]) -> int:
    """Remove receipts for good and return how many; their files go after the commit."""
    statement = delete(Receipt).where(which).returning(Receipt.storage_key)
    storage_keys = db.session.scalars(statement).all()
    db.session.info.setdefault(_REMOVED_KEYS, []).extend(storage_keys)
    return len(storage_keys)


def claim_upload_folder() -> None:
    """Mark the upload folder if it plainly is the right one: it has the files of a receipt, or there are no receipts.

    Raises:
        UnmarkedFolderError: it has no marker, and of no receipt the files.
        OSError: it cannot be made or written.
    """
    if storage.is_marked():
        return
    storage_keys = db.session.scalars(select(Receipt.storage_key)).all()
    if storage_keys and not any(map(storage.is_complete, storage_keys)):
        raise storage.UnmarkedFolderError
    storage.mark_folder()


def _keys_of(uploads: Sequence[Upload], form_key: str | None) -> list[str | None]:
    """Return the key of each picture: that of its form, with its number among those of the form that are equal."""
    digests = [upload.image.sha256 for upload in uploads]
    return [form_key and f"{form_key}.{digests[:place].count(digest)}" for place, digest in enumerate(digests)]


def _brought_with(user: User, keys: list[str]) -> dict[tuple[str | None, str], Receipt]:
    """Return the user's receipts with these keys, by key and digest."""
    if not keys:
        return {}
    statement = select(Receipt).where(Receipt.user_id == user.id, Receipt.form_key.in_(keys))
    return {(receipt.form_key, receipt.sha256): receipt for receipt in db.session.scalars(statement)}


def _store(user: User, upload: Upload, form_key: str | None) -> Receipt:
    image = upload.image
    storage_key = storage.new_storage_key(image.media_type)
    db.session.info.setdefault(_NEW_KEYS, []).append(storage_key)
    storage.write_image(storage_key, image.content, image.thumbnail)
    return Receipt(
        user_id=user.id,
        storage_key=storage_key,
        original_name=_tidy_file_name(upload.file_name),
        media_type=image.media_type,
        byte_size=len(image.content),
        width=image.width,
        height=image.height,
        sha256=image.sha256,
        form_key=form_key,
    )


def _tidy_file_name(name: str) -> str:
    """Return the last part of the sender's file name, as text: it names the download and nothing else."""
    last_part = name.replace("\\", "/").rsplit("/", 1)[-1]
    return tidy_line(strip_control_characters(last_part))[-ORIGINAL_NAME_MAX_LENGTH:]


@event.listens_for(Session, "after_commit")
def _remove_files_of_deleted_rows(session: Session) -> None:
    session.info.pop(_NEW_KEYS, None)
    _remove_files(session.info.pop(_REMOVED_KEYS, ()))


@event.listens_for(Session, "after_transaction_end")
def _remove_files_without_rows(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    session.info.pop(_REMOVED_KEYS, None)
    _remove_files(session.info.pop(_NEW_KEYS, ()))


def _remove_files(storage_keys: Iterable[str]) -> None:
    """Remove files that nothing refers to any more; what cannot be removed now is found by the check of the folder."""
    for storage_key in storage_keys:
        try:
            storage.remove_image(storage_key)
        except OSError:
            _logger.exception("the files of %s stay behind", storage_key)

"""Storing receipts: rows in the database and files in the store, in an order that survives a crash.

New files are written before the commit and removed if it fails; files of deleted rows are removed after it. A crash
can leave a file without a row, which a later start removes, but never a row without its file.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, event, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.core.text import strip_control_characters, tidy_line
from app.database.engine import db
from app.models import Receipt
from app.models.receipt import ORIGINAL_NAME_MAX_LENGTH
from app.models.types import utc_now
from app.reading.services import add_reading, queue_again
from app.receipts import storage
from app.stores.store import StorageError, UnmarkedStoreError
from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import SessionTransaction

    from app.models import Expense, User
    from app.receipts.uploads import Upload

_logger = logging.getLogger(__name__)
_NEW_FILES = "receipt_files_written_in_this_transaction"
_REMOVED_FILES = "receipt_files_to_remove_after_the_commit"
_REPLACE_KEY = (
    update(Receipt)
    .where(Receipt.user_id == bindparam("owner_id"), Receipt.id == bindparam("receipt_id"))
    .where(Receipt.storage_key == bindparam("old_key"))
    .values(storage_key=bindparam("new_key"))
    .returning(Receipt.id)
    .execution_options(synchronize_session=False)
)


def add_receipts(user: User, expense: Expense, uploads: Sequence[Upload], form_key: str | None = None) -> None:
    """Add receipts to an expense, after its existing ones."""
    add_to_expense(user, expense, add_waiting_receipts(user, uploads, form_key))


def add_to_expense(user: User, expense: Expense, receipts: Sequence[Receipt]) -> None:
    """Add waiting receipts to an expense, after its existing ones; receipts of other expenses stay there."""
    waiting = [receipt for receipt in receipts if receipt.expense_id is None]
    if not waiting:
        return  # most expenses have no receipts: save a query while holding the write lock
    statement = select(func.coalesce(func.max(Receipt.position) + 1, 0)).where(
        Receipt.expense_id == expense.id, Receipt.user_id == user.id
    )
    for position, receipt in enumerate(waiting, db.session.scalar(statement) or 0):
        receipt.expense_id = expense.id
        receipt.position = position


def add_waiting_receipts(user: User, uploads: Sequence[Upload], form_key: str | None = None) -> list[Receipt]:
    """Add receipts without an expense.

    Those that the same form sent before are not added again, but restored from the trash.
    """
    db.session.connection()  # begin the transaction now, so that a rollback removes the files
    keys = _keys_of(uploads, form_key)
    known = _brought_with(user, [key for key in keys if key])
    receipts = [
        known.get((key, upload.sha256)) or store_receipt(user, upload, key)
        for key, upload in zip(keys, uploads, strict=True)
    ]
    for receipt in receipts:
        receipt.deleted_at = None
    db.session.add_all(receipts)
    return receipts


def tell_apart(receipts: Sequence[Receipt], expense_ids: Iterable[int]) -> None:
    """Remember that receipts do not belong to these expenses, though they look like it."""
    told_apart = set(expense_ids)
    for receipt in receipts if told_apart else ():
        receipt.told_apart = sorted(told_apart.union(receipt.told_apart or ()))


def rotate_receipt(receipt: Receipt, quarters: int) -> None:
    """Rotate a receipt by quarters of a circle, to the right; all pages of a PDF, whose own file stays as it is.

    Raises:
        FileNotFoundError: a file is lost.
        BrokenImageError: a picture cannot be decoded.
        BusyError: too many others decode images.
        StaleDataError: it was rotated meanwhile.
    """
    # Imported late: it loads Pillow, which most workers do not need for a long time.
    from app.receipts.cleaning import rotate_files  # noqa: PLC0415

    db.session.connection()  # begin the transaction now, so that a rollback removes the files
    old_key, old_files = receipt.storage_key, storage.file_names(receipt.storage_key, receipt.page_count)
    put_files(receipt, rotate_files(old_key, receipt.page_count, quarters))
    _replace_key(receipt, old_key)
    db.session.info.setdefault(_REMOVED_FILES, []).extend(old_files)
    queue_again(receipt)


def delete_receipt(receipt: Receipt) -> None:
    """Move a receipt to the trash."""
    receipt.deleted_at = utc_now()


def remove_receipts(which: ColumnElement[bool]) -> int:
    """Delete receipts for good and return how many; files are removed after the commit."""
    removed = db.session.execute(delete(Receipt).where(which).returning(Receipt.storage_key, Receipt.page_count)).all()
    for storage_key, page_count in removed:
        db.session.info.setdefault(_REMOVED_FILES, []).extend(storage.file_names(storage_key, page_count))
    return len(removed)


def claim_store() -> None:
    """Mark the store if it has the files of any receipt, or if there are no receipts.

    Raises:
        UnmarkedStoreError: it has no marker and no receipt's files: probably its disk is not mounted.
        OSError: it cannot be created or written.
    """
    store = receipt_store()
    if store.is_marked():
        return
    storage_keys = db.session.scalars(select(Receipt.storage_key)).all()
    if storage_keys and not _has_any_of(storage_keys):
        raise UnmarkedStoreError(store.unmarked_reason)
    store.mark()


def _has_any_of(storage_keys: Iterable[str]) -> bool:
    """Tell whether the store has what is shown of a receipt."""
    names = {file.name for file in storage.stored_files()}
    return any(names.issuperset(storage.file_names(key, page_count=1)) for key in storage_keys)


def _replace_key(receipt: Receipt, old_key: str) -> None:
    """Raise StaleDataError if another request has given the receipt other files meanwhile."""
    values = {"owner_id": receipt.user_id, "receipt_id": receipt.id, "old_key": old_key, "new_key": receipt.storage_key}
    with db.session.no_autoflush:
        replaced = db.session.execute(_REPLACE_KEY, values).all()
    if not replaced:
        raise StaleDataError


def _keys_of(uploads: Sequence[Upload], form_key: str | None) -> list[str | None]:
    """Return a key for each image: the form's key, and a number that tells equal images apart."""
    digests = [upload.sha256 for upload in uploads]
    return [form_key and f"{form_key}.{digests[:place].count(digest)}" for place, digest in enumerate(digests)]


def _brought_with(user: User, keys: list[str]) -> dict[tuple[str | None, str], Receipt]:
    """Return the user's receipts with these keys, by (key, SHA-256)."""
    if not keys:
        return {}
    statement = select(Receipt).where(Receipt.user_id == user.id, Receipt.form_key.in_(keys))
    return {(receipt.form_key, receipt.sha256): receipt for receipt in db.session.scalars(statement)}


def store_receipt(user: User, upload: Upload, form_key: str | None = None) -> Receipt:
    """Write the files of a receipt, and return its row for the session.

    The files go if the transaction, which has begun, fails.
    """
    receipt = Receipt(
        user_id=user.id,
        original_name=tidy_file_name(upload.file_name),
        sent_sha256=upload.image.sent_sha256,
        form_key=form_key,
    )
    put_files(receipt, upload)
    add_reading(user, receipt, upload.image.code, upload.text)
    return receipt


def put_files(receipt: Receipt, upload: Upload, *, is_synced: bool = True) -> None:
    """Store new files for a receipt; they go if the transaction that has begun fails."""
    # Imported late: it loads NumPy, which most workers do not need for a long time.
    from app.receipts.likeness import sign_picture  # noqa: PLC0415

    receipt.signature = sign_picture(upload.image.thumbnail)
    receipt.storage_key = storage.new_storage_key(upload.media_type)
    new_files = storage.file_names(receipt.storage_key, len(upload.pages))
    db.session.info.setdefault(_NEW_FILES, []).extend(new_files)
    storage.write_files(receipt.storage_key, upload.content, upload.image.thumbnail, upload.pages, is_synced=is_synced)
    receipt.media_type = upload.media_type
    receipt.byte_size = len(upload.content)
    receipt.sha256 = upload.sha256
    receipt.width, receipt.height = upload.image.width, upload.image.height
    receipt.page_count = len(upload.pages) or 1


def tidy_file_name(name: str) -> str:
    """Return the last part of the sender's file name; it is only used to name downloads."""
    last_part = name.replace("\\", "/").rsplit("/", 1)[-1]
    return tidy_line(strip_control_characters(last_part))[-ORIGINAL_NAME_MAX_LENGTH:]


@event.listens_for(Session, "after_commit")
def _remove_files_of_deleted_rows(session: Session) -> None:
    session.info.pop(_NEW_FILES, None)
    _remove_files(session.info.pop(_REMOVED_FILES, ()))


@event.listens_for(Session, "after_transaction_end")
def _remove_files_without_rows(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    session.info.pop(_REMOVED_FILES, None)
    _remove_files(session.info.pop(_NEW_FILES, ()))


def _remove_files(names: Collection[str]) -> None:
    """Remove files without rows; `flask check` finds what cannot be removed now."""
    if not names:
        return
    try:
        receipt_store().remove(names)
    except StorageError:
        _logger.exception("files stay behind, such as those of %s", next(iter(names)))

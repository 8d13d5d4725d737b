"""Receipts without a signature, or whose code was not looked for: from before the application did so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, bindparam, func, or_, select, update

from app.database.engine import db
from app.models import Receipt, ReceiptReading, User
from app.reading.services import read_at_once
from app.receipts import storage
from app.receipts.limits import Allowance, ImageError
from app.receipts.turns import turn
from app.stores.store import UnreachableStoreError
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

_AT_ONCE = 50  # receipts: a few seconds' work, which is lost when it is stopped
_PATIENCE_SECONDS = 120.0  # for a turn, while others decode photos
_IS_OLD = or_(Receipt.signature.is_(None), ReceiptReading.id.is_(None))
_COUNT = (
    select(func.count())
    .select_from(Receipt)
    .outerjoin(ReceiptReading, ReceiptReading.receipt_id == Receipt.id)
    .where(_IS_OLD)
)
_SOME = (
    select(Receipt.id, Receipt.storage_key, Receipt.signature.is_(None), ReceiptReading.id.is_(None), User)
    .join(User, User.id == Receipt.user_id)
    .outerjoin(ReceiptReading, ReceiptReading.receipt_id == Receipt.id)
    .where(_IS_OLD, Receipt.id > bindparam("after"))
    .order_by(Receipt.id)
    .limit(_AT_ONCE)
)
# It also tells whether the receipt is still there with the same picture, and lets nobody delete it before the commit.
_SIGN = (
    update(Receipt)
    .where(Receipt.id == bindparam("receipt_id"), Receipt.storage_key == bindparam("key"))
    .values(signature=func.coalesce(bindparam("new_signature", type_=LargeBinary), Receipt.signature))
    .execution_options(synchronize_session=False)
)
_READ = select(ReceiptReading.id).where(ReceiptReading.receipt_id == bindparam("receipt_id"))


@dataclass(frozen=True)
class OldReceipt:
    """A receipt of any user, and what it lacks."""

    id: int
    storage_key: str
    lacks_signature: bool
    lacks_reading: bool
    user: User


@dataclass(frozen=True)
class Findings:
    """What was found out about a receipt; `is_lost` tells that a file is not there or cannot be read."""

    receipt: OldReceipt
    signature: bytes | None = None
    reading: ReceiptReading | None = None
    is_lost: bool = False


def count_old_receipts() -> int:
    """Count the receipts that lack something, of all users."""
    return db.session.scalar(_COUNT) or 0


def list_old_receipts(after: int) -> list[OldReceipt]:
    """Return the next receipts that lack something, of all users, with numbers above `after`."""
    return [OldReceipt(*row) for row in db.session.execute(_SOME, {"after": after})]


def look_at(receipt: OldReceipt) -> Findings:
    """Find out what a receipt lacks, from its files.

    Raises:
        BusyError: others decode photos all the time.
        UnreachableStoreError: the store does not answer.
    """
    try:
        return Findings(
            receipt,
            signature=_sign(receipt.storage_key) if receipt.lacks_signature else None,
            reading=_read(receipt) if receipt.lacks_reading else None,
        )
    except UnreachableStoreError:
        raise
    except (OSError, SyntaxError, ValueError):  # what Pillow raises on a damaged thumbnail
        return Findings(receipt, is_lost=True)


def keep_findings(findings: Sequence[Findings]) -> None:
    """Keep what was found out; receipts that were deleted or rotated meanwhile are left as they are."""
    for found in findings:
        receipt = found.receipt
        values = {"receipt_id": receipt.id, "key": receipt.storage_key, "new_signature": found.signature}
        is_there = db.session.connection().execute(_SIGN, values).rowcount
        if is_there and found.reading and db.session.scalar(_READ, {"receipt_id": receipt.id}) is None:
            found.reading.receipt_id = receipt.id
            db.session.add(found.reading)


def _sign(storage_key: str) -> bytes:
    # Imported late: it loads NumPy, which most workers do not need for a long time.
    from app.receipts.likeness import sign_picture  # noqa: PLC0415

    return sign_picture(receipt_store().read(storage.thumbnail_name(storage_key)))


def _read(receipt: OldReceipt) -> ReceiptReading:
    """Return what the code and a PDF's own text say; nothing where the file is damaged."""
    # Imported late: it loads Pillow, which most workers do not need for a long time.
    from app.receipts.cleaning import accept_upload  # noqa: PLC0415

    content = receipt_store().read(storage.file_name(receipt.storage_key))
    try:
        with turn(settings().data_folder, _PATIENCE_SECONDS):
            upload = accept_upload(content, Allowance())
    except ImageError:
        return read_at_once(receipt.user, None)
    return read_at_once(receipt.user, upload.image.code, upload.text)

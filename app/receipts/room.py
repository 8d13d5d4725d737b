"""How much room is left for receipts: of each person, and on the disk.

Counted is what is stored and can be downloaded, also in the trash; not the thumbnails and pages that are drawn from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from app.database.engine import db
from app.models import Receipt
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from app.models import User


class NoRoomError(Exception):
    """There is no room for receipts: the subclass says where."""


class QuotaReachedError(NoRoomError):
    """A person's receipts would take more than MAX_USER_BYTES."""

    def __init__(self) -> None:  # without the name: the log gets it
        super().__init__("The receipts of one person would take more than MAX_USER_BYTES together.")


class DiskFullError(NoRoomError):
    """The disk of the upload folder would have less left than MIN_FREE_BYTES."""

    def __init__(self) -> None:
        super().__init__("The disk of the upload folder would have less room left than MIN_FREE_BYTES.")


_STORED_BYTES = select(func.coalesce(func.sum(Receipt.byte_size), 0)).where(Receipt.user_id == bindparam("user_id"))


def stored_bytes(user: User) -> int:
    return int(db.session.scalar(_STORED_BYTES, {"user_id": user.id}) or 0)


def require_room(user: User, byte_count: int, *, rowless_bytes: int = 0) -> None:
    """See that so many more bytes may be stored.

    `rowless_bytes` are on the disk already, but their rows are not written yet.

    Raises:
        DiskFullError: the disk has no room for them.
        QuotaReachedError: the user has none.
    """
    if not has_disk_left(byte_count):
        raise DiskFullError
    quota = settings().max_user_bytes
    if quota and stored_bytes(user) + rowless_bytes + byte_count > quota:
        raise QuotaReachedError


def has_disk_left(byte_count: int) -> bool:
    """Tell whether the disk of the store has MIN_FREE_BYTES left after so many more bytes.

    Where there is no such store, storing says so.
    """
    try:
        free = receipt_store().free_bytes()
    except OSError:
        return True
    return free is None or free - byte_count >= settings().min_free_bytes

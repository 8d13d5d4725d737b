"""How much room is left for receipts: of each person, and on the disk.

Counted is what is stored and can be downloaded, also in the trash; not the thumbnails and pages that are drawn from it.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from app.database.engine import db
from app.models import Receipt
from app.web.extensions import settings

if TYPE_CHECKING:
    from app.models import User

_STORED_BYTES = select(func.coalesce(func.sum(Receipt.byte_size), 0)).where(Receipt.user_id == bindparam("user_id"))


def stored_bytes(user: User) -> int:
    return int(db.session.scalar(_STORED_BYTES, {"user_id": user.id}) or 0)


def has_quota_left(user: User, byte_count: int) -> bool:
    """Tell whether the user may store so many more bytes; always where there is no quota."""
    quota = settings().max_user_bytes
    return not quota or stored_bytes(user) + byte_count <= quota


def has_disk_left(byte_count: int) -> bool:
    """Tell whether the disk of the upload folder has MIN_FREE_BYTES left after so many more bytes.

    Where there is no such folder, storing says so.
    """
    try:
        return shutil.disk_usage(settings().upload_folder).free - byte_count >= settings().min_free_bytes
    except OSError:
        return True

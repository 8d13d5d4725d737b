"""Pictures that lie beside the rows in a ZIP: each is cleaned like every receipt and stored before its row is."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.database.engine import db
from app.imports.refusals import RefusedFileError
from app.imports.work import Progress, Stage
from app.receipts.limits import Allowance, ImageError
from app.receipts.room import require_room
from app.receipts.services import store_receipt
from app.receipts.turns import turn
from app.web.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.imports.contents import Opened
    from app.imports.work import Steps
    from app.models import Receipt, User
    from app.receipts.uploads import Upload

_PATIENCE_SECONDS = 120.0  # for the pictures of others, which are cleaned one after the other


@dataclass
class Pictures:
    """Receipts that no session has yet, by the place of their expense in the file; and how many pictures were lost."""

    receipts: dict[int, list[Receipt]] = field(default_factory=dict)
    lost_count: int = 0
    byte_count: int = 0


def store_pictures(user: User, opened: Opened, paths: Mapping[int, tuple[str, ...]]) -> Steps[Pictures]:
    """Store the pictures of the expenses that come in; `paths` are those inside the file, by place.

    No lock of the database is held meanwhile. A transaction has begun, so that the files go if it fails.

    Raises:
        BusyError: other pictures are being cleaned for minutes.
        NoRoomError: the person or the disk has no room for one more.
        StorageError: a file cannot be written.
    """
    pictures = Pictures()
    wanted = [(place, path) for place, names in paths.items() for path in names]
    if wanted:
        db.session.connection()
    for count, (place, path) in enumerate(wanted, 1):
        upload = _clean(opened, path)
        if upload is None:
            pictures.lost_count += 1
        else:
            require_room(user, len(upload.content), rowless_bytes=pictures.byte_count)
            pictures.receipts.setdefault(place, []).append(store_receipt(user, upload))
            pictures.byte_count += len(upload.content)
        yield Progress(Stage.PICTURES, count, len(wanted))
    return pictures


def _clean(opened: Opened, path: str) -> Upload | None:
    """Return the picture, or None if it is missing, damaged or too large."""
    # Imported late: it loads Pillow, which most workers do not need for a long time.
    from app.receipts.cleaning import clean_upload  # noqa: PLC0415

    max_bytes = settings().max_upload_bytes
    member = opened.file.members.get(path)
    if member is None:
        return None
    try:
        content = member.read_bytes(max_bytes)
        with turn(settings().data_folder, _PATIENCE_SECONDS):
            return clean_upload(io.BytesIO(content), path, max_bytes, Allowance())
    except (RefusedFileError, ImageError):
        return None

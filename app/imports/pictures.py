"""Pictures that lie beside the rows in a ZIP: each is cleaned like every receipt and stored before its row is."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.database.engine import db
from app.imports.refusals import RefusedFileError
from app.imports.work import Progress, Stage
from app.receipts.limits import ImageError
from app.receipts.services import store_image, tidy_file_name
from app.receipts.turns import turn
from app.web.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.imports.contents import Opened
    from app.imports.work import Steps
    from app.models import User
    from app.receipts.images import CleanImage

_PATIENCE_SECONDS = 120.0  # for the pictures of others, which are cleaned one after the other


@dataclass
class Pictures:
    """Rows of the table of receipts, by the place of their expense in the file, and how many pictures were lost."""

    rows: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    lost_count: int = 0


def store_pictures(user: User, opened: Opened, paths: Mapping[int, tuple[str, ...]]) -> Steps[Pictures]:
    """Store the pictures of the expenses that come in; `paths` are those inside the file, by place.

    No lock of the database is held meanwhile. A transaction has begun, so that the files go if it fails.

    Raises:
        BusyError: other pictures are being cleaned for minutes.
        StorageError: a file cannot be written.
    """
    pictures = Pictures()
    wanted = [(place, path) for place, names in paths.items() for path in names]
    if wanted:
        db.session.connection()
    for count, (place, path) in enumerate(wanted, 1):
        image = _clean(opened, path)
        if image is None:
            pictures.lost_count += 1
        else:
            rows = pictures.rows.setdefault(place, [])
            rows.append({**_receipt(user, image, path), "position": len(rows)})
        yield Progress(Stage.PICTURES, count, len(wanted))
    return pictures


def _clean(opened: Opened, path: str) -> CleanImage | None:
    """Return the picture, or None if it is missing, damaged or too large."""
    # Imported late: it loads Pillow, which most workers do not need for a long time.
    from app.receipts.images import clean_image  # noqa: PLC0415

    max_bytes = settings().max_upload_bytes
    member = opened.file.members.get(path)
    if member is None:
        return None
    try:
        content = member.read_bytes(max_bytes)
        with turn(settings().data_folder, _PATIENCE_SECONDS):
            return clean_image(io.BytesIO(content), max_bytes)
    except (RefusedFileError, ImageError):
        return None


def _receipt(user: User, image: CleanImage, path: str) -> dict[str, Any]:
    return {
        "user_id": user.id,
        "storage_key": store_image(image),
        "original_name": tidy_file_name(path),
        "media_type": image.media_type,
        "byte_size": len(image.content),
        "width": image.width,
        "height": image.height,
        "sha256": image.sha256,
    }

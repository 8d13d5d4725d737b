"""Taking photos out of an archive into the upload folder."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.receipts.limits import Allowance, ImageError
from app.receipts.services import store_image
from app.receipts.turns import BusyError, turn
from app.web.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.archive.zip_file import ArchiveZip

_PATIENCE_SECONDS = 120.0  # for a turn, while others decode photos
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class StoredPhoto:
    """A photo whose files are written."""

    columns: dict[str, object]


class PhotoStore:
    """Decodes and stores the photos of an archive, one at a time."""

    def __init__(self, opened: ArchiveZip) -> None:
        self._zip = opened

    def take(self, path: str) -> StoredPhoto | None:
        """Store a photo; None if it is lost, or cannot be decoded.

        Raises:
            RefusedArchiveError: it is not what the manifest says.
            BusyError: others decode all the time.
            StorageError: it cannot be written.
        """
        # Imported late: it loads Pillow, which most workers do not need for a long time.
        from app.receipts.images import accept_image  # noqa: PLC0415

        content = self._zip.read_photo(path, settings().max_upload_bytes)
        if content is None:
            return None
        try:
            with _turn():
                image = accept_image(content, Allowance())
        except ImageError:
            return None
        columns = {
            "storage_key": store_image(image),
            "media_type": image.media_type,
            "byte_size": len(image.content),
            "width": image.width,
            "height": image.height,
            "sha256": image.sha256,
        }
        return StoredPhoto(columns)


@contextmanager
def _turn() -> Iterator[None]:
    """Take a turn among those who decode, for one photo, so that nobody waits for the whole archive."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with turn(settings().data_folder):
                yield
                return
        except BusyError:
            if time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)

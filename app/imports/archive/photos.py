"""Taking photos out of an archive into the store."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.models import Receipt
from app.reading.services import read_at_once
from app.receipts import storage
from app.receipts.limits import Allowance, ImageError
from app.receipts.room import require_room
from app.receipts.services import put_files
from app.receipts.turns import BusyError, turn
from app.web.extensions import receipt_store, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.archive.zip_file import ArchiveZip
    from app.models import ReceiptReading, User

_PATIENCE_SECONDS = 120.0  # for a turn, while others decode photos
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Photo:
    """A stored photo or PDF as a receipt that is not yet of anybody, and what its code and its own text say."""

    receipt: Receipt
    reading: ReceiptReading


class PhotoStore:
    """Decodes and stores the photos of an archive for a user, one at a time."""

    def __init__(self, user: User, opened: ArchiveZip) -> None:
        self._user = user
        self._zip = opened
        self._written: list[str] = []
        self._byte_count = 0

    def take(self, path: str) -> Photo | None:
        """Store a photo or PDF; return None if it is lost, or cannot be decoded.

        Raises:
            RefusedArchiveError: it is not what the manifest says.
            BusyError: others decode all the time.
            NoRoomError: the person or the disk has no room for it.
            StorageError: it cannot be written.
        """
        # Imported late: it loads Pillow, which most workers do not need for a long time.
        from app.receipts.cleaning import accept_upload  # noqa: PLC0415

        content = self._zip.read_photo(path, settings().max_upload_bytes)
        if content is None:
            return None
        try:
            with _turn():
                upload = accept_upload(content, Allowance())
        except ImageError:
            return None
        require_room(self._user, len(upload.content), rowless_bytes=self._byte_count)
        receipt = Receipt()
        put_files(receipt, upload, is_synced=False)
        self._written += storage.file_names(receipt.storage_key, receipt.page_count)
        self._byte_count += len(upload.content)
        return Photo(receipt, read_at_once(self._user, upload.image.code, upload.text))

    def sync(self) -> None:
        """Wait until the disk has all photos, which is to be before their rows are committed.

        Raises:
            StorageError: it cannot write them.
        """
        receipt_store().sync(self._written)


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

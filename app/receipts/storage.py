"""The files of receipts in the store: their names, and writing them in an order that a crash survives."""

from __future__ import annotations

import errno
import re
import secrets
from typing import TYPE_CHECKING

from app.receipts.limits import MEDIA_TYPES, PDF
from app.receipts.room import has_disk_left
from app.stores.store import StorageError
from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.stores.store import StoredFile

_EXTENSIONS = {**dict(zip(MEDIA_TYPES.values(), (".jpg", ".png", ".webp"), strict=True)), PDF: ".pdf"}
_OWN_NAME = re.compile(
    r"(.*/)?([0-9a-f]{32}\.(jpg|png|webp|pdf|thumbnail\.webp|page-\d+\.jpg)|probe-[0-9a-f]{16})((\.[0-9a-f]{8})?\.part)?"
)


class LowDiskError(StorageError):
    """The disk would have less than MIN_FREE_BYTES left."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "the disk has less room left than MIN_FREE_BYTES")


def new_storage_key(media_type: str) -> str:
    """Return a random key of 128 bits, with the extension of the media type."""
    return secrets.token_hex(16) + _EXTENSIONS[media_type]


def stem_of(name: str) -> str:
    """Return the part of a name that all files of a receipt share."""
    return name.rpartition("/")[2].partition(".")[0]


def file_names(storage_key: str, page_count: int) -> list[str]:
    """Return the names of all files of a receipt, the stored one first."""
    pages = range(1, page_count + 1) if _is_document(storage_key) else ()
    drawn = (picture_name(storage_key, number) for number in pages)
    return [file_name(storage_key), thumbnail_name(storage_key), *drawn]


def file_name(storage_key: str) -> str:
    """Return the name of the stored file: an image or a PDF."""
    return f"{storage_key[:2]}/{storage_key}"


def picture_name(storage_key: str, page: int = 1) -> str:
    """Return the name of what is shown: the image itself, or a page of the PDF, counted from 1."""
    return file_name(f"{stem_of(storage_key)}.page-{page}.jpg" if _is_document(storage_key) else storage_key)


def thumbnail_name(storage_key: str) -> str:
    return file_name(f"{stem_of(storage_key)}.thumbnail.webp")


def write_files(
    storage_key: str, content: bytes, thumbnail: bytes, pages: Sequence[bytes] = (), *, is_synced: bool = True
) -> None:
    """Store an image or a PDF, its thumbnail, and the pages of a PDF as pictures; the file itself last.

    What is not synced here has to be by the store's `sync`, before its row is committed.

    Raises:
        StorageError: it was not stored; no partial file is left.
    """
    store = receipt_store()
    store.require_marker()
    if not has_disk_left(len(content)):
        raise LowDiskError
    store.write(thumbnail_name(storage_key), thumbnail, is_synced=is_synced)
    for number, page in enumerate(pages, 1):
        store.write(picture_name(storage_key, number), page, is_synced=is_synced)
    store.write(file_name(storage_key), content, is_synced=is_synced)


def stored_files() -> Iterator[StoredFile]:
    """Return all files in the store with names like ours, including temporary ones."""
    return (file for file in receipt_store().list_files() if _OWN_NAME.fullmatch(file.name))


def _is_document(storage_key: str) -> bool:
    return storage_key.endswith(_EXTENSIONS[PDF])

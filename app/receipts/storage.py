"""The upload folder: files with random names, written atomically.

A marker file lies in the folder. If it is missing, the disk is probably not mounted, and images would be written under
the mount point, where nobody would find them.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from app.receipts.limits import MEDIA_TYPES, PDF
from app.receipts.room import has_disk_left
from app.web.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

MARKER = "potrosnja.txt"
_MARKER_TEXT = "Potrošnja keeps photos of receipts in this folder. It uses no folder that has no such file.\n"
_EXTENSIONS = {**dict(zip(MEDIA_TYPES.values(), (".jpg", ".png", ".webp"), strict=True)), PDF: ".pdf"}
_THUMBNAIL_SUFFIX = ".thumbnail.webp"
_TEMPORARY_SUFFIX = ".part"
_OWN_NAME = re.compile(r"([0-9a-f]{32}\.(jpg|png|webp|pdf|thumbnail\.webp|page-\d+\.jpg)|probe-[0-9a-f]{16})(\.part)?")
_PROBE_BYTES = 4096  # an empty file can still be made on a full disk


class StorageError(OSError):
    """The upload folder cannot be written, for example because its disk is full."""


class LowDiskError(StorageError):
    """The disk would have less than MIN_FREE_BYTES left."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "the disk has less room left than MIN_FREE_BYTES")


class UnmarkedFolderError(StorageError):
    """The upload folder has no marker: its disk is probably not mounted."""

    def __init__(self) -> None:
        path = settings().upload_folder / MARKER
        super().__init__(
            errno.ENOENT, f"its disk is not mounted, or the file {path} is missing: mount the disk, or make the file"
        )


def new_storage_key(media_type: str) -> str:
    """Return a random key of 128 bits, with the extension of the media type."""
    return secrets.token_hex(16) + _EXTENSIONS[media_type]


def stem_of(name: str) -> str:
    """Return the part of a name that all files of a receipt share."""
    return name.partition(".")[0]


def file_names(storage_key: str, page_count: int) -> list[str]:
    """Return where all files of a receipt lie in the upload folder, the stored one first."""
    stem = stem_of(storage_key)
    pages = range(1, page_count + 1) if storage_key.endswith(_EXTENSIONS[PDF]) else ()
    names = (storage_key, stem + _THUMBNAIL_SUFFIX, *(f"{stem}.page-{number}.jpg" for number in pages))
    return [f"{name[:2]}/{name}" for name in names]


def file_path(storage_key: str) -> Path:
    """Return the path of the stored file: an image or a PDF."""
    return settings().upload_folder / storage_key[:2] / storage_key


def picture_path(storage_key: str, page: int = 1) -> Path:
    """Return the path of what is shown: the image itself, or a page of the PDF, counted from 1."""
    if not storage_key.endswith(_EXTENSIONS[PDF]):
        return file_path(storage_key)
    return file_path(f"{stem_of(storage_key)}.page-{page}.jpg")


def thumbnail_path(storage_key: str) -> Path:
    return file_path(stem_of(storage_key) + _THUMBNAIL_SUFFIX)


def write_files(
    storage_key: str, content: bytes, thumbnail: bytes, pages: Sequence[bytes] = (), *, is_synced: bool = True
) -> None:
    """Store an image or a PDF, its thumbnail, and the pages of a PDF as pictures; the file itself last.

    What is not synced here has to be by `sync_files`, before its row is committed.

    Raises:
        StorageError: it was not stored; no partial file is left.
    """
    if not is_marked():
        raise UnmarkedFolderError
    if not has_disk_left(len(content)):
        raise LowDiskError
    try:
        _write_file(thumbnail_path(storage_key), thumbnail, is_synced=is_synced)
        for number, page in enumerate(pages, 1):
            _write_file(picture_path(storage_key, number), page, is_synced=is_synced)
        _write_file(file_path(storage_key), content, is_synced=is_synced)
    except OSError as error:
        raise StorageError(*error.args) from error


def sync_files(storage_keys: Collection[str]) -> None:
    """Sync the files of many receipts, one after the other: the disk has most of them by then, and waits little.

    Raises:
        StorageError: one cannot be synced.
    """
    folder = settings().upload_folder
    try:
        for key in storage_keys:
            for path in file_path(key).parent.glob(f"{stem_of(key)}.*"):
                sync(path)
        for path in (*{file_path(key).parent for key in storage_keys}, folder):
            sync(path)
    except OSError as error:
        raise StorageError(*error.args) from error


def is_complete(storage_key: str) -> bool:
    paths = (file_path(storage_key), picture_path(storage_key), thumbnail_path(storage_key))
    return all(path.is_file() for path in paths)


def remove_files(storage_key: str) -> None:
    """Remove a stored file and all that was drawn from it, if they are there."""
    stored = file_path(storage_key)
    pages = stored.parent.glob(f"{stem_of(storage_key)}.page-*.jpg") if stored != picture_path(storage_key) else ()
    for path in (stored, thumbnail_path(storage_key), *pages):
        path.unlink(missing_ok=True)


def stored_files() -> Iterator[Path]:
    """Return all files in the upload folder with names like ours, including temporary ones."""
    return (path for path in settings().upload_folder.glob("**/*") if _OWN_NAME.fullmatch(path.name) and path.is_file())


def is_temporary(path: Path) -> bool:
    """Tell whether a file is not written to its end."""
    return path.suffix == _TEMPORARY_SUFFIX


def is_marked() -> bool:
    return (settings().upload_folder / MARKER).is_file()


def mark_folder() -> None:
    """Create the upload folder and its marker, if they are missing.

    Raises:
        OSError: it cannot be created or written.
    """
    folder = settings().upload_folder
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), (folder / MARKER).open("x", encoding="utf-8") as marker:
        marker.write(_MARKER_TEXT)


def is_upload_folder_writable() -> bool:
    """Tell whether the upload folder is marked and a file can be written there."""
    if not is_marked():
        return False
    probe = settings().upload_folder / f"probe-{secrets.token_hex(8)}"
    try:
        _write_file(probe, bytes(_PROBE_BYTES), is_synced=True)
        probe.unlink()
    except OSError:
        return False
    return True


def _write_file(path: Path, content: bytes, *, is_synced: bool) -> None:
    """Write to a temporary file, sync, then rename, so that a crash leaves no partial file."""
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(path.name + _TEMPORARY_SUFFIX)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            if is_synced:
                file.flush()
                os.fsync(file.fileno())
        temporary.rename(path)
        if is_synced:
            sync(path.parent)
            sync(settings().upload_folder)  # the sub-folder may be new
    except OSError:
        temporary.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Write a file to the disk, or the names in a folder, so that they survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

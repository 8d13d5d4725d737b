"""The upload folder: files that appear whole or not at all, under keys that say nothing."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from app.extensions import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_THUMBNAIL_SUFFIX = ".thumbnail.webp"
_TEMPORARY_SUFFIX = ".part"


class StorageError(OSError):
    """The upload folder cannot be written: its disk is full, or it belongs to somebody else."""


def new_storage_key(media_type: str) -> str:
    """Return a random key, 128 bits long, that ends as files of the media type do."""
    return secrets.token_hex(16) + _EXTENSIONS[media_type]


def image_path(storage_key: str) -> Path:
    """Return where the image of a key lies."""
    return settings().upload_folder / storage_key[:2] / storage_key


def thumbnail_path(storage_key: str) -> Path:
    """Return where the thumbnail of a key lies."""
    return image_path(storage_key.partition(".")[0] + _THUMBNAIL_SUFFIX)


def write_image(storage_key: str, content: bytes, thumbnail: bytes) -> None:
    """Store an image and its thumbnail.

    Raises:
        StorageError: it was not stored; no half-written file stays under its name.
    """
    try:
        _write_file(thumbnail_path(storage_key), thumbnail)
        _write_file(image_path(storage_key), content)
    except OSError as error:
        raise StorageError(*error.args) from error


def is_complete(storage_key: str) -> bool:
    """Tell whether the image and its thumbnail are there."""
    return image_path(storage_key).is_file() and thumbnail_path(storage_key).is_file()


def remove_image(storage_key: str) -> None:
    """Remove an image and its thumbnail; one that is gone already is no error."""
    image_path(storage_key).unlink(missing_ok=True)
    thumbnail_path(storage_key).unlink(missing_ok=True)


def stored_files() -> Iterator[Path]:
    """Return all files of the upload folder, temporary ones included."""
    return (path for path in settings().upload_folder.glob("**/*") if path.is_file())


def is_upload_folder_writable() -> bool:
    """Tell whether a file can be made in the upload folder."""
    probe = settings().upload_folder / f"probe-{secrets.token_hex(8)}{_TEMPORARY_SUFFIX}"
    try:
        _write_file(probe, b"")
        probe.unlink()
    except OSError:
        return False
    return True


def _write_file(path: Path, content: bytes) -> None:
    """Write to a temporary name, see it on the disk, then give it its name: a crash leaves no half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + _TEMPORARY_SUFFIX)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
        _sync_folder(path.parent)
    except OSError:
        temporary.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """See the new name itself on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

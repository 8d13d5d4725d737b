"""A folder of this machine, or one that several machines have mounted: files are written atomically."""

from __future__ import annotations

import datetime as dt
import errno
import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.stores.store import MARKER, MARKER_TEXT, StorageError, Store, StoredFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

TEMPORARY_SUFFIX = ".part"


class Folder(Store):
    """Files in a folder and its sub-folders."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), f"The folder {path}")
        self._path = path

    @property
    def folder(self) -> Path:
        return self._path

    @property
    def unmarked_reason(self) -> str:
        path = self._path / MARKER
        return f"its disk is not mounted, or the file {path} is missing: mount the disk, or make the file"

    def write(self, name: str, content: bytes, *, is_synced: bool = True) -> None:
        """Write to a temporary file, sync, then rename, so that a crash leaves no partial file."""
        path = self._path / name
        with _temporary(path) as temporary:
            with temporary.open("xb") as file:
                file.write(content)
                if is_synced:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.rename(path)
            if is_synced:
                sync(path.parent)
                sync(self._path)  # the sub-folder may be new

    def sync(self, names: Collection[str]) -> None:
        """Sync files one after the other: the disk has most of them by then, and waits little."""
        paths = [self._path / name for name in names]
        try:
            for path in (*paths, *{path.parent for path in paths}, self._path):
                sync(path)
        except OSError as error:
            raise StorageError(*error.args) from error

    def take(self, name: str, path: Path) -> None:
        target = self._path / name
        with _temporary(target) as temporary:
            shutil.move(path, temporary)
            temporary.rename(target)

    def read(self, name: str) -> bytes:
        return (self._path / name).read_bytes()

    def to_send(self, name: str) -> Path:
        return self._path / name

    def to_open(self, name: str, cache: Path) -> Path:  # noqa: ARG002 - it is here already
        path = self._path / name
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return path

    def has(self, name: str) -> bool:
        return (self._path / name).is_file()

    def list_files(self, folder: str = "") -> Iterator[StoredFile]:
        for root, _, names in os.walk(self._path / folder):
            below = Path(root).relative_to(self._path).as_posix()
            for name in names:
                try:
                    facts = (Path(root) / name).stat()
                except FileNotFoundError:  # another process has removed it
                    continue
                inner = name if below == "." else f"{below}/{name}"
                yield StoredFile(inner, dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC), facts.st_size)

    def remove(self, names: Collection[str]) -> None:
        errors = [error for name in names if (error := _remove(self._path / name))]
        if errors:
            raise StorageError(*errors[0].args) from errors[0]

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._path).free

    def make(self) -> None:
        self._path.mkdir(parents=True, exist_ok=True)

    def mark(self) -> None:
        """Create the folder and its marker, if they are missing; another start may do the same."""
        self.make()
        with suppress(FileExistsError), (self._path / MARKER).open("x", encoding="utf-8") as marker:
            marker.write(MARKER_TEXT)


def is_temporary(name: str) -> bool:
    """Tell whether a file is not written to its end."""
    return name.endswith(TEMPORARY_SUFFIX)


def sync(path: Path) -> None:
    """Write a file to the disk, or the names in a folder, so that they survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Yield where to write a file before it gets its name; after an error it is gone, and so is a file that is new.

    Raises:
        StorageError: writing it failed.
    """
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
    is_new = not path.exists()
    try:
        path.parent.mkdir(exist_ok=True)
        try:
            yield temporary
        except OSError:
            temporary.unlink(missing_ok=True)
            if is_new:
                path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(*error.args) from error


def _remove(path: Path) -> OSError | None:
    """Remove a file, if it is there; return why that cannot be."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        return error
    return None

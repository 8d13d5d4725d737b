"""What a store of files does, wherever they lie. A file has a name such as "ab/abcdef.jpg" and never changes.

A marker file lies in each store. If it is missing, this is probably another place than the one that has the receipts,
such as the mount point of a disk that is not mounted.
"""

from __future__ import annotations

import errno
import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator
    from io import BytesIO
    from pathlib import Path

MARKER = "potrosnja.txt"
MARKER_TEXT = "Potrošnja keeps photos of receipts here. It uses no place that has no such file.\n"
_PROBE_BYTES = 4096  # an empty file can still be made on a full disk


class StorageError(OSError):
    """A store cannot be used, for example because its disk is full."""


class UnmarkedStoreError(StorageError):
    """A store has no marker: probably its disk is not mounted."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.ENOENT, reason)


class UnreachableStoreError(StorageError):
    """A store elsewhere does not answer, or refuses what is asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EHOSTUNREACH, reason)


@dataclass(frozen=True)
class StoredFile:
    """A file in a store, and when it was written."""

    name: str
    changed_at: dt.datetime
    byte_size: int


class Store(ABC):
    """A store of files. `title` names it in sentences, as in "The folder /srv/uploads"."""

    def __init__(self, place: str, title: str) -> None:
        self.place = place
        self.title = title

    @property
    def folder(self) -> Path | None:
        """Where the files lie on this machine, None if they lie elsewhere."""
        return None

    @property
    @abstractmethod
    def unmarked_reason(self) -> str:
        """Why the marker may be missing, and what to do."""

    @abstractmethod
    def write(self, name: str, content: bytes, *, is_synced: bool = True) -> None:
        """Store a file. What is not synced here has to be by `sync`, before its row is committed.

        Raises:
            StorageError: it was not stored; no partial file is left.
        """

    @abstractmethod
    def sync(self, names: Collection[str]) -> None:
        """Wait until files that were written would outlive a power cut.

        Raises:
            StorageError: one would not.
        """

    @abstractmethod
    def take(self, name: str, path: Path) -> None:
        """Store a file of this machine, which may be moved, unsynced.

        Raises:
            StorageError: it was not stored.
        """

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            FileNotFoundError: there is none.
            OSError: it cannot be read.
        """

    @abstractmethod
    def to_send(self, name: str) -> Path | BytesIO:
        """Return what Flask's `send_file` takes. Raises: as `read`."""

    @abstractmethod
    def to_open(self, name: str, cache: Path) -> Path:
        """Return a path on this machine; where there is none, make a copy in the folder `cache`. Raises: as `read`."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Tell whether there is such a file.

        Raises:
            StorageError: nobody knows.
        """

    @abstractmethod
    def list_files(self, folder: str = "") -> Iterator[StoredFile]:
        """Yield all files, or those whose names begin with a folder.

        Raises:
            StorageError: they cannot be listed.
        """

    @abstractmethod
    def remove(self, names: Collection[str]) -> None:
        """Remove files, if they are there.

        Raises:
            StorageError: one cannot be removed; the others are.
        """

    @abstractmethod
    def free_bytes(self) -> int | None:
        """Return how much room is left, None if that has no end.

        Raises:
            OSError: there is no such store.
        """

    def is_marked(self) -> bool:
        return self.has(MARKER)

    def require_marker(self) -> None:
        """Raise UnmarkedStoreError if the marker is missing."""
        if not self.is_marked():
            raise UnmarkedStoreError(self.unmarked_reason)

    @abstractmethod
    def make(self) -> None:
        """Create what the files lie in, if it is missing. Raises: as `mark`."""

    def mark(self) -> None:
        """Write the marker, if it is missing.

        Raises:
            OSError: it cannot be written.
        """
        if not self.is_marked():
            self.write(MARKER, MARKER_TEXT.encode())

    def check(self) -> None:
        """See that a file can be written and removed, which changes nothing.

        Raises:
            StorageError: it cannot, or the store has no marker.
        """
        self.require_marker()
        probe = f"probe-{secrets.token_hex(8)}"
        self.write(probe, bytes(_PROBE_BYTES))
        self.remove([probe])

"""Copying the files of all receipts from one store to another."""

from __future__ import annotations

import enum
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from app.database.engine import db
from app.models import Receipt
from app.receipts.storage import file_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.stores.store import Store

_AT_ONCE = 500  # receipts, whose files are synced together
_THREADS = 8  # most of the time, each waits for an answer of a bucket
_COUNT = select(func.count()).select_from(Receipt)
_SOME = (
    select(Receipt.id, Receipt.storage_key, Receipt.page_count, Receipt.byte_size, Receipt.sha256)
    .where(Receipt.id > bindparam("after"))
    .order_by(Receipt.id)
    .limit(_AT_ONCE)
)


class Fate(enum.Enum):
    """What becomes of a file."""

    COPIED = enum.auto()
    THERE = enum.auto()
    MISSING = enum.auto()
    DAMAGED = enum.auto()


@dataclass(frozen=True)
class CopiedFile:
    """A file of a receipt. `byte_size` and `sha256` are those of the stored one; what was drawn from it has none."""

    name: str
    byte_size: int | None = None
    sha256: str | None = None

    def fits(self, content: bytes) -> bool:
        """Tell whether this is its content, as far as that is known."""
        return self.sha256 in {None, hashlib.sha256(content).hexdigest()}


@dataclass(frozen=True)
class Part:
    """What became of the files of some receipts, by name."""

    receipt_count: int
    fates: list[tuple[str, Fate]]


def count_receipts() -> int:
    """Count the receipts of all users."""
    return db.session.scalar(_COUNT) or 0


def copy_receipts(source: Store, target: Store) -> Iterator[Part]:
    """Copy what the target lacks of the receipts of all users; yield, some receipts at a time, what became of files.

    A stored file that is there is read, and copied again if its SHA-256 is wrong; one that was drawn from it is left.

    The target gets its marker last, so that nobody takes the half of a copy for the whole.

    Raises:
        StorageError: a store cannot be used.
    """
    source.require_marker()
    target.make()
    there = {file.name: file.byte_size for file in target.list_files()}
    after = 0
    with ThreadPoolExecutor(_THREADS) as pool:
        while rows := db.session.execute(_SOME, {"after": after}).all():
            after = rows[-1].id
            files = [file for row in rows for file in _files_of(*row[1:])]
            fates = list(pool.map(lambda file: _copy(source, target, file, there.get(file.name)), files))
            done = [(file.name, fate) for file, fate in zip(files, fates, strict=True)]
            target.sync([name for name, fate in done if fate is Fate.COPIED])
            yield Part(len(rows), done)
    target.mark()


def _files_of(storage_key: str, page_count: int, byte_size: int, sha256: str) -> list[CopiedFile]:
    stored, *drawn = file_names(storage_key, page_count)
    return [CopiedFile(stored, byte_size, sha256), *map(CopiedFile, drawn)]


def _copy(source: Store, target: Store, file: CopiedFile, size_there: int | None) -> Fate:
    if file.byte_size in {None, size_there} and size_there is not None and _is_whole(target, file):
        return Fate.THERE
    try:
        content = source.read(file.name)
    except FileNotFoundError:
        return Fate.MISSING
    if not file.fits(content):
        return Fate.DAMAGED
    target.write(file.name, content, is_synced=False)
    return Fate.COPIED


def _is_whole(target: Store, file: CopiedFile) -> bool:
    return file.sha256 is None or file.fits(target.read(file.name))

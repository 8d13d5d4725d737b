"""The files of receipts in a backup."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import TYPE_CHECKING

from app.backup.files import copy_stored, hash_file, link_or_copy
from app.backup.manifest import MANIFEST, UPLOADS, BackupError, read_manifest
from app.backup.progress import reported
from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.backup.manifest import FileFacts
    from app.backup.progress import Report
    from app.backup.queries import StoredReceipt


_UNREADABLE = {errno.ENOENT, errno.EISDIR, errno.EACCES, errno.EIO}  # of a file that is read


class ReceiptFiles:
    """The folder of a backup for the files of receipts; `files` are those in it, by relative path.

    A file never changes. One that the backup before has as well is a further name for the same file, so that it takes
    room once. It is read all the same, and copied again if it has become damaged.
    """

    def __init__(self, folder: Path, earlier: Path | None) -> None:
        self.files: dict[str, FileFacts] = {}
        self._folder = folder
        self._earlier = earlier
        self._earlier_files = _list_files_of(earlier) if earlier else {}
        folder.mkdir()

    def store(self, receipts: dict[str, StoredReceipt], report: Report) -> list[str]:
        """Store the files of receipts; return the keys of those of which one is missing or damaged."""
        return [key for key in reported(report, "Receipts", list(receipts)) if not self._store(receipts[key])]

    def forget_others(self, receipts: Iterable[StoredReceipt]) -> None:
        """Remove the files of all other receipts."""
        wanted = {name for receipt in receipts for name in receipt.names}
        for name in self.files.keys() - wanted:
            (self._folder / name).unlink()
            del self.files[name]

    def _store(self, receipt: StoredReceipt) -> bool:
        stored, *drawn = receipt.names
        facts = self._take(stored, receipt.sha256)
        has_drawn = [self._take(name, self._earlier_sha256(name)) is not None for name in drawn]
        return all(has_drawn) and facts is not None and facts.sha256 == receipt.sha256

    def _earlier_sha256(self, name: str) -> str:
        facts = self._earlier_files.get(f"{UPLOADS}/{name}")
        return facts.sha256 if facts else ""

    def _take(self, name: str, sha256: str) -> FileFacts | None:
        if name not in self.files and (facts := self._link(name, sha256) or self._copy(name)):
            self.files[name] = facts
        return self.files.get(name)

    def _link(self, name: str, sha256: str) -> FileFacts | None:
        """Take a file of the backup before, if it has this SHA-256."""
        if self._earlier is None or f"{UPLOADS}/{name}" not in self._earlier_files:
            return None
        target = self._made_target(name)
        with suppress(OSError):
            link_or_copy(self._earlier / UPLOADS / name, target)
            if (facts := hash_file(target)).sha256 == sha256:
                return facts
        target.unlink(missing_ok=True)
        return None

    def _copy(self, name: str) -> FileFacts | None:
        target = self._made_target(name)
        try:
            copy_stored(receipt_store(), name, target)
        except OSError as error:
            if error.errno not in _UNREADABLE:
                raise
            return None
        return hash_file(target)

    def _made_target(self, name: str) -> Path:
        target = self._folder / name
        target.parent.mkdir(exist_ok=True)
        return target


def _list_files_of(backup: Path) -> dict[str, FileFacts]:
    try:
        return read_manifest((backup / MANIFEST).read_text(encoding="utf-8")).files
    except (BackupError, OSError, ValueError):
        return {}

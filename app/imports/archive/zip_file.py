"""Opening the ZIP of an archive, and checking it before anything in it is believed.

Everything is read from the list at its end; Python's `zipfile` never yields more bytes of a file than that list says.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from app.core.text import has_control_characters
from app.exports.archive_format import APP, FORMAT, MANIFEST, TABLES
from app.imports.archive.errors import ArchiveFault, RefusedArchiveError
from app.imports.archives import MAX_RATIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_FILES = 100_000  # photos and thumbnails of 50,000 receipts
MAX_BYTES = 50 * 1024**3  # of all files, unpacked
MAX_TABLE_BYTES = 500 * 1024**2  # a million expenses
_MAX_MANIFEST_BYTES = 50 * 1024**2
_MAX_LIST_BYTES = 200 * MAX_FILES  # one of ours takes 130 bytes for a file; Python needs ten times as much to read it
_SMALL_BYTES = 100 * 1024  # a file below is no bomb
_DIGEST = re.compile(r"[0-9a-f]{64}")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_IS_ENCRYPTED = 0x1
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Manifest:
    """What an archive says about itself: whose it is, its files with their SHA-256, and photos that were lost."""

    created: str
    account: dict[str, Any]
    files: dict[str, str]
    lost: frozenset[str]


class ArchiveZip:
    """The files of an archive; open it with `open_archive`."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._infos = _check_list(opened.infolist())
        self.manifest = self._read_manifest()
        for name in (*TABLES, *self.manifest.files):
            if name not in self._infos or name not in self.manifest.files:
                raise RefusedArchiveError(ArchiveFault.MISSING_FILE, name)

    def check_hashes(self, names: Iterable[str]) -> None:
        """Read files to their end.

        Raises:
            RefusedArchiveError: one is not what the manifest says.
        """
        for name in names:
            with self.open(name) as file:
                digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type] # an IO of a ZIP has all it needs
                if digest.hexdigest() != self.manifest.files[name]:
                    raise RefusedArchiveError(ArchiveFault.WRONG_HASH, name)

    def size_of(self, name: str) -> int:
        """Return the bytes of a file, unpacked."""
        return self._infos[name].file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file of the manifest."""
        with _named_errors(name), self._zip.open(self._infos[name]) as file:
            yield file

    def read_photo(self, name: str, max_bytes: int) -> bytes | None:
        """Return a photo, None if it was lost before the archive was made or is too large for this server.

        Raises:
            RefusedArchiveError: it is missing, or not what the manifest says.
        """
        if name not in self.manifest.files:
            if name in self.manifest.lost:
                return None
            raise RefusedArchiveError(ArchiveFault.MISSING_FILE, name)
        if self._infos[name].file_size > max_bytes:
            return None
        with self.open(name) as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != self.manifest.files[name]:
            raise RefusedArchiveError(ArchiveFault.WRONG_HASH, name)
        return content

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._infos:
            raise RefusedArchiveError(ArchiveFault.FOREIGN)
        if self._infos[MANIFEST].file_size > _MAX_MANIFEST_BYTES:
            raise RefusedArchiveError(ArchiveFault.TOO_LARGE, MANIFEST)
        with self.open(MANIFEST) as file:
            content = file.read()
        try:
            manifest = json.loads(content)
            json.dumps(manifest, ensure_ascii=False).encode()  # halves of letters can be neither shown nor stored
            return _parse_manifest(manifest)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise RefusedArchiveError(ArchiveFault.FOREIGN) from error


@contextmanager
def open_archive(path: Path) -> Iterator[ArchiveZip]:
    """Open an archive on the disk, with all but its hashes checked.

    Raises:
        RefusedArchiveError: it is refused.
    """
    _check_size_of_list(path)
    with _named_errors(""):
        opened = zipfile.ZipFile(path)
    with opened:
        yield ArchiveZip(opened)


@contextmanager
def _named_errors(name: str) -> Iterator[None]:
    try:
        yield
    except _ZIP_ERRORS as error:
        raise RefusedArchiveError(ArchiveFault.DAMAGED, name) from error


def _check_size_of_list(path: Path) -> None:
    """Refuse a list of files that would fill the memory: `zipfile` reads it whole.

    A ZIP can say in three places how long it is. The function that `zipfile` itself asks is the only one that surely
    looks where it will look.
    """
    with path.open("rb") as file, _named_errors(""):
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # noqa: SLF001 - as said above
    if end is None:
        raise RefusedArchiveError(ArchiveFault.DAMAGED)
    count, list_bytes = end[4], end[5]
    if count > MAX_FILES or list_bytes > _MAX_LIST_BYTES:
        raise RefusedArchiveError(ArchiveFault.TOO_MANY_FILES)


def _check_list(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the files by name, without folders."""
    files: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename
        if not _is_safe(info.orig_filename) or not _is_safe(name):
            raise RefusedArchiveError(ArchiveFault.UNSAFE_NAME, name)
        if name in files or info.compress_type not in _METHODS or info.flag_bits & _IS_ENCRYPTED:
            raise RefusedArchiveError(ArchiveFault.DAMAGED, name)
        if info.file_size > max(_SMALL_BYTES, MAX_RATIO * info.compress_size):
            raise RefusedArchiveError(ArchiveFault.BOMB, name)
        if not info.is_dir():
            files[name] = info
    if len(files) > MAX_FILES:
        raise RefusedArchiveError(ArchiveFault.TOO_MANY_FILES)
    if sum(info.file_size for info in files.values()) > MAX_BYTES:
        raise RefusedArchiveError(ArchiveFault.TOO_LARGE)
    return files


def _is_safe(name: str) -> bool:
    parts = name.rstrip("/").split("/")
    return not (has_control_characters(name) or "\\" in name or ":" in name or {"", ".", ".."} & set(parts))


def _parse_manifest(manifest: dict[str, Any]) -> Manifest:
    if manifest["app"] != APP:
        raise RefusedArchiveError(ArchiveFault.FOREIGN)
    number = manifest["format"]
    if not isinstance(number, int) or number < 1:
        raise RefusedArchiveError(ArchiveFault.UNKNOWN_FORMAT, str(number)[:20])
    if number > FORMAT:
        raise RefusedArchiveError(ArchiveFault.NEWER_FORMAT, str(number)[:20])
    files = manifest["files"]
    if not all(_DIGEST.fullmatch(digest) for digest in files.values()):
        raise RefusedArchiveError(ArchiveFault.FOREIGN)
    return Manifest(str(manifest["created"]), dict(manifest["account"]), files, frozenset(manifest.get("lost", ())))

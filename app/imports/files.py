"""Opening a file that somebody sent: its text, its table, or the members of its ZIP, within limits."""

from __future__ import annotations

import zipfile
from abc import ABC, abstractmethod
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from app.imports import archives
from app.imports.decoding import decode
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.tables import Table, read_table

if TYPE_CHECKING:
    from pathlib import Path

MAX_TEXT_BYTES = 10_000_000

__all__ = ["MAX_TEXT_BYTES", "Content", "Member", "Refusal", "RefusedFileError", "SourceFile", "Table"]


class Content(ABC):
    """Bytes that may be text, and text that may be a table; each part is read when it is asked for, once."""

    @abstractmethod
    def read_bytes(self, max_bytes: int = MAX_TEXT_BYTES) -> bytes:
        """Return the bytes as they were sent.

        Raises:
            RefusedFileError: TOO_LARGE, BAD_ARCHIVE.
        """

    @property
    def text(self) -> str:
        """The text with Unix line ends.

        Raises:
            RefusedFileError: as `read_bytes`; EMPTY, NOT_TEXT.
        """
        return self._decoded[0]

    @property
    def encoding(self) -> str:
        return self._decoded[1]

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return decode(self.read_bytes())

    @cached_property
    def table(self) -> Table:
        """The table in the text.

        Raises:
            RefusedFileError: as `text`; NO_ROWS, TOO_MANY_ROWS, TOO_MANY_COLUMNS, BAD_QUOTES.
        """
        return read_table(self.text, self.encoding)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns as in `Table.names`; empty where there is no table."""
        try:
            return self.table.names
        except RefusedFileError:
            return ()


class Member(Content):
    """A file inside a ZIP."""

    def __init__(self, archive: Path, info: zipfile.ZipInfo) -> None:
        self.name = info.filename
        self.size = info.file_size
        self._archive = archive
        self._info = info

    def read_bytes(self, max_bytes: int = MAX_TEXT_BYTES) -> bytes:
        return archives.read_member(self._archive, self._info, max_bytes)


class SourceFile(Content):
    """A file as it was sent, opened once."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        if self.members:
            raise RefusedFileError(Refusal.NOT_TEXT)
        return decode(self.read_bytes())

    def read_bytes(self, max_bytes: int = MAX_TEXT_BYTES) -> bytes:
        with self.path.open("rb") as file:
            content = file.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise RefusedFileError(Refusal.TOO_LARGE)
        return content

    @cached_property
    def is_zip(self) -> bool:
        return zipfile.is_zipfile(self.path)

    @cached_property
    def members(self) -> dict[str, Member]:
        """The files of a ZIP by their paths inside; none where it is no ZIP.

        Raises:
            RefusedFileError: BAD_ARCHIVE.
        """
        infos = archives.list_members(self.path) if self.is_zip else {}
        return {name: Member(self.path, info) for name, info in infos.items()}

    def find(self, pattern: str) -> Member | None:
        """Return the member with that name in any folder, `*` standing for anything.

        It is None without one, and where the file is no sound ZIP.
        """
        try:
            paths = sorted(path for path in self.members if fnmatchcase(path.rpartition("/")[2], pattern))
        except RefusedFileError:
            return None
        return self.members[paths[0]] if paths else None

"""Opening a file that somebody sent: its text, its table, or the members of its ZIP, within limits."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_TEXT_BYTES = 10_000_000
MAX_COLUMNS = 200
# A member that unpacks to more than this many times its packed bytes is a bomb; real exports stay below 30.
MAX_RATIO = 100


class Refusal(StrEnum):
    """Why a whole file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    BAD_QUOTES = "bad_quotes"
    BAD_ARCHIVE = "bad_archive"


class RefusedFileError(Exception):
    """The file cannot be taken at all; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.value)


@dataclass(frozen=True)
class Table:
    """The rows of a text with columns, below its header.

    `lines` has the number of the line on which each row of `rows` begins, from 1; `encoding` and `separator` are what
    the text was read with.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    encoding: str
    separator: str


class SourceFile:
    """A file as it was sent, opened once; parts are read when they are asked for."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path

    @cached_property
    def is_zip(self) -> bool:
        return zipfile.is_zipfile(self.path)

"""Why an archive is refused."""

from __future__ import annotations

from enum import StrEnum


class ArchiveFault(StrEnum):
    """What is wrong with the whole archive."""

    DAMAGED = "damaged"  # the ZIP itself
    FOREIGN = "foreign"  # no manifest of ours
    UNKNOWN_FORMAT = "unknown_format"
    NEWER_FORMAT = "newer_format"
    UNSAFE_NAME = "unsafe_name"  # a path that leads out of the archive
    TOO_MANY_FILES = "too_many_files"
    TOO_LARGE = "too_large"  # unpacked, together
    BOMB = "bomb"  # a file that unpacks to far more than it takes
    MISSING_FILE = "missing_file"
    WRONG_HASH = "wrong_hash"
    OTHER_CURRENCY = "other_currency"
    BAD_TABLE = "bad_table"


class RefusedArchiveError(Exception):
    """The archive is refused; `name` is the file, the currency or the number that is wrong, `line` a row, from 1."""

    def __init__(self, fault: ArchiveFault, name: str = "", line: int = 0) -> None:
        self.fault = fault
        self.name = name
        self.line = line
        super().__init__(fault.value, name, line)

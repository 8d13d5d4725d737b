"""Why a file is refused as a whole."""

from __future__ import annotations

from enum import StrEnum


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
    DAMAGED = "damaged"  # it is of a known kind, but cannot be read to its end
    UNKNOWN_ARCHIVE = "unknown_archive"
    UNKNOWN = "unknown"


class RefusedFileError(Exception):
    """The file cannot be taken at all; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.value)

"""Text with columns: its separator, its header below a preamble, and its rows. Pure."""

from __future__ import annotations

import csv
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from app.core.text import search_key
from app.imports.records import MAX_ROWS
from app.imports.refusals import Refusal, RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_COLUMNS = 200
_MAX_LINE = 200_000  # characters; the cells of a longer one are too many or too long
_HEAD_ROWS = 200  # from which separator and header are guessed
_SEPARATORS = (",", ";", "\t", "|")
_END = "\0end\0"  # a row behind the last one, which no text can have: within quotes that never close it gets lost
_DATE_NAME = re.compile(r"\b(date|datum|day|dan|time|vrijeme|created|booked|completed)\b")
_MONEY_NAME = re.compile(
    r"\b(amount|iznos|cost|betrag|price|cijena|out(flow)?|in(flow)?|isplat[ae]|uplat[ae]|terecenje|odobrenje|odljev|priljev"
    r"|dugovni|potrazni|debit|credit|expense|income|trosak)\b"
)
_LOOKS_LIKE_A_DAY = re.compile(r"\s*\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{2,4}\b")


@dataclass(frozen=True)
class Table:
    """A text with columns. `header` has the names of the columns, all empty where no row names them.

    `rows()` reads the text anew each time, so that a table of 100,000 rows takes no more memory than its text.
    """

    header: tuple[str, ...]
    encoding: str
    separator: str
    text: str
    first_line: int  # the number of the line below the header, from 1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank, and the number of the line on which it begins.

        A row has a cell for each column, or more where the text has more.
        """
        width = len(self.header)
        for line, row in _read(self.text, self.separator):
            if line >= self.first_line and any(row):
                yield line, _fit(row, width)

    def first_rows(self, count: int) -> list[list[str]]:
        return [row for _, row in islice(self.rows(), count)]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in lower case, without diacritics and signs."""
        return tuple(map(name_key, self.header))

    def column(self, index: int) -> Iterator[str]:
        """Yield the cells of a column, without those that are blank."""
        return (cell for _, row in self.rows() if (cell := row[index].strip()))


def read_table(text: str, encoding: str) -> Table:
    """Find separator and header.

    Raises:
        RefusedFileError: NO_ROWS below a header or without columns, TOO_MANY_ROWS, TOO_MANY_COLUMNS, BAD_QUOTES.
    """
    separator = max(_SEPARATORS, key=lambda separator: _fitness(_head(text, separator)))
    head = _head(text, separator) or list(_read(text, separator))
    index = _header_index(head)
    line, names = head[index]
    has_names = not _has_day(names)
    if has_names:
        line = head[index + 1][0] if index + 1 < len(head) else line + 1
    header = tuple(name.strip() for name in names) if has_names else ("",) * len(names)
    table = Table(header, encoding, separator, text, line)
    _check(table)
    return table


def name_key(name: str) -> str:
    """Return the name of a column without case, diacritics, and signs around its words."""
    return " ".join(re.findall(r"\w+", search_key(name).replace("_", " ")))


def _head(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return the first rows that are not blank, with the numbers of their lines, as far as they can be read."""
    head: list[tuple[int, list[str]]] = []
    with suppress(RefusedFileError):
        head.extend((line, row) for line, row in islice(_read(text, separator), _HEAD_ROWS) if any(row))
    return head


def _fitness(head: list[tuple[int, list[str]]]) -> int:
    """Return how many cells are in rows of the same width, beyond the first of each: most with the right separator."""
    return max(((width - 1) * count for width, count in _widths(head).items()), default=0)


def _widths(head: list[tuple[int, list[str]]]) -> Counter[int]:
    return Counter(len(row) for _, row in head)


def _header_index(head: list[tuple[int, list[str]]]) -> int:
    """Return the index of the first row that names a date and an amount, else of the first row of the commonest width.

    Raises:
        RefusedFileError: NO_ROWS, since most of the text has one column only.
    """
    named = next((index for index, (_, row) in enumerate(head) if _is_header(row)), None)
    if named is not None:
        return named
    widths = _widths(head)
    commonest = max(widths, key=lambda width: (widths[width], width))
    if commonest == 1:
        raise RefusedFileError(Refusal.NO_ROWS)
    return next(index for index, (_, row) in enumerate(head) if len(row) == commonest)


def _is_header(row: list[str]) -> bool:
    names = [name_key(cell) for cell in row if not any(map(str.isdecimal, cell))]
    return any(map(_DATE_NAME.search, names)) and any(map(_MONEY_NAME.search, names)) and not _has_day(row)


def _has_day(row: list[str]) -> bool:
    return any(map(_LOOKS_LIKE_A_DAY.match, row))


def _check(table: Table) -> None:
    count = sum(1 for _ in table.rows())
    if not count:
        raise RefusedFileError(Refusal.NO_ROWS)
    if count > MAX_ROWS:
        raise RefusedFileError(Refusal.TOO_MANY_ROWS)


def _read(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row with the number of its first line.

    Raises:
        RefusedFileError: TOO_MANY_COLUMNS, BAD_QUOTES.
    """
    reader = csv.reader(_lines(text), delimiter=separator)
    line, row = 1, _next_row(reader)
    while not (row and row[-1].endswith(_END)):
        yield line, row
        line, row = reader.line_num + 1, _next_row(reader)
    if row != [_END]:
        raise RefusedFileError(Refusal.BAD_QUOTES)


def _next_row(reader: Iterator[list[str]]) -> list[str]:
    try:
        row = next(reader)
    except csv.Error as error:  # a cell is larger than any of real life
        raise RefusedFileError(Refusal.BAD_QUOTES) from error
    if len(row) > MAX_COLUMNS:
        raise RefusedFileError(Refusal.TOO_MANY_COLUMNS)
    return row


def _lines(text: str) -> Iterator[str]:
    """Yield the lines: only line feeds end one, and `io.StringIO` would copy the whole text at four bytes a letter."""
    begin = 0
    while (end := text.find("\n", begin) + 1) > 0:
        yield _short(text[begin:end])
        begin = end
    yield _short(text[begin:] + "\n")
    yield _END


def _short(line: str) -> str:
    if len(line) > _MAX_LINE:
        raise RefusedFileError(Refusal.TOO_MANY_COLUMNS)
    return line


def _fit(row: list[str], width: int) -> list[str]:
    """Fill the row up to the width, or take away empty cells beyond it."""
    while len(row) > width and not row[-1]:
        row.pop()
    return row + [""] * (width - len(row)) if len(row) < width else row

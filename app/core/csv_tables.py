"""Tables as CSV, for people's spreadsheets and for other programs, with texts that a spreadsheet must not run. Pure."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING

from app.core.money import MoneyFormat, format_plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_ROWS_AT_ONCE = 500
# What begins a formula or, after Tab and CR, a new cell (OWASP, "CSV injection").
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_SAVED_FORMULA = re.compile(r"'+[=+\-@\t\r]")


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]], texts: Collection[str]) -> Iterator[bytes]:
    """Yield a table in UTF-8; Excel takes the encoding from the mark at its beginning.

    The columns in `texts` hold what people typed, and are made harmless.
    """
    is_text = [column in texts for column in columns]
    yield codecs.BOM_UTF8
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for count, row in enumerate(rows, 1):
        writer.writerow([_cell(value, is_typed=is_typed) for value, is_typed in zip(row, is_text, strict=True)])
        if count % _ROWS_AT_ONCE == 0:
            yield _take(buffer)
    yield _take(buffer)


def decimal_amount(cents: int | None, digits: int) -> str:
    """Return `-1234.50`: as programs write amounts, in every language; empty for None."""
    return "" if cents is None else format_plain(cents, MoneyFormat(".", "", digits))


def harmless(text: str) -> str:
    """Return the text with an apostrophe before it if it would be a formula, or if `as_typed` would take one away.

    Not for numbers: `-12.50` is to stay one.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def as_typed(cell: str) -> str:
    """Undo `harmless`."""
    return cell[1:] if _SAVED_FORMULA.match(cell) else cell


def _cell(value: object, *, is_typed: bool) -> str:
    if isinstance(value, dt.date):  # a moment too
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return harmless(text) if is_typed else text


def _take(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content

"""Files as people send them to be imported, and what readers make of them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from app.imports.files import SourceFile
from app.imports.formats.registry import recognize
from app.imports.records import Account, Answers, ForeignRow

if TYPE_CHECKING:
    from pathlib import Path

    from app.imports.records import Row

EURO = Account("EUR", 2, "Europe/Zagreb")
AS_GUESSED = Answers()


def send(folder: Path, content: str | bytes | dict[str, str | bytes], name: str = "export.csv") -> SourceFile:
    """Return a file with that content; a dict becomes a ZIP."""
    path = folder / name
    path.write_bytes(zipped(content) if isinstance(content, dict) else encoded(content))
    return SourceFile(name, path)


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, encoded(content))
    return buffer.getvalue()


def encoded(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def read_rows(file: SourceFile, answers: Answers = AS_GUESSED, account: Account = EURO) -> list[Row]:
    """Return what the reader that recognizes the file makes of it."""
    form = recognize(file)
    assert form is not None
    form.describe(file, answers)
    return list(form.read(file, answers, account))


def brief(row: Row) -> str:
    """Return a row as one line, without what is empty."""
    if not isinstance(row, ForeignRow):
        return f"line {row.line}: {row.fault} {row.text!r}"
    texts = (row.merchant, row.category, row.note, row.external_id, *row.receipts, row.rhythm or "")
    return " | ".join([f"{row.spent_on} {row.amount_cents} {row.kind}", *filter(None, texts)])


def briefly(file: SourceFile, answers: Answers = AS_GUESSED, account: Account = EURO) -> list[str]:
    return [brief(row) for row in read_rows(file, answers, account)]


def cells(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def joined(table: list[list[str]], separator: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows(table)
    return buffer.getvalue()

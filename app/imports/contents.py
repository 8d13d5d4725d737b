"""All rows of a file, with their keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.money import MAX_CENTS
from app.imports.identity import Identity
from app.imports.records import MAX_ROWS, Fault, Unreadable
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.work import Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, ForeignRow, Format, Row
    from app.imports.work import Steps

ROWS_A_STEP = 2000  # a step takes some 0.1 s


@dataclass(frozen=True)
class Opened:
    """A waiting file with its reader, what was said about it, and whose it is."""

    file: SourceFile
    reader: Format
    answers: Answers
    account: Account

    def rows(self) -> Iterator[Row]:
        return self.reader.read(self.file, self.answers, self.account)


@dataclass
class Contents:
    """The rows of a file in its order, the key of each, and what cannot be read."""

    rows: list[ForeignRow] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    other_currency: list[Unreadable] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows) + len(self.unreadable) + len(self.other_currency)


def read_contents(opened: Opened) -> Steps[Contents]:
    """Read everything.

    Raises:
        RefusedFileError: the file has too many rows, or a part of it cannot be opened.
    """
    contents = Contents()
    identity = Identity(opened.reader.source, opened.account.currency)
    for count, row in enumerate(opened.rows(), 1):
        if count > MAX_ROWS:
            raise RefusedFileError(Refusal.TOO_MANY_ROWS)
        _add(contents, checked(row, opened.account), identity)
        if count % ROWS_A_STEP == 0:
            yield Progress(Stage.READING, count)
    return contents


def checked(row: Row, account: Account) -> Row:
    """Return the row, or why the tables cannot hold it."""
    if isinstance(row, Unreadable):
        return row
    if row.currency and row.currency != account.currency:
        return Unreadable(row.line, Fault.OTHER_CURRENCY, row.currency)
    if abs(row.amount_cents) > MAX_CENTS:
        return Unreadable(row.line, Fault.AMOUNT_TOO_LARGE)
    return row if row.amount_cents else Unreadable(row.line, Fault.ZERO_AMOUNT)


def _add(contents: Contents, row: Row, identity: Identity) -> None:
    if not isinstance(row, Unreadable):
        contents.rows.append(row)
        contents.keys.append(identity.key_of(row))
    elif row.fault is Fault.OTHER_CURRENCY:
        contents.other_currency.append(row)
    else:
        contents.unreadable.append(row)

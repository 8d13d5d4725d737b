"""Reading the tables of an archive."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from babel.numbers import get_currency_precision

from app.exports.archive_format import TABLES
from app.imports.archive.errors import ArchiveFault, RefusedArchiveError
from app.imports.archive.row_reader import OtherCurrencyError, RowReader
from app.imports.archive.zip_file import MAX_TABLE_BYTES, open_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from app.imports.archive.rows import (
        CategoryRow,
        DecisionRow,
        ExpenseRow,
        GoalRow,
        KeyRow,
        LimitRow,
        ReceiptRow,
    )
    from app.imports.archive.zip_file import ArchiveZip

    AnyRow = TypeVar("AnyRow")

_MAX_ROWS = 500_000  # of a table: five times the largest account that is measured


class Archive:
    """The rows of an open archive. Each method raises RefusedArchiveError for a row that cannot be taken."""

    def __init__(self, opened: ArchiveZip, currency: str) -> None:
        self.zip = opened
        own = opened.manifest.account.get("currency")
        if own != currency:
            raise RefusedArchiveError(ArchiveFault.OTHER_CURRENCY, str(own)[:10])
        self._reader = RowReader(currency, get_currency_precision(currency))

    def categories(self) -> Iterator[CategoryRow]:
        return self._read("categories.csv", self._reader.category)

    def expenses(self) -> Iterator[ExpenseRow]:
        """Yield the expenses, those in the trash last."""
        yield from self._read("expenses.csv", self._reader.expense)
        yield from self._read("trash.csv", self._reader.expense)

    def receipts(self) -> Iterator[ReceiptRow]:
        return self._read("receipts.csv", self._reader.receipt)

    def limits(self) -> Iterator[LimitRow]:
        return self._read("limits.csv", self._reader.limit)

    def goals(self) -> Iterator[GoalRow]:
        return self._read("savings.csv", self._reader.goal)

    def decisions(self) -> Iterator[DecisionRow]:
        return self._read("recurring.csv", self._reader.decision)

    def import_keys(self) -> Iterator[KeyRow]:
        return self._read("import_keys.csv", self._reader.key)

    def _read(self, name: str, make: Callable[[Mapping[str, str]], AnyRow]) -> Iterator[AnyRow]:
        if self.zip.size_of(name) > MAX_TABLE_BYTES:
            raise RefusedArchiveError(ArchiveFault.TOO_LARGE, name)
        with self.zip.open(name) as file:
            yield from _rows(name, csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), strict=True), make)


def _rows(name: str, lines: Iterator[list[str]], make: Callable[[Mapping[str, str]], AnyRow]) -> Iterator[AnyRow]:
    """Yield the rows below the header, which may have more columns than ours."""
    number = 0
    try:
        header = next(lines)
        for number, cells in enumerate(lines, 1):
            if number > _MAX_ROWS:
                raise RefusedArchiveError(ArchiveFault.TOO_LARGE, name)
            yield make(dict(zip(header, cells, strict=True)))
    except OtherCurrencyError as error:
        raise RefusedArchiveError(ArchiveFault.OTHER_CURRENCY, name, number) from error
    except (csv.Error, ValueError, KeyError, StopIteration) as error:
        raise RefusedArchiveError(ArchiveFault.BAD_TABLE, name, number) from error


@contextmanager
def read_archive(path: Path, currency: str) -> Iterator[Archive]:
    """Open an archive for an account with a currency.

    Raises:
        RefusedArchiveError: it is refused.
    """
    with open_archive(path) as opened:
        opened.check_hashes(TABLES)
        yield Archive(opened, currency)

"""My Expenses: its CSV, alone or in a ZIP with the pictures beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.imports.files import MAX_TEXT_BYTES, Refusal, RefusedFileError
from app.imports.formats.my_expenses_names import AMOUNTS, DATES, find_names
from app.imports.formats.programs import Program
from app.imports.records import Kind, Unreadable
from app.imports.rows import Draft, hashtags, join_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.imports.files import Content, SourceFile
    from app.imports.records import Account, Answers, Row
    from app.imports.rows import Record, RowMaker
    from app.imports.tables import Table

_LIST = re.compile(r"'([^']*)'|([^,']+)")  # a name with a comma stands in apostrophes
_PATH = " > "
_WHOLE, _PART = "*", "-"


class MyExpenses(Program):
    """Of a split, the parts are taken: they follow the whole, which has the pictures. A transfer is to [an account]."""

    source, title = "my-expenses", "My Expenses"
    date_columns, amount_columns = DATES, AMOUNTS

    def contents(self, file: SourceFile) -> list[Content]:
        """Return the file, or those of a ZIP: there is one for each account."""
        members = [member for name, member in file.members.items() if name.lower().endswith(".csv")]
        if sum(member.size for member in members) > MAX_TEXT_BYTES:
            raise RefusedFileError(Refusal.TOO_LARGE)
        contents: list[Content] = [*members] or [file]
        return [content for content in contents if find_names(content.names)]

    def tables(self, file: SourceFile) -> list[Table]:
        tables = [content.table for content in self.contents(file)]
        if not tables:
            raise RefusedFileError(Refusal.UNKNOWN)
        return tables

    def recognizes(self, file: SourceFile) -> bool:
        try:
            return bool(self.contents(file))
        except RefusedFileError:
            return False

    def pairs(self, table: Table) -> Iterator[tuple[str, str]]:
        columns = _category_columns(find_names(table.names), table.names)
        indexes = [table.names.index(column) for column in columns]
        return (_group_and_name([row[index] for index in indexes]) for _, row in table.rows())

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:  # noqa: ARG002
        return _Converter(make, find_names(table.names), table.names)

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        """Yield the rows; of their pictures, those that are in the ZIP, by their paths there."""
        paths = {path.rpartition("/")[2]: path for path in file.members}
        for row in super().read(file, answers, account):
            if isinstance(row, Unreadable) or not row.receipts:
                yield row
            else:
                yield replace(row, receipts=tuple(paths[name] for name in row.receipts if name in paths))


class _Converter:
    """Makes rows; it remembers the pictures of a split until its first part comes."""

    def __init__(self, make: RowMaker, names: dict[str, str], columns: tuple[str, ...]) -> None:
        self._make = make
        self._names = names
        self._categories = _category_columns(names, columns)
        self._pictures: list[str] = []

    def __call__(self, record: Record) -> Row | None:
        cell = {role: record[name] for role, name in self._names.items()}
        pictures = _names_in(cell["attachments"])
        if cell["split"] == _WHOLE:
            self._pictures = pictures
            return None
        if cell["split"] == _PART:
            pictures, self._pictures = [*self._pictures, *pictures], []
        return self._row(record, cell, tuple(pictures))

    def _row(self, record: Record, cell: dict[str, str], pictures: tuple[str, ...]) -> Row:
        group, name = _group_and_name([record[name] for name in self._categories])
        is_transfer = name.startswith("[") and name.endswith("]")
        amount = cell["amount"] or _signed(self._make, cell["income"], cell["expense"])
        draft = Draft(
            record.line,
            cell["date"],
            amount,
            currency=cell["currency"],
            merchant=cell["payee"],
            note=join_note(cell["notes"], hashtags(_names_in(cell["tags"]))),
            category="" if is_transfer else self._make.category(group, name),
            receipts=pictures,
        )
        return self._make.make(draft, Kind.TRANSFER) if is_transfer else self._make.signed(draft)


def _category_columns(names: dict[str, str], columns: tuple[str, ...]) -> list[str]:
    """Return the column of the category, or those of its levels, which are numbered."""
    return [column for column in columns if column.rstrip(" 0123456789") == names["category"]]


def _group_and_name(cells: list[str]) -> tuple[str, str]:
    path = [part for cell in cells for part in cell.split(_PATH) if part]
    return _PATH.join(path[:-1]), path[-1] if path else ""


def _signed(make: RowMaker, income: str, expense: str) -> str:
    return f"-{expense}" if expense and make.cents(expense) else income


def _names_in(text: str) -> list[str]:
    return [name for quoted, bare in _LIST.findall(text) if (name := quoted or bare.strip())]

"""What readers of tables have in common: columns by their names, and guessing from all rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from app.imports.amounts import guess_decimal_mark
from app.imports.dates import guess_date_orders
from app.imports.records import Facts, Fault, Question
from app.imports.rows import Record, RowMaker, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import Content, SourceFile
    from app.imports.records import Account, Answers, Row
    from app.imports.tables import Table


class Program(ABC):
    """A program whose export is a table with a header that it always writes.

    `columns` are the names that tell it from all others, as in `Table.names`. Files that were opened and saved again by
    a spreadsheet have other separators, dates and decimal marks: these are guessed for each file.
    """

    source: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[frozenset[str]]
    date_columns: ClassVar[tuple[str, ...]] = ("date",)
    amount_columns: ClassVar[tuple[str, ...]] = ("amount",)

    def content(self, file: SourceFile) -> Content:
        """Return the part of the file with the table."""
        return file

    def recognizes(self, file: SourceFile) -> bool:
        return self.columns <= set(self.content(file).names)

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        table = self.content(file).table
        orders = guess_date_orders(_cells(table, self.date_columns))
        questions = () if len(orders) == 1 else (Question("date_order", tuple(order.value for order in orders)),)
        return Facts(
            encoding=table.encoding,
            separator=table.separator,
            date_order=answers.date_order or orders[0],
            decimal_mark=answers.decimal_mark or self._decimal_mark(table),
            questions=(*questions, *self.questions(table)),
        )

    def questions(self, table: Table) -> tuple[Question, ...]:  # noqa: ARG002 - for programs that have some
        """Return what this program's files do not say."""
        return ()

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        table = self.content(file).table
        order = answers.date_order or guess_date_orders(_cells(table, self.date_columns))[0]
        make = RowMaker(account, order, answers.decimal_mark or self._decimal_mark(table))
        for line, cells in table.rows():
            if len(cells) > len(table.names):
                yield unreadable(line, Fault.BAD_ROW, table.separator.join(cells))
            elif (row := self.convert(Record(line, table.names, cells), make, answers)) is not None:
                yield row

    @abstractmethod
    def convert(self, record: Record, make: RowMaker, answers: Answers) -> Row | None:
        """Return the row; None for one that only repeats others, such as a total."""

    def _decimal_mark(self, table: Table) -> str:
        return guess_decimal_mark(_cells(table, self.amount_columns)) or "."


def _cells(table: Table, names: tuple[str, ...]) -> Iterator[str]:
    """Yield what stands in the columns, where it is not blank."""
    indexes = [index for index, name in enumerate(table.names) if name in names]
    return (cell for _, row in table.rows() for index in indexes if (cell := row[index].strip()))

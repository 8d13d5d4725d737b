"""What readers of tables have in common: columns by their names, and guessing from all rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from app.imports.amounts import guess_decimal_mark
from app.imports.dates import guess_date_orders
from app.imports.files import Refusal, RefusedFileError
from app.imports.records import Facts, Fault, Question
from app.imports.rows import Record, RowMaker, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.imports.files import Content, SourceFile
    from app.imports.records import Account, Answers, DateOrder, Row
    from app.imports.tables import Table


class Program(ABC):
    """A program whose export is a table with a header that it always writes.

    `columns` are the names that tell it from all others, as in `Table.names`. Files that were opened and saved again by
    a spreadsheet have other separators, dates and decimal marks, so these are guessed for each file. `usual_order` is
    how this program writes dates that can be read in two ways; without it the person is asked.

    `category_columns` are those of a category and of what is below it.
    """

    source: str
    title: str
    columns: ClassVar[frozenset[str]]
    date_columns: ClassVar[tuple[str, ...]] = ("date",)
    amount_columns: ClassVar[tuple[str, ...]] = ("amount",)
    category_columns: ClassVar[tuple[str, ...]] = ()
    usual_order: ClassVar[DateOrder | None] = None

    def content(self, file: SourceFile) -> Content:
        """Return the part of the file with the table."""
        return file

    def tables(self, file: SourceFile) -> list[Table]:
        """Return the tables that are read one after the other; most programs write one.

        Raises:
            RefusedFileError: as `Content.table`; UNKNOWN for a file of another program.
        """
        table = self.content(file).table
        if not self.recognizes(file):
            raise RefusedFileError(Refusal.UNKNOWN)
        return [table]

    def recognizes(self, file: SourceFile) -> bool:
        return self.columns <= set(self.content(file).names)

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        tables = self.tables(file)
        table, orders = tables[0], self._orders(tables)
        questions = () if len(orders) == 1 else (Question("date_order", tuple(order.value for order in orders)),)
        return Facts(
            encoding=table.encoding,
            separator=table.separator,
            date_order=answers.date_order or orders[0],
            decimal_mark=answers.decimal_mark or self._decimal_mark(tables),
            sign=self.sign(table, answers),
            questions=(*questions, *self.questions(table)),
        )

    def sign(self, table: Table, answers: Answers) -> str:  # noqa: ARG002 - for programs that can have either
        """Return the sign of money spent, where files of the program differ in it."""
        return ""

    def questions(self, table: Table) -> tuple[Question, ...]:  # noqa: ARG002 - for programs that have some
        """Return what the program's files do not say."""
        return ()

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        tables = self.tables(file)
        make = self._row_maker(tables, answers, account)
        return chain.from_iterable(_rows(table, self.converter(table, make, answers)) for table in tables)

    @abstractmethod
    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:
        """Return what makes a row; None of it for one that only repeats others, such as a total."""

    def pairs(self, table: Table) -> Iterator[tuple[str, str]]:
        """Yield the group and the name of each row's category; nothing where the file has no groups."""
        indexes = [table.names.index(name) for name in self.category_columns if name in table.names]
        if len(indexes) > 1:
            group, name = indexes
            yield from ((row[group], row[name]) for _, row in table.rows())

    def _twins(self, tables: list[Table]) -> frozenset[str]:
        """Return the names of categories that stand below several others."""
        pairs = {pair for table in tables for pair in self.pairs(table)}
        counts = Counter(name for _, name in pairs if name)
        return frozenset(name for name, count in counts.items() if count > 1)

    def _row_maker(self, tables: list[Table], answers: Answers, account: Account) -> RowMaker:
        order = answers.date_order or self._orders(tables)[0]
        return RowMaker(account, order, answers.decimal_mark or self._decimal_mark(tables), self._twins(tables))

    def _orders(self, tables: list[Table]) -> tuple[DateOrder, ...]:
        orders = guess_date_orders(_cells(tables, self.date_columns))
        return (self.usual_order,) if self.usual_order in orders else orders

    def _decimal_mark(self, tables: list[Table]) -> str:
        return guess_decimal_mark(_cells(tables, self.amount_columns)) or "."


class PlainProgram(Program):
    """A program each row of which says all that there is to know."""

    def converter(self, table: Table, make: RowMaker, answers: Answers) -> Callable[[Record], Row | None]:  # noqa: ARG002
        return partial(self.convert, make)

    @abstractmethod
    def convert(self, make: RowMaker, record: Record) -> Row | None:
        """Return the row; None for one that only repeats others."""


def _rows(table: Table, convert: Callable[[Record], Row | None]) -> Iterator[Row]:
    for line, cells in table.rows():
        if len(cells) > len(table.names):
            yield unreadable(line, Fault.BAD_ROW, table.separator.join(cells))
        elif (row := convert(Record(line, table.names, cells))) is not None:
            yield row


def _cells(tables: list[Table], names: tuple[str, ...]) -> Iterator[str]:
    """Yield what stands in the columns, where it is not blank."""
    for table in tables:
        for index in (index for index, name in enumerate(table.names) if name in names):
            yield from table.column(index)

"""Any table: what its columns mean is guessed, and a person can say it."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from app.imports.amounts import guess_decimal_mark
from app.imports.dates import guess_date_orders
from app.imports.formats.mapped_rows import Reading, convert, is_negative
from app.imports.formats.roles import guess_roles, is_unique
from app.imports.records import Column, Facts, Fault, Question, Role, Sign
from app.imports.refusals import RefusedFileError
from app.imports.rows import RowMaker, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, DateOrder, Row
    from app.imports.tables import Table

_DAYS = (Role.DATE, Role.VALUE_DATE)
_MONEY = (Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.FEE)
_MARKS = (",", ".")
_IN_BRACKETS = re.compile(r"\((?P<code>[A-Z]{3})\)")
_SAMPLES, _SAMPLE_LENGTH = 3, 60


class Mapped:
    """Takes every table, so it is asked last."""

    source, title = "table", "CSV"

    def recognizes(self, file: SourceFile) -> bool:
        try:
            return bool(file.table.header)
        except RefusedFileError:
            return False

    def describe(self, file: SourceFile, answers: Answers) -> Facts:
        known = _Known(file.table, answers)
        return Facts(
            encoding=file.table.encoding,
            separator=file.table.separator,
            date_order=known.order,
            decimal_mark=known.decimal_mark,
            sign=known.sign if Role.AMOUNT in known.roles else "",
            questions=tuple(question for question in known.questions if len(question.choices) > 1),
            columns=_describe_columns(file.table, known.roles),
        )

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:
        known = _Known(file.table, answers)
        make = RowMaker(account, known.order, known.decimal_mark)
        return (_read_row(make, known, line, cells) for line, cells in file.table.rows())


class _Known:
    """What is known of a table: what a person said, else what its cells tell."""

    def __init__(self, table: Table, answers: Answers) -> None:
        self._table = table
        self._answers = answers
        has_answer = len(answers.roles) == len(table.header)
        self.roles = answers.roles if has_answer else guess_roles(table)

    @property
    def order(self) -> DateOrder:
        return self._answers.date_order or self._orders[0]

    @property
    def decimal_mark(self) -> str:
        return self._answers.decimal_mark or self._marks[0]

    @property
    def sign(self) -> Sign:
        return self._answers.sign or self._signs[0]

    @property
    def questions(self) -> Iterator[Question]:
        """What the cells leave open; a question with one choice is none."""
        yield Question("date_order", tuple(order.value for order in self._orders))
        yield Question("decimal_mark", self._marks)
        yield Question("sign", tuple(sign.value for sign in self._signs))

    @cached_property
    def reading(self) -> Reading:
        """How a row is read."""
        table = self._table
        ids = self._indexes(Role.ID)
        return Reading(
            columns={role: self._indexes(role) for role in set(self.roles) - {Role.NONE}},
            sign=self.sign,
            currency=_named_currency([table.header[index] for index in self._indexes(Role.AMOUNT, Role.DEBIT)]),
            has_unique_ids=all(is_unique(table, index) for index in ids),
            debits_are_negative=_most_are_negative(self._cells(Role.DEBIT)),
        )

    @cached_property
    def _orders(self) -> tuple[DateOrder, ...]:
        return guess_date_orders(chain.from_iterable(map(self._cells, _DAYS)))

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        """The decimal mark; both where some amounts have marks, and none of them tells which it is."""
        cells = [cell for role in _MONEY for cell in self._cells(role)]
        mark = guess_decimal_mark(cells)
        if mark:
            return (mark,)
        return _MARKS if any(mark in cell for cell in cells for mark in _MARKS) else (".",)

    @cached_property
    def _signs(self) -> tuple[Sign, ...]:
        """The sign of money spent; both, the likelier first, unless most amounts are negative."""
        cells = list(self._cells(Role.AMOUNT))
        if not cells or _most_are_negative(cells):
            return (Sign.NEGATIVE,)
        has_negative = any(map(is_negative, cells))
        return (Sign.NEGATIVE, Sign.POSITIVE) if has_negative else (Sign.POSITIVE, Sign.NEGATIVE)

    def _cells(self, role: Role) -> Iterator[str]:
        return chain.from_iterable(map(self._table.column, self._indexes(role)))

    def _indexes(self, *roles: Role) -> tuple[int, ...]:
        return tuple(index for index, role in enumerate(self.roles) if role in roles)


def _read_row(make: RowMaker, known: _Known, line: int, cells: list[str]) -> Row:
    if len(cells) > len(known.roles):
        return unreadable(line, Fault.BAD_ROW, " ".join(cells))
    return convert(make, known.reading, line, cells)


def _describe_columns(table: Table, roles: tuple[Role, ...]) -> tuple[Column, ...]:
    """Return the columns; those without a name are called by their number."""
    rows = table.first_rows(_SAMPLES)
    return tuple(
        Column(name or str(index + 1), role, tuple(row[index][:_SAMPLE_LENGTH] for row in rows if row[index].strip()))
        for index, (name, role) in enumerate(zip(table.header, roles, strict=True))
    )


def _named_currency(names: list[str]) -> str:
    """Return the currency that stands in brackets in the name of a column of amounts: Iznos (EUR)."""
    return next((match["code"] for name in names if (match := _IN_BRACKETS.search(name))), "")


def _most_are_negative(cells: Iterable[str]) -> bool:
    signs = list(map(is_negative, cells))
    return sum(signs) * 2 > len(signs)

"""Guessing what the columns of a table mean, by their names and by what stands in them. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.imports.amounts import amount_parser
from app.imports.dates import date_parser
from app.imports.formats.column_names import IGNORED, PARTS, WHOLE_NAMES
from app.imports.records import DateOrder, Fault, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.imports.tables import Table

_SEEN_ROWS = 50
_CURRENCY = re.compile(r"[A-Za-z]{3}|[€$£¥₹]|kn|Ft|zł")
_DECIMALS = re.compile(r"\d[.,]\d\d\b")
_WORD = re.compile(r"[^\W\d_]{3}")
_parse_amount = amount_parser("", 2)
_date_parsers = [date_parser(order, "UTC") for order in (DateOrder.DMY, DateOrder.MDY)]


def guess_roles(table: Table) -> tuple[Role, ...]:
    """Return a role for each column: none where name and cells do not tell.

    Money out and money in, where both have columns, count more than a column of amounts.
    """
    return _Guess(table).roles


def is_unique(table: Table, index: int) -> bool:
    """Tell whether every row has a cell of its own in the column, so that the cell can be its key."""
    cells = [row[index].strip() for _, row in table.rows()]
    return all(cells) and len(set(cells)) == len(cells)


class _Guess:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = _columns(table)
        self._roles = [Role.NONE] * len(table.header)
        self._guess_by(_whole_names)
        self._guess_by(_parts)
        self._guess_by_cells()

    @property
    def roles(self) -> tuple[Role, ...]:
        left_out = _replaced(set(self._roles))
        return tuple(Role.NONE if role in left_out else role for role in self._roles)

    def _guess_by(self, find: Callable[[Role, tuple[str, ...]], Iterator[int]]) -> None:
        for role in WHOLE_NAMES:
            if role not in self._roles:
                self._give(role, find(role, self._table.names))

    def _guess_by_cells(self) -> None:
        """Find a day, an amount and a text where names did not tell them."""
        everywhere = range(len(self._roles))
        if not {Role.DATE, Role.VALUE_DATE} & set(self._roles):
            self._give(Role.DATE, iter(everywhere))
        if not {Role.AMOUNT, Role.DEBIT, Role.CREDIT} & set(self._roles):
            self._give(Role.AMOUNT, (index for index in everywhere if self._has_decimals(index)))
        if not {Role.MERCHANT, Role.NOTE} & set(self._roles):
            self._give(Role.MERCHANT, (index for index in everywhere if self._has_words(index)))

    def _give(self, role: Role, indexes: Iterator[int]) -> None:
        """Give the role to the first of the columns that has none and whose cells fit."""
        for index in indexes:
            if self._roles[index] is Role.NONE and self._fits(role, index):
                self._roles[index] = role
                return

    def _fits(self, role: Role, index: int) -> bool:
        if role is Role.ID:
            return is_unique(self._table, index)
        look = _LOOKS.get(role)
        cells = self._columns[index]
        if look is None or not cells:
            return role not in _NEEDED
        return sum(1 for cell in cells if look(cell)) * 2 > len(cells)

    def _has_decimals(self, index: int) -> bool:
        return not self._is_ignored(index) and any(map(_DECIMALS.search, self._columns[index]))

    def _has_words(self, index: int) -> bool:
        return not self._is_ignored(index) and any(map(_WORD.search, self._columns[index]))

    def _is_ignored(self, index: int) -> bool:
        return not IGNORED.isdisjoint(self._table.names[index].split())


def _columns(table: Table) -> list[list[str]]:
    """Return the cells of each column in the first rows, where they are not blank."""
    rows = table.first_rows(_SEEN_ROWS)
    return [[row[index].strip() for row in rows if row[index].strip()] for index in range(len(table.header))]


def _whole_names(role: Role, names: tuple[str, ...]) -> Iterator[int]:
    return (index for word in WHOLE_NAMES[role] for index, name in enumerate(names) if _without_currency(name) == word)


def _parts(role: Role, names: tuple[str, ...]) -> Iterator[int]:
    for part in PARTS.get(role, ()):
        for index, name in enumerate(names):
            words = set(name.split())
            if part in words and words.isdisjoint(IGNORED):
                yield index


def _without_currency(name: str) -> str:
    """Return the name without the currency in which amounts are: amount eur, iznos u eur."""
    return re.sub(r"( u)? (eur|hrk|usd|gbp|chf|bam|rsd)$", "", name)


def _replaced(found: set[Role]) -> set[Role]:
    """Return the roles that others make needless."""
    if Role.AMOUNT not in found or {Role.DEBIT, Role.CREDIT} <= found:
        return {Role.AMOUNT} if {Role.DEBIT, Role.CREDIT} <= found else set()
    return {Role.DEBIT, Role.CREDIT}


def _is_day(cell: str) -> bool:
    return any(not isinstance(parse(cell), Fault) for parse in _date_parsers)


def _is_amount(cell: str) -> bool:
    return not isinstance(_parse_amount(cell), Fault)


_LOOKS: dict[Role, Callable[[str], object]] = {
    Role.DATE: _is_day,
    Role.VALUE_DATE: _is_day,
    Role.AMOUNT: _is_amount,
    Role.DEBIT: _is_amount,
    Role.CREDIT: _is_amount,
    Role.FEE: _is_amount,
    Role.CURRENCY: _CURRENCY.fullmatch,
}
_NEEDED = {Role.DATE, Role.AMOUNT, Role.CURRENCY}

"""A filtered list of expenses as a table: CSV for programs, XLSX for people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.core.csv_tables import csv_pieces, decimal_amount
from app.core.text import strip_control_characters
from app.database.engine import db
from app.expenses.filtering import conditions_of, filter_parameters
from app.expenses.queries import IS_ITS_CATEGORY, ORDERS
from app.exports.archive_format import TABLES, TEXTS, expense_key
from app.exports.queries import ARCHIVE_KEY, ROWS_AT_ONCE
from app.models import Category, Expense, Receipt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Select

    from app.core.money import MoneyFormat
    from app.expenses.filtering import ExpenseFilter
    from app.expenses.queries import SortOrder
    from app.expenses.search import Search
    from app.models import User

_MOST_STATEMENTS = 16  # of a kind that are kept
_WIDTHS = {"A": 12, "B": 12, "C": 20, "D": 28, "E": 48, "F": 10}  # of the columns of a sheet, in characters
_RECEIPT_COUNT = (
    select(func.count())
    .where(Receipt.expense_id == Expense.id, Receipt.user_id == Expense.user_id, Receipt.deleted_at.is_(None))
    .correlate(Expense)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """An expense of a list; `key` names it in archives."""

    key: str
    spent_on: dt.date
    amount_cents: int
    category: str
    merchant: str
    note: str
    receipt_count: int
    created_at: dt.datetime
    updated_at: dt.datetime


def read_list(user: User, wanted: ExpenseFilter, order: SortOrder) -> Iterator[ListRow]:
    """Yield the expenses that match; they are fetched some at a time."""
    statement = _statement(order, wanted.shape, wanted.search)
    options = {"yield_per": ROWS_AT_ONCE}
    for number, key, *rest in db.session.execute(statement, filter_parameters(user, wanted), execution_options=options):
        row = ListRow(key or "", *rest)
        yield row if key else replace(row, key=expense_key(user.archive_key, number, row.created_at))


def write_csv(rows: Iterable[ListRow], money: MoneyFormat, target: IO[bytes]) -> None:
    """Write expenses with the columns of an archive; `receipts` is their number."""
    cells = (
        (
            *(row.key, row.spent_on, decimal_amount(row.amount_cents, money.digits), money.currency),
            *(row.category, row.merchant, row.note, row.receipt_count, row.created_at, row.updated_at),
        )
        for row in rows
    )
    target.writelines(csv_pieces(TABLES["expenses.csv"], cells, TEXTS))


def write_sheet(rows: Iterable[ListRow], money: MoneyFormat, headings: Sequence[str], target: IO[bytes]) -> None:
    """Write expenses as XLSX, whose days and amounts can be reckoned with.

    `headings` name day, amount, category, merchant, note and number of receipts.
    """
    # Imported late: it takes a tenth of a second, and few download a sheet.
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)  # it keeps one row in memory, and the rest in a temporary file
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    number_format = f"#,##0.{'0' * money.digits}".rstrip(".")
    sheet.append([_text_cell(sheet, heading) for heading in headings])
    for row in rows:
        amount = _amount_cell(sheet, row.amount_cents / money.unit, number_format)
        texts = (_text_cell(sheet, text) for text in (row.category, row.merchant, row.note))
        sheet.append((row.spent_on, amount, *texts, row.receipt_count or None))
    book.save(target)


def _text_cell(sheet: Any, text: str) -> Any:
    """Return a cell that is text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(sheet, strip_control_characters(text))
    cell.data_type = "s"
    return cell


def _amount_cell(sheet: Any, amount: float, number_format: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(sheet, amount)
    cell.number_format = number_format
    return cell


@lru_cache(maxsize=_MOST_STATEMENTS)
def _statement(order: SortOrder, shape: tuple[str, ...], search: Search) -> Select[Any]:
    return (
        select(
            *(Expense.id, ARCHIVE_KEY, Expense.spent_on, Expense.amount_cents),
            *(Category.name, Expense.merchant, Expense.note),
            *(_RECEIPT_COUNT, Expense.created_at, Expense.updated_at),
        )
        .join(Category, IS_ITS_CATEGORY)
        .where(*conditions_of(shape, search))
        .order_by(*ORDERS[order])
    )

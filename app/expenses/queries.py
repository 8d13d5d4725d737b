"""Reading expenses: one, a filtered and sorted page, and totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import selectinload

from app.database.engine import db
from app.expenses.filtering import IS_OWN, ExpenseFilter, conditions_of, filter_parameters, parameters_of
from app.models import Category, Expense, Receipt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select

    from app.core.periods import DateRange
    from app.expenses.search import Search
    from app.models import User

PAGE_SIZE = 50  # rows
# ORDER BY and LIMIT instead of `min()`, for which SQLite reads a whole index of the user.
FIRST_DAY = select(Expense.spent_on).where(IS_OWN).order_by(Expense.spent_on).limit(1).scalar_subquery()
MERCHANT_MEMORY = 300  # latest expenses whose merchants are suggested: a few months, some kilobytes in the form


class SortOrder(StrEnum):
    """How a list is sorted; the values appear in URLs."""

    NEWEST = "-date"
    OLDEST = "date"
    LARGEST = "-amount"
    SMALLEST = "amount"
    BY_MERCHANT = "merchant"
    BY_MERCHANT_REVERSED = "-merchant"
    BY_CATEGORY = "category"
    BY_CATEGORY_REVERSED = "-category"

    @property
    def is_by_day(self) -> bool:
        """Whether the rows of a day are together."""
        return self in {SortOrder.NEWEST, SortOrder.OLDEST}

    @property
    def column(self) -> str:
        """The column that is sorted."""
        return self.value.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.value.startswith("-")


@dataclass(frozen=True)
class ExpenseRow:
    """An expense as a list shows it; `receipt_id` is its first receipt."""

    id: int
    spent_on: dt.date
    amount_cents: int
    merchant: str
    note: str
    category_name: str
    category_color: str
    category_icon: str
    receipt_id: int | None
    is_unchecked: bool


@dataclass(frozen=True)
class Total:
    """How many expenses, and their sum in cents."""

    count: int
    cents: int


@dataclass(frozen=True)
class MerchantSuggestion:
    """A known merchant, with the category last used for it."""

    name: str
    category_id: int


@dataclass(frozen=True)
class DayGroup:
    """The rows of a day, and the total of the whole day, even if the page shows only a part of it."""

    spent_on: dt.date
    cents: int
    rows: list[ExpenseRow]


_NEWEST = (Expense.spent_on.desc(), Expense.id.desc())
ORDERS: dict[SortOrder, tuple[Any, ...]] = {
    SortOrder.NEWEST: _NEWEST,
    SortOrder.OLDEST: (Expense.spent_on, Expense.id),
    SortOrder.LARGEST: (Expense.amount_cents.desc(), Expense.id.desc()),
    SortOrder.SMALLEST: (Expense.amount_cents, Expense.id),
    SortOrder.BY_MERCHANT: (Expense.merchant_key, *_NEWEST),
    SortOrder.BY_MERCHANT_REVERSED: (Expense.merchant_key.desc(), *_NEWEST),
    SortOrder.BY_CATEGORY: (Category.name_key, *_NEWEST),
    SortOrder.BY_CATEGORY_REVERSED: (Category.name_key.desc(), *_NEWEST),
}

IS_ITS_CATEGORY = (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id)
_first_receipt_id = (
    select(Receipt.id)
    .where(Receipt.expense_id == Expense.id, Receipt.user_id == Expense.user_id, Receipt.deleted_at.is_(None))
    .order_by(Receipt.position, Receipt.id)
    .limit(1)
    .correlate(Expense)
    .scalar_subquery()
)

_ROWS: dict[SortOrder, Select[Any]] = {
    order: select(
        *(Expense.id, Expense.spent_on, Expense.amount_cents, Expense.merchant, Expense.note),
        Category.name.label("category_name"),
        *(Category.color, Category.icon),
        _first_receipt_id.label("receipt_id"),
        Expense.unchecked_since.is_not(None).label("is_unchecked"),
    )
    .join(Category, IS_ITS_CATEGORY)
    .order_by(*columns)
    for order, columns in ORDERS.items()
}

_LATEST_MERCHANTS = (
    select(Expense.merchant, Expense.category_id)
    .where(IS_OWN)
    .order_by(*ORDERS[SortOrder.NEWEST])
    .limit(MERCHANT_MEMORY)
)
_MOST_STATEMENTS = 64  # of a kind that are kept: a person's filters, and searches of a moment


def get_expense(user: User, expense_id: int, *, may_be_deleted: bool = False) -> Expense | None:
    """Return the user's own expense with its category and receipts, or None."""
    statement = (
        select(Expense)
        .where(Expense.user_id == user.id, Expense.id == expense_id)
        .options(selectinload(Expense.category), selectinload(Expense.receipts))
    )
    return db.session.scalar(statement if may_be_deleted else statement.where(Expense.deleted_at.is_(None)))


def find_made_by(user: User, form_key: str | None) -> Expense | None:
    """Return the expense that a form has saved before, even if it is in the trash."""
    if form_key is None:
        return None
    return db.session.scalar(select(Expense).where(Expense.user_id == user.id, Expense.form_key == form_key))


def has_expenses(user: User) -> bool:
    """Tell whether the user has any expense, including the trash."""
    return bool(db.session.scalar(select(exists().where(Expense.user_id == user.id))))


def total_expenses(user: User, wanted: ExpenseFilter) -> Total:
    """Count and sum the expenses that match."""
    statement = _total_statement(wanted.shape, wanted.search)
    count, cents = db.session.execute(statement, filter_parameters(user, wanted)).one()
    return Total(count, int(cents))


def list_expenses(
    user: User, wanted: ExpenseFilter, order: SortOrder = SortOrder.NEWEST, *, limit: int = PAGE_SIZE, offset: int = 0
) -> list[ExpenseRow]:
    """Return a page of the expenses that match; ties are sorted by id.

    The inner query skips rows within an index, so that only the returned rows are read from the tables.
    """
    parameters = {**filter_parameters(user, wanted), "limit": limit, "offset": offset}
    rows = db.session.execute(_page_statement(order, wanted.shape, wanted.search), parameters)
    return [ExpenseRow(*row) for row in rows]


def sum_days_of(user: User, wanted: ExpenseFilter, rows: Sequence[ExpenseRow], count: int) -> dict[dt.date, int]:
    """Return the total of each day of the rows, in cents, from all `count` expenses that match.

    The rows are sorted by day. If they are all that match, as with most searches, nothing is searched once more.
    """
    if len(rows) == count:
        return {day: sum(row.amount_cents for row in some) for day, some in groupby(rows, lambda row: row.spent_on)}
    first, last = sorted((rows[0].spent_on, rows[-1].spent_on))
    parameters = {**filter_parameters(user, wanted), "first_day": first, "last_day": last}
    sums = db.session.execute(_day_statement(wanted.shape, wanted.search), parameters)
    return {spent_on: int(cents) for spent_on, cents in sums}


def group_by_day(rows: Sequence[ExpenseRow], totals_cents: Mapping[dt.date, int]) -> list[DayGroup]:
    """Group rows that are sorted by day, each day with its total.

    A day that changed between the two queries has no total.
    """
    groups: dict[dt.date, list[ExpenseRow]] = {}
    for row in rows:
        groups.setdefault(row.spent_on, []).append(row)
    return [DayGroup(spent_on, totals_cents.get(spent_on, 0), day_rows) for spent_on, day_rows in groups.items()]


def suggest_merchants(user: User) -> list[MerchantSuggestion]:
    """Return the merchants of the latest expenses, latest first, with the category last used."""
    latest: dict[str, int] = {}
    for merchant, category_id in db.session.execute(_LATEST_MERCHANTS, parameters_of(user)):
        latest.setdefault(merchant, category_id)
    return [MerchantSuggestion(merchant, category_id) for merchant, category_id in latest.items() if merchant]


def find_first_day(user: User) -> dt.date | None:
    """Return the day of the first expense, or None."""
    return db.session.scalar(select(FIRST_DAY), parameters_of(user))


def find_highest_expense(user: User, days: DateRange) -> ExpenseRow | None:
    """Return the largest expense of the days, without refunds; of equal ones the latest."""
    wanted = replace(ExpenseFilter.of_days(days), min_cents=1)
    return next(iter(list_expenses(user, wanted, SortOrder.LARGEST, limit=1)), None)


@lru_cache(maxsize=_MOST_STATEMENTS)
def _page_statement(order: SortOrder, shape: tuple[str, ...], search: Search) -> Select[Any]:
    ids = select(Expense.id).where(*conditions_of(shape, search)).order_by(*ORDERS[order])
    if order.column == "category":
        ids = ids.join(Category, IS_ITS_CATEGORY)
    return _ROWS[order].where(Expense.id.in_(ids.limit(bindparam("limit")).offset(bindparam("offset"))))


@lru_cache(maxsize=_MOST_STATEMENTS)
def _total_statement(shape: tuple[str, ...], search: Search) -> Select[int, int]:
    return select(func.count(), func.coalesce(func.sum(Expense.amount_cents), 0)).where(*conditions_of(shape, search))


@lru_cache(maxsize=_MOST_STATEMENTS)
def _day_statement(shape: tuple[str, ...], search: Search) -> Select[dt.date, int]:
    is_shown = Expense.spent_on.between(bindparam("first_day"), bindparam("last_day"))
    return (
        select(Expense.spent_on, func.sum(Expense.amount_cents))
        .where(*conditions_of(shape, search), is_shown)
        .group_by(Expense.spent_on)
    )

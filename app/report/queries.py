"""Reading what a report says about the expenses of a filter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core.statistics import LEAST_CENTS, Coverage
from app.database.engine import db
from app.expenses.filtering import HAS_RECEIPT, conditions_of, filter_parameters
from app.models import Expense, Receipt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy import Select

    from app.expenses.filtering import ExpenseFilter
    from app.expenses.search import Search
    from app.models import User

_MOST_STATEMENTS = 16  # of a kind that are kept


@dataclass(frozen=True)
class CategorySum:
    """What the expenses of a category cost, in cents, and how many of its payments have a receipt."""

    category_id: int
    cents: int
    coverage: Coverage

    @property
    def count(self) -> int:
        return self.coverage.expense_count


@dataclass(frozen=True)
class DaySum:
    """What a day cost, in cents, with the number of expenses."""

    cents: int
    count: int


@dataclass(frozen=True)
class Photo:
    """A receipt to print, or a page of one; the size of the first page in pixels."""

    id: int
    expense_id: int
    width: int
    height: int
    page: int


def sum_by_category(user: User, wanted: ExpenseFilter) -> list[CategorySum]:
    """Return what each category of the expenses that match cost, the most expensive first."""
    rows = db.session.execute(_category_statement(wanted.shape, wanted.search), filter_parameters(user, wanted))
    sums = [
        CategorySum(category_id, int(cents), Coverage(*map(int, coverage))) for category_id, cents, *coverage in rows
    ]
    return sorted(sums, key=lambda item: -item.cents)


def sum_by_day(user: User, wanted: ExpenseFilter) -> dict[dt.date, DaySum]:
    """Return what each day of the expenses that match cost, by day; days without any are left out."""
    rows = db.session.execute(_day_statement(wanted.shape, wanted.search), filter_parameters(user, wanted))
    return {spent_on: DaySum(int(cents), count) for spent_on, cents, count in rows}


def list_photos(user: User, wanted: ExpenseFilter) -> list[Photo]:
    """Return the receipts of the expenses that match, those of an expense in their order."""
    rows = db.session.execute(_photo_statement(wanted.shape, wanted.search), filter_parameters(user, wanted))
    return [Photo(*row[:-1], page) for row in rows for page in range(1, row.page_count + 1)]


def total_coverage(sums: Iterable[CategorySum]) -> Coverage:
    """Add up how much of the categories has a receipt."""
    parts = [item.coverage for item in sums]
    return Coverage(
        sum(part.count for part in parts),
        sum(part.cents for part in parts),
        sum(part.covered_count for part in parts),
        sum(part.covered_cents for part in parts),
        sum(part.expense_count for part in parts),
    )


@lru_cache(maxsize=_MOST_STATEMENTS)
def _category_statement(shape: tuple[str, ...], search: Search) -> Select[Any]:
    expense = (
        select(Expense.category_id, Expense.amount_cents.label("cents"), HAS_RECEIPT.label("is_covered"))
        .where(*conditions_of(shape, search))
        .subquery()
    )
    is_paid = expense.c.cents >= LEAST_CENTS
    is_covered = is_paid & expense.c.is_covered
    return select(
        expense.c.category_id,
        func.sum(expense.c.cents),
        func.count().filter(is_paid),
        func.coalesce(func.sum(expense.c.cents).filter(is_paid), 0),
        func.count().filter(is_covered),
        func.coalesce(func.sum(expense.c.cents).filter(is_covered), 0),
        func.count(),
    ).group_by(expense.c.category_id)


@lru_cache(maxsize=_MOST_STATEMENTS)
def _day_statement(shape: tuple[str, ...], search: Search) -> Select[dt.date, int, int]:
    return (
        select(Expense.spent_on, func.sum(Expense.amount_cents), func.count())
        .where(*conditions_of(shape, search))
        .group_by(Expense.spent_on)
        .order_by(Expense.spent_on)
    )


@lru_cache(maxsize=_MOST_STATEMENTS)
def _photo_statement(shape: tuple[str, ...], search: Search) -> Select[int, int, int, int, int]:
    receipt = aliased(Receipt)  # the filter may ask for receipts itself
    return (
        select(receipt.id, Expense.id, receipt.width, receipt.height, receipt.page_count)
        .join(Expense, (receipt.expense_id == Expense.id) & (receipt.user_id == Expense.user_id))
        .where(*conditions_of(shape, search), receipt.deleted_at.is_(None))
        .order_by(receipt.position, receipt.id)
    )

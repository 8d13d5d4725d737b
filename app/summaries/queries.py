"""Sums by category, day and month, computed by the database from its indexes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, literal_column, select

from app.categories.queries import list_categories
from app.core.month_pace import full_months, pace_of
from app.core.periods import DateRange, Month, months_between
from app.core.projection import can_project
from app.core.statistics import LEAST_CENTS, USUAL_MONTHS, Coverage, elapsed_days, rest_days
from app.database.engine import db
from app.expenses.filtering import IS_OWN, IS_OWN_IN_DAYS, parameters_of
from app.expenses.queries import FIRST_DAY, find_first_day
from app.models import Budget, Category, Expense, Receipt
from app.summaries.booked import list_booked
from app.summaries.ranges import lies_in, ranges_parameters, ranges_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Select

    from app.core.month_pace import Pace
    from app.models import User


@dataclass(frozen=True)
class CategoryTotal:
    """What a category cost, in cents."""

    category_id: int
    name: str
    color: str
    icon: str
    cents: int


@dataclass(frozen=True)
class MonthTotal:
    """What a month cost, in cents."""

    month: Month
    cents: int


@dataclass(frozen=True)
class RangeSum:
    """What a category cost in the range at a position, in cents, with the number of expenses."""

    position: int
    category_id: int
    cents: int
    count: int


@dataclass(frozen=True)
class CategoryYear:
    """A category's twelve months in their order: what each cost, in cents, by how many expenses."""

    category: Category
    cents: tuple[int, ...]
    counts: tuple[int, ...]

    @property
    def total_cents(self) -> int:
        return sum(self.cents)


# Statements are built once: building one takes SQLAlchemy longer than the database takes to answer it.
_LAST_DAY = select(Expense.spent_on).where(IS_OWN).order_by(Expense.spent_on.desc()).limit(1).scalar_subquery()
_SUMS_BY_DAY = (
    select(Expense.spent_on, func.sum(Expense.amount_cents))
    .where(IS_OWN_IN_DAYS)
    .group_by(Expense.spent_on)
    .order_by(Expense.spent_on)
)
_SUMS_BY_DAY_AND_FIRST_DAY = _SUMS_BY_DAY.add_columns(FIRST_DAY)


_WITH_RECEIPT = select(Receipt.expense_id).where(
    Receipt.user_id == bindparam("user_id"), Receipt.expense_id.is_not(None), Receipt.deleted_at.is_(None)
)


_TOTAL_LIMIT = (
    select(Budget.amount_cents)
    .where(
        Budget.user_id == bindparam("user_id"),
        Budget.category_id.is_(None),
        Budget.valid_from <= bindparam("named_day"),
    )
    .order_by(Budget.valid_from.desc())
    .limit(1)
    .scalar_subquery()
)


def _month_statement() -> Select[int, int, int, int, int, int]:
    # Whose receipts are read once: to look for those of each expense takes twice as long.
    is_covered = Expense.id.in_(_WITH_RECEIPT).label("is_covered")
    rows = select(Expense.amount_cents.label("cents"), is_covered).where(IS_OWN_IN_DAYS).subquery()
    is_paid = rows.c.cents >= LEAST_CENTS
    cents = func.coalesce(func.sum(rows.c.cents).filter(is_paid), 0)
    covered_cents = func.coalesce(func.sum(rows.c.cents).filter(is_paid, rows.c.is_covered), 0)
    covered_count = func.count().filter(is_paid, rows.c.is_covered)
    return select(func.count().filter(is_paid), cents, covered_count, covered_cents, func.count(), _TOTAL_LIMIT)


def _categories_statement() -> Select[int, str, str, str, int]:
    # `+ 0` keeps SQLite on the index by day; it would scan the index by category to get the groups in order.
    category_id = (Expense.category_id + literal_column("0")).label("category_id")
    # Without statistics, PostgreSQL would evaluate the sums again for each category.
    sums = (
        select(category_id, func.sum(Expense.amount_cents).label("cents"))
        .where(IS_OWN_IN_DAYS)
        .group_by(category_id)
        .cte("sums")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        select(Category.id, Category.name, Category.color, Category.icon, sums.c.cents)
        .join(sums, sums.c.category_id == Category.id)
        .where(Category.user_id == bindparam("user_id"))
        .order_by(sums.c.cents.desc(), Category.name_key)
    )


_MONTH = _month_statement()
_CATEGORIES_OF_DAYS = _categories_statement()


def get_pace(user: User, month: Month, today: dt.date) -> tuple[Pace, dict[dt.date, int]]:
    """Return the pace of a month, and the sums by day of it and of the months before, in cents.

    One query, and a second one if expenses are booked after today and the end of the month can be estimated.
    """
    days = DateRange(month.shifted(-USUAL_MONTHS).begin, month.days.end)
    rows = db.session.execute(_SUMS_BY_DAY_AND_FIRST_DAY, parameters_of(user, days)).all()
    sums = {row[0]: int(row[1]) for row in rows}
    first_day = rows[0][2] if rows else find_first_day(user)
    usual, elapsed = full_months(month, sums, first_day), elapsed_days(month, today)
    is_asked = can_project(month, usual, today) and max(sums) >= elapsed.end
    rests = [rest_days(other, month, len(elapsed)) for other in usual]
    booked = list_booked(user, month.days.days_after(len(elapsed)), rests) if is_asked else ()
    return pace_of(month, today, sums, first_day, booked), sums


def get_coverage_and_limit(user: User, month: Month) -> tuple[Coverage, int | None]:
    """Return how many payments of a month, and how much money, have a receipt; and the month's limit for everything."""
    parameters = {**parameters_of(user, month.days), "named_day": month.beginning_on(1).begin}
    *counts, limit_cents = db.session.execute(_MONTH, parameters).one()
    return Coverage(*map(int, counts)), limit_cents


def sum_by_category(user: User, days: DateRange) -> list[CategoryTotal]:
    """Return what each category cost in the days, most expensive first, without unused ones."""
    rows = db.session.execute(_CATEGORIES_OF_DAYS, parameters_of(user, days))
    return [CategoryTotal(row.id, row.name, row.color, row.icon, int(row.cents)) for row in rows]


def sum_by_day(user: User, days: DateRange) -> dict[dt.date, int]:
    """Return the sum of each day in cents, without days that have no expenses."""
    rows = db.session.execute(_SUMS_BY_DAY, parameters_of(user, days))
    return {spent_on: int(cents) for spent_on, cents in rows}


def sum_by_category_and_month(user: User, months: Sequence[Month]) -> list[CategoryYear]:
    """Return what each category cost in each month, without unused categories."""
    sums = sum_by_category_and_range(user, [month.days for month in months])
    found = {(item.category_id, item.position): item for item in sums}
    used = {category_id for category_id, _ in found}
    none = RangeSum(0, 0, 0, 0)
    years = []
    for category in list_categories(user):
        if category.id in used:
            items = [found.get((category.id, position), none) for position in range(len(months))]
            cents, counts = (tuple(getattr(item, name) for item in items) for name in ("cents", "count"))
            years.append(CategoryYear(category, cents, counts))
    return years


def total_months(months: Sequence[Month], categories: Sequence[CategoryYear]) -> list[MonthTotal]:
    """Add up what the categories cost in each of the months."""
    return [MonthTotal(month, sum(row.cents[index] for row in categories)) for index, month in enumerate(months)]


def sum_by_category_and_range(
    user: User, ranges: Sequence[DateRange], category_id: int | None = None
) -> list[RangeSum]:
    """Return what each category, or the given one, cost in each range; ranges may overlap.

    A range is referred to by its position, from 0; pairs without expenses are left out.
    """
    if not ranges:
        return []
    own = {} if category_id is None else {"category_id": category_id}
    statement = _range_statement(len(ranges), has_category=category_id is not None)
    rows = db.session.execute(statement, {**parameters_of(user), **own, **ranges_parameters(ranges)})
    return [RangeSum(row[0], row[1], int(row[2]), row[3]) for row in rows]


@lru_cache(maxsize=64)
def _range_statement(count: int, *, has_category: bool) -> Select[int, int, int, int]:
    days = ranges_table(count)
    statement = (
        select(days.c.position, Expense.category_id, func.sum(Expense.amount_cents), func.count())
        .join(Expense, and_(*lies_in(Expense.spent_on, days)))
        .where(IS_OWN)
        .group_by(days.c.position, Expense.category_id)
    )
    return statement.where(Expense.category_id == bindparam("category_id")) if has_category else statement


def list_months(user: User) -> tuple[Month, ...]:
    """Return all months from the first expense to the last, oldest first, including gaps."""
    first, last = db.session.execute(select(FIRST_DAY, _LAST_DAY), parameters_of(user)).one()
    if first is None:
        return ()
    start = user.month_start_day
    return months_between(Month.containing(first, start), Month.containing(last, start))

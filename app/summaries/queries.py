"""Sums of expenses by category, day and month: computed by the database, on half-open ranges, from its indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal_column, select

from app.categories.queries import list_categories
from app.core.month_pace import full_months, pace_of
from app.core.periods import DateRange, Month, months_between
from app.core.projection import can_project
from app.core.statistics import LEAST_CENTS, USUAL_MONTHS, Coverage, elapsed_days, rest_days
from app.database.engine import db
from app.expenses.filtering import ExpenseFilter, has_receipt, matching
from app.models import Category, Expense
from app.summaries.booked import list_booked
from app.summaries.ranges import lies_in, ranges_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, ScalarSelect, Select

    from app.core.month_pace import Pace
    from app.models import User


@dataclass(frozen=True)
class CategoryTotal:
    """What a category cost, in cents, by how many expenses."""

    category_id: int
    name: str
    color: str
    cents: int
    count: int


@dataclass(frozen=True)
class MonthTotal:
    """What a month cost, in cents, by how many expenses."""

    month: Month
    cents: int
    count: int


@dataclass(frozen=True)
class RangeSum:
    """What a category cost in the range of days at a position, in cents, by how many expenses."""

    position: int
    category_id: int
    cents: int
    count: int


@dataclass(frozen=True)
class CategoryYear:
    """A category's twelve months, in cents, in their order."""

    category: Category
    cents: tuple[int, ...]

    @property
    def total_cents(self) -> int:
        """What the category cost in all of them."""
        return sum(self.cents)


def get_pace(user: User, month: Month, today: dt.date) -> tuple[Pace, dict[dt.date, int]]:
    """Return the pace of a month, and what each day of it and of the months before cost, in cents.

    It is one reading, and a second one where an expense is booked after today and the end of the month can be foreseen.
    """
    days = DateRange(month.shifted(-USUAL_MONTHS).begin, month.days.end)
    rows = db.session.execute(_sums_by_day(user, days).add_columns(first_day_of(user))).all()
    sums = {row[0]: int(row[1]) for row in rows}
    first_day = rows[0][2] if rows else find_first_day(user)
    usual, elapsed = full_months(month, sums, first_day), elapsed_days(month, today)
    is_asked = can_project(month, usual, today) and max(sums) >= elapsed.end
    rests = [rest_days(other, month, len(elapsed)) for other in usual]
    booked = list_booked(user, month.days.days_after(len(elapsed)), rests) if is_asked else ()
    return pace_of(month, today, sums, first_day, booked), sums


def get_coverage(user: User, days: DateRange) -> Coverage:
    """Return how many payments of the days, and how much of their money, have a receipt."""
    rows = (
        select(Expense.amount_cents.label("cents"), has_receipt(user).label("is_covered"))
        .where(*matching(user, ExpenseFilter.of_days(days)))
        .subquery()
    )
    is_paid = rows.c.cents >= LEAST_CENTS
    cents = func.coalesce(func.sum(rows.c.cents).filter(is_paid), 0)
    covered_cents = func.coalesce(func.sum(rows.c.cents).filter(is_paid, rows.c.is_covered), 0)
    covered_count = func.count().filter(is_paid, rows.c.is_covered)
    row = db.session.execute(
        select(func.count().filter(is_paid), cents, covered_count, covered_cents, func.count())
    ).one()
    return Coverage(row[0], int(row[1]), row[2], int(row[3]), row[4])


def sum_by_category(user: User, days: DateRange | None = None) -> list[CategoryTotal]:
    """Return what each category cost in the days, or ever, the most expensive first; unused ones are left out."""
    wanted = ExpenseFilter.of_days(days) if days else ExpenseFilter()
    # SQLite would read everything, by category, to have the groups in order: the sum keeps it with the index by day.
    # PostgreSQL would read it again for each category, where it does not know yet how many there are.
    category_id = (Expense.category_id + literal_column("0") if days else Expense.category_id).label("category_id")
    sums = (
        select(category_id, func.sum(Expense.amount_cents).label("cents"), func.count().label("count"))
        .where(*matching(user, wanted))
        .group_by(category_id)
        .cte("sums")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    statement = (
        select(Category.id, Category.name, Category.color, sums.c.cents, sums.c.count)
        .join(sums, sums.c.category_id == Category.id)
        .where(Category.user_id == user.id)
        .order_by(sums.c.cents.desc(), Category.name_key)
    )
    return [
        CategoryTotal(category_id, name, color, int(cents), count)
        for category_id, name, color, cents, count in db.session.execute(statement)
    ]


def sum_by_day(user: User, days: DateRange) -> dict[dt.date, int]:
    """Return what each day cost, in cents; days without expenses are left out."""
    return {spent_on: int(cents) for spent_on, cents in db.session.execute(_sums_by_day(user, days))}


def sum_by_month(user: User, months: Sequence[Month]) -> list[MonthTotal]:
    """Return what each of the months cost, in their order, empty ones included."""
    if not months:
        return []
    month = ranges_table([month.days for month in months])
    cents, count = (
        # Grouping all rows by month would sort them first, which takes twice as long.
        select(figure)
        .where(*matching(user, ExpenseFilter()), *lies_in(Expense.spent_on, month))
        .correlate(month)
        .scalar_subquery()
        for figure in (func.coalesce(func.sum(Expense.amount_cents), 0), func.count())
    )
    statement = select(cents, count).select_from(month).order_by(month.c.position)
    totals = db.session.execute(statement)
    return [MonthTotal(month, int(cents), count) for month, (cents, count) in zip(months, totals, strict=True)]


def sum_by_month_of_used_years(user: User) -> list[MonthTotal]:
    """Return what each month cost from the first expense to the last one, oldest first.

    Empty months are included, years without any expense are not: one slip of a date would add a century of them.
    """
    totals = sum_by_month(user, list_months(user))
    used_years = {total.month.year for total in totals if total.count}
    return [total for total in totals if total.month.year in used_years]


def sum_by_category_and_month(user: User, months: Sequence[Month]) -> list[CategoryYear]:
    """Return what each category cost in each of the months; categories without expenses in them are left out."""
    sums: dict[int, dict[int, int]] = {}
    for item in sum_by_category_and_range(user, [month.days for month in months]):
        sums.setdefault(item.category_id, {})[item.position] = item.cents
    return [
        CategoryYear(item, tuple(sums[item.id].get(position, 0) for position in range(len(months))))
        for item in list_categories(user)
        if item.id in sums
    ]


def sum_by_category_and_range(
    user: User, ranges: Sequence[DateRange], category_id: int | None = None
) -> list[RangeSum]:
    """Return what each category, or the one that is named, cost in each of the ranges, which may overlap.

    A range is named by its position, from 0; pairs without expenses are left out.
    """
    if not ranges:
        return []
    days = ranges_table(ranges)
    statement = (
        select(days.c.position, Expense.category_id, func.sum(Expense.amount_cents), func.count())
        .join(Expense, and_(*lies_in(Expense.spent_on, days)))
        .where(*matching(user, ExpenseFilter(category_id=category_id)))
        .group_by(days.c.position, Expense.category_id)
    )
    return [RangeSum(row[0], row[1], int(row[2]), row[3]) for row in db.session.execute(statement)]


def find_first_day(user: User) -> dt.date | None:
    """Return the day of the first expense, with which the records begin."""
    return db.session.scalar(select(first_day_of(user)))


def first_day_of(user: User, order: ColumnElement[dt.date] | None = None) -> ScalarSelect[dt.date]:
    """Return a part of a statement: the day of the first expense, or of the one that is first in another order.

    Sorted and cut rather than `min()`, for which SQLite takes any index of the user and reads all of it.
    """
    first = Expense.spent_on if order is None else order
    return select(Expense.spent_on).where(*matching(user, ExpenseFilter())).order_by(first).limit(1).scalar_subquery()


def list_months(user: User) -> tuple[Month, ...]:
    """Return all months from the first expense to the last one, gaps included, oldest first."""
    statement = select(first_day_of(user), first_day_of(user, Expense.spent_on.desc()))
    first, last = db.session.execute(statement).one()
    if first is None:
        return ()
    start = user.month_start_day
    return months_between(Month.containing(first, start), Month.containing(last, start))


def _sums_by_day(user: User, days: DateRange) -> Select[dt.date, int]:
    return (
        select(Expense.spent_on, func.sum(Expense.amount_cents))
        .where(*matching(user, ExpenseFilter.of_days(days)))
        .group_by(Expense.spent_on)
        .order_by(Expense.spent_on)
    )

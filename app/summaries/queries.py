"""Sums of expenses by category, day and month: computed by the database, on half-open ranges, from its indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, case, column, func, select, values

from app.categories.queries import list_categories
from app.expenses.queries import ExpenseFilter, Total, matching
from app.extensions import db
from app.models import Category, Expense
from app.periods import DateRange, Month, months_between
from app.summaries.calculations import Comparison, elapsed_days, same_days_before

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import CTE, ColumnElement

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
class MonthSoFar:
    """What a month cost in all, and its comparison with the month before."""

    total: Total
    comparison: Comparison


@dataclass(frozen=True)
class CategoryYear:
    """A category's twelve months, in cents, in their order."""

    category: Category
    cents: tuple[int, ...]

    @property
    def total_cents(self) -> int:
        """What the category cost in all of them."""
        return sum(self.cents)


def get_month_so_far(user: User, month: Month, today: dt.date) -> MonthSoFar:
    """Sum a month, its days up to today, and as many days of the month before, in one reading."""
    elapsed, before = elapsed_days(month, today), same_days_before(month, today)
    statement = select(
        func.count().filter(_within(month.days)), _sum_within(month.days), _sum_within(elapsed), _sum_within(before)
    ).where(*matching(user, ExpenseFilter()), _within(DateRange(month.previous.begin, month.days.end)))
    count, cents, so_far_cents, previous_cents = db.session.execute(statement).one()
    comparison = Comparison(int(so_far_cents), int(previous_cents), before.last)
    return MonthSoFar(Total(count, int(cents)), comparison)


def sum_by_category(user: User, days: DateRange | None = None) -> list[CategoryTotal]:
    """Return what each category cost in the days, or ever, the most expensive first; unused ones are left out."""
    wanted = ExpenseFilter.of_days(days) if days else ExpenseFilter()
    sums = (
        select(Expense.category_id, func.sum(Expense.amount_cents).label("cents"), func.count().label("count"))
        .where(*matching(user, wanted))
        .group_by(Expense.category_id)
        .subquery()
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
    statement = (
        select(Expense.spent_on, func.sum(Expense.amount_cents))
        .where(*matching(user, ExpenseFilter.of_days(days)))
        .group_by(Expense.spent_on)
        .order_by(Expense.spent_on)
    )
    return {spent_on: int(cents) for spent_on, cents in db.session.execute(statement)}


def sum_by_month(user: User, months: Sequence[Month]) -> list[MonthTotal]:
    """Return what each of the months cost, in their order, empty ones included."""
    if not months:
        return []
    month = _ranges_table([month.days for month in months])
    statement = (
        select(month.c.position, func.sum(Expense.amount_cents), func.count())
        .join(Expense, (Expense.spent_on >= month.c.begins_on) & (Expense.spent_on < month.c.ends_on))
        .where(*matching(user, ExpenseFilter()))
        .group_by(month.c.position)
    )
    sums = {position: (int(cents), count) for position, cents, count in db.session.execute(statement)}
    return [MonthTotal(month, *sums.get(position, (0, 0))) for position, month in enumerate(months)]


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
    days = _ranges_table(ranges)
    statement = (
        select(days.c.position, Expense.category_id, func.sum(Expense.amount_cents), func.count())
        .join(Expense, (Expense.spent_on >= days.c.begins_on) & (Expense.spent_on < days.c.ends_on))
        .where(*matching(user, ExpenseFilter(category_id=category_id)))
        .group_by(days.c.position, Expense.category_id)
    )
    return [RangeSum(row[0], row[1], int(row[2]), row[3]) for row in db.session.execute(statement)]


def find_first_day(user: User) -> dt.date | None:
    """Return the day of the first expense, with which the records begin."""
    return db.session.scalar(select(func.min(Expense.spent_on)).where(*matching(user, ExpenseFilter())))


def list_months(user: User) -> tuple[Month, ...]:
    """Return all months from the first expense to the last one, gaps included, oldest first."""
    statement = select(func.min(Expense.spent_on), func.max(Expense.spent_on)).where(*matching(user, ExpenseFilter()))
    first, last = db.session.execute(statement).one()
    if first is None:
        return ()
    start = user.month_start_day
    return months_between(Month.containing(first, start), Month.containing(last, start))


def _within(days: DateRange) -> ColumnElement[bool]:
    return (Expense.spent_on >= days.begin) & (Expense.spent_on < days.end)


def _sum_within(days: DateRange) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((_within(days), Expense.amount_cents), else_=0)), 0)


def _ranges_table(ranges: Sequence[DateRange]) -> CTE:
    """Return the ranges as a table, so that each one's expenses are found by the index on the day."""
    columns = (column("position", Integer), column("begins_on", Date), column("ends_on", Date))
    rows = [(position, days.begin, days.end) for position, days in enumerate(ranges)]
    return values(*columns, name="ranges").data(rows).cte("days")

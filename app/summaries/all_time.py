"""Reading what all months and all categories cost, from the first expense to the last one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, true

from app.categories.queries import list_categories
from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.models import Category, Expense
from app.summaries.queries import CategoryTotal, MonthTotal, list_months
from app.summaries.ranges import MOST_RANGES, lies_in, ranges_parameters, ranges_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select

    from app.models import User


@dataclass(frozen=True)
class AllTime:
    """What all months cost, oldest first, and all categories, the most expensive first."""

    months: list[MonthTotal]
    categories: list[CategoryTotal]


def sum_all_time(user: User) -> AllTime:
    """Return what all months cost from the first expense to the last one, and what each category ever cost.

    Empty months are included, years without any expense are not: one slip of a date would add a century of them.
    """
    months = list_months(user)
    by_month, by_category = Counter[int](), Counter[int]()
    for start in range(0, len(months), MOST_RANGES):
        some = months[start : start + MOST_RANGES]
        parameters = parameters_of(user) | ranges_parameters([month.days for month in some])
        for category_id, position, cents in db.session.execute(_category_months_statement(len(some)), parameters):
            if cents is not None:  # there is an expense
                by_month[start + position] += int(cents)
                by_category[category_id] += int(cents)
    used_years = {months[place].year for place in by_month}
    return AllTime(
        [MonthTotal(month, by_month[place]) for place, month in enumerate(months) if month.year in used_years],
        _total_categories(list_categories(user), by_category),
    )


def _total_categories(categories: Iterable[Category], cents: Counter[int]) -> list[CategoryTotal]:
    used = (category for category in categories if cents[category.id])
    return [
        CategoryTotal(category.id, category.name, category.color, category.icon, cents[category.id])
        for category in sorted(used, key=lambda category: -cents[category.id])
    ]


@lru_cache(maxsize=8)
def _category_months_statement(count: int) -> Select[int, int, int | None]:
    """Sum each category in each month by the index by category: one reading gives the sums of both."""
    month = ranges_table(count)
    cents = (
        select(func.sum(Expense.amount_cents))
        .where(IS_OWN, Expense.category_id == Category.id, *lies_in(Expense.spent_on, month))
        .correlate(Category, month)
        .scalar_subquery()
    )
    return (
        select(Category.id, month.c.position, cents)
        .join(month, true())  # each category with each month
        .where(Category.user_id == bindparam("user_id"))
    )

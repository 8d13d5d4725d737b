"""Reading habits: merchants ranked, what a single expense typically costs, and the months of one category."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.core.statistics import LEAST_CENTS, Change, median_cents
from app.database.engine import db
from app.expenses.filtering import ExpenseFilter, matching
from app.models import Expense
from app.summaries.queries import MonthTotal, sum_by_category_and_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from app.core.month_pace import Pace
    from app.core.periods import DateRange, Month
    from app.models import User

MERCHANTS_PER_PAGE = 50


@dataclass(frozen=True)
class CategoryStory:
    """What a category cost in months, oldest first, and the change in it by now."""

    months: tuple[MonthTotal, ...]
    usual_months: tuple[Month, ...]
    change: Change

    @property
    def cents(self) -> int:
        """What it cost in all of them."""
        return sum(total.cents for total in self.months)

    @property
    def count(self) -> int:
        """How many expenses it had in all of them."""
        return sum(total.count for total in self.months)

    @property
    def past(self) -> list[MonthTotal]:
        """The usual months, oldest first."""
        return [total for total in self.months if total.month in self.usual_months]

    @property
    def usual_cents(self) -> int | None:
        """What it usually costs in a whole month, in cents: the median of the usual ones; none where there are none."""
        return median_cents([total.cents for total in self.past]) if self.usual_months else None


@dataclass(frozen=True)
class MerchantTotal:
    """What a merchant, in all spellings, cost in cents, by how many expenses."""

    name: str
    cents: int
    count: int


def count_merchants(user: User, days: DateRange) -> int:
    """Return how many merchants have an expense in the days."""
    statement = select(func.count(Expense.merchant_key.distinct())).where(*_with_merchant(user, days, None))
    return db.session.scalar(statement) or 0


def list_merchants(
    user: User, days: DateRange, category_id: int | None = None, *, page: int = 1, page_size: int = MERCHANTS_PER_PAGE
) -> list[MerchantTotal]:
    """Return one page, counted from 1, of the merchants of the days, the most expensive first."""
    cents = func.sum(Expense.amount_cents)
    statement = (
        select(func.max(Expense.merchant), cents, func.count())
        .where(*_with_merchant(user, days, category_id))
        .group_by(Expense.merchant_key)
        .order_by(cents.desc(), Expense.merchant_key)
        .limit(page_size)
        .offset((page - 1) * page_size)
    )
    return [MerchantTotal(name, int(cents), count) for name, cents, count in db.session.execute(statement)]


def get_category_story(user: User, category_id: int, pace: Pace, months: Sequence[Month]) -> CategoryStory:
    """Return what a category cost in months, and by now beside the usual months, in one reading."""
    ranges = [*(month.days for month in months), pace.days, *pace.usual_days]
    sums = {item.position: item for item in sum_by_category_and_range(user, ranges, category_id)}
    cents = [sums[place].cents if place in sums else 0 for place in range(len(ranges))]
    counts = [sums[place].count if place in sums else 0 for place in range(len(months))]
    totals = tuple(MonthTotal(*row) for row in zip(months, cents, counts, strict=False))
    now, *past = cents[len(months) :]
    return CategoryStory(totals, pace.usual_months, Change(category_id, now, tuple(past)))


def find_typical_cents(user: User, days: DateRange, category_id: int) -> int:
    """Return the median of single expenses of a category, in cents; refunds do not count, of none it is 0."""
    amounts = (
        select(
            Expense.amount_cents.label("cents"),
            func.row_number().over(order_by=Expense.amount_cents).label("place"),
            func.count().over().label("count"),
        )
        .where(*matching(user, replace(ExpenseFilter.of_days(days), category_id=category_id, min_cents=LEAST_CENTS)))
        .subquery()
    )
    in_the_middle = (2 * amounts.c.place).between(amounts.c.count, amounts.c.count + 2)
    return median_cents(db.session.scalars(select(amounts.c.cents).where(in_the_middle)).all())


def _with_merchant(user: User, days: DateRange, category_id: int | None) -> list[ColumnElement[bool]]:
    return [*matching(user, replace(ExpenseFilter.of_days(days), category_id=category_id)), Expense.merchant_key != ""]

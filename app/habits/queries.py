"""Reading habits: ranked merchants, typical expenses, and the months of a category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from app.core.statistics import LEAST_CENTS, Change, median_cents
from app.database.engine import db
from app.expenses.filtering import IS_OWN_IN_DAYS, parameters_of
from app.expenses.merchants import MERCHANTS, figure_of_merchant
from app.models import Expense
from app.summaries.queries import MonthTotal, sum_by_category_and_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select

    from app.core.month_pace import Pace
    from app.core.periods import DateRange, Month
    from app.models import User

MERCHANTS_PER_PAGE = 50


@dataclass(frozen=True)
class CategoryStory:
    """What a category cost by month, oldest first, by how many expenses in all, and how it changed."""

    months: tuple[MonthTotal, ...]
    count: int
    usual_months: tuple[Month, ...]
    change: Change

    @property
    def cents(self) -> int:
        return sum(total.cents for total in self.months)

    @property
    def past(self) -> list[MonthTotal]:
        """The usual months, oldest first."""
        return [total for total in self.months if total.month in self.usual_months]

    @property
    def usual_cents(self) -> int | None:
        """The median of the usual months in cents, None without any."""
        return median_cents([total.cents for total in self.past]) if self.usual_months else None


@dataclass(frozen=True)
class MerchantTotal:
    """What a merchant, in all spellings, cost in cents, with the number of expenses."""

    name: str
    cents: int
    count: int


_IN_CATEGORY = Expense.category_id == bindparam("category_id")
_IS_KEY = MERCHANTS.c.key.is_not(None)
_COUNT_OF_MERCHANT = figure_of_merchant(func.count(), IS_OWN_IN_DAYS)
_MERCHANT_COUNT = select(func.count()).select_from(MERCHANTS).where(_IS_KEY, _COUNT_OF_MERCHANT > 0)


def _rank(merchants: Select[str, int, int], *conditions: ColumnElement[bool]) -> Select[str, int, int]:
    """Rank merchants with their key, cents and count, and look up the spelling of those that are shown."""
    ranked = merchants.subquery()
    shown = (
        select(ranked)
        .where(ranked.c.count > 0)
        .order_by(ranked.c.cents.desc(), ranked.c.key)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery()
    )
    name = select(func.max(Expense.merchant)).where(*conditions, Expense.merchant_key == shown.c.key).scalar_subquery()
    return select(name, shown.c.cents, shown.c.count).order_by(shown.c.cents.desc(), shown.c.key)


_MERCHANTS = _rank(
    select(
        MERCHANTS.c.key,
        figure_of_merchant(func.sum(Expense.amount_cents), IS_OWN_IN_DAYS).label("cents"),
        _COUNT_OF_MERCHANT.label("count"),
    ).where(_IS_KEY),
    IS_OWN_IN_DAYS,
)
_MERCHANTS_OF_CATEGORY = _rank(
    select(
        Expense.merchant_key.label("key"), func.sum(Expense.amount_cents).label("cents"), func.count().label("count")
    )
    .where(IS_OWN_IN_DAYS, _IN_CATEGORY, Expense.merchant_key > "")
    .group_by(Expense.merchant_key),
    *(IS_OWN_IN_DAYS, _IN_CATEGORY),
)


def count_merchants(user: User, days: DateRange) -> int:
    return db.session.scalar(_MERCHANT_COUNT, parameters_of(user, days)) or 0


def rank_merchants(
    user: User, days: DateRange, category_id: int | None = None, *, page: int = 1, page_size: int = MERCHANTS_PER_PAGE
) -> list[MerchantTotal]:
    """Return a page (from 1) of the merchants of the days, most expensive first."""
    own = {} if category_id is None else {"category_id": category_id}
    parameters = {**parameters_of(user, days), **own, "limit": page_size, "offset": (page - 1) * page_size}
    rows = db.session.execute(_MERCHANTS if category_id is None else _MERCHANTS_OF_CATEGORY, parameters)
    return [MerchantTotal(name, int(cents), count) for name, cents, count in rows]


def get_category_story(user: User, category_id: int, pace: Pace, months: Sequence[Month]) -> CategoryStory:
    """Return what a category cost by month, and compared with the usual months, in one query."""
    ranges = [*(month.days for month in months), pace.days, *pace.usual_days]
    sums = {item.position: item for item in sum_by_category_and_range(user, ranges, category_id)}
    cents = [sums[place].cents if place in sums else 0 for place in range(len(ranges))]
    count = sum(sums[place].count for place in range(len(months)) if place in sums)
    totals = tuple(map(MonthTotal, months, cents))
    now, *past = cents[len(months) :]
    return CategoryStory(totals, count, pace.usual_months, Change(category_id, now, tuple(past)))


def find_typical_cents(user: User, days: DateRange, category_id: int) -> int:
    """Return the median expense of a category in cents, without refunds; 0 if there is none."""
    parameters = {**parameters_of(user, days), "category_id": category_id, "least_cents": LEAST_CENTS}
    return median_cents(db.session.scalars(_MIDDLE_AMOUNTS, parameters).all())


def _middle_amounts() -> Select[int]:
    amounts = (
        select(
            Expense.amount_cents.label("cents"),
            func.row_number().over(order_by=Expense.amount_cents).label("place"),
            func.count().over().label("count"),
        )
        .where(
            IS_OWN_IN_DAYS,
            _IN_CATEGORY,
            Expense.amount_cents >= bindparam("least_cents"),
        )
        .subquery()
    )
    return select(amounts.c.cents).where((2 * amounts.c.place).between(amounts.c.count, amounts.c.count + 2))


_MIDDLE_AMOUNTS = _middle_amounts()

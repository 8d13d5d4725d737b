"""Reading goals: everything that a page shows comes from one reading of the limits and one of sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.extensions import db
from app.goals import calculations
from app.goals.calculations import Limit
from app.goals.records import Records, starting_month
from app.models import Category, SavingsGoal, SpendingLimit, User
from app.summaries.queries import first_day_of, sum_by_category_and_range

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.periods import DateRange, Month


def get_limit(user: User, limit_id: int) -> SpendingLimit | None:
    """Return the user's own limit, or none."""
    return db.session.scalar(
        select(SpendingLimit).where(SpendingLimit.user_id == user.id, SpendingLimit.id == limit_id)
    )


def get_savings_goal(user: User) -> SavingsGoal | None:
    """Return what the user saves for, or none."""
    return db.session.scalar(select(SavingsGoal).where(SavingsGoal.user_id == user.id))


def read_records(user: User, month: Month, today: dt.date, goal: SavingsGoal | None = None) -> Records:
    """Read what the page of goals is made from, back to the start of the savings goal, in two queries."""
    since = starting_month(goal, month) if goal else None
    ranges = [past.days for past in calculations.past_months(month, since)]
    return _with_sums(user, Records(month, today, *_read_limits(user), {}, {}), ranges)


def read_running_month(user: User, month: Month, today: dt.date) -> Records:
    """Read what the limits and categories of the running month are made from, in two queries."""
    return _with_sums(user, Records(month, today, *_read_limits(user), {}, {}), [])


def _read_limits(user: User) -> tuple[tuple[Limit, ...], dict[int, Category], dt.date | None]:
    """Return the limits, the categories, and the first day of the expenses, in one query."""
    of_category = (SpendingLimit.category_id == Category.id) | SpendingLimit.category_id.is_(None)
    statement = (
        select(first_day_of(user), SpendingLimit, Category)
        .select_from(User)
        .outerjoin(Category, Category.user_id == User.id)
        .outerjoin(SpendingLimit, (SpendingLimit.user_id == User.id) & of_category)
        .where(User.id == user.id)
    )
    rows = db.session.execute(statement).all()
    limits = {row.id: Limit(row.id, row.category_id, row.amount_cents, row.valid_from) for _, row, _ in rows if row}
    categories = {category.id: category for _, _, category in rows if category}
    return tuple(limits.values()), categories, rows[0][0]


def _with_sums(user: User, records: Records, more: Sequence[DateRange]) -> Records:
    """Return the records with the sums of the running month, of the usual months, and of more ranges, in one query."""
    ranges = list(dict.fromkeys((records.month.days, records.elapsed, *records.usual_rests, *more)))
    sums: Counter[tuple[DateRange, int | None]] = Counter()
    counts: Counter[tuple[DateRange, int | None]] = Counter()
    for item in sum_by_category_and_range(user, ranges):
        sums[ranges[item.position], item.category_id] += item.cents
        sums[ranges[item.position], None] += item.cents
        counts[ranges[item.position], item.category_id] += item.count
        counts[ranges[item.position], None] += item.count
    return replace(records, sums=sums, counts=counts)

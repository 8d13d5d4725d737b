"""Reading goals: one query for the limits, one for all sums of a page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.core.periods import DateRange
from app.core.statistics import months_behind
from app.database.engine import db
from app.expenses.filtering import parameters_of
from app.expenses.queries import FIRST_DAY
from app.goals import calculations
from app.goals.budget_status import BudgetStatus, starting_month
from app.goals.calculations import Limit
from app.models import Budget, Category, SavingsGoal, User
from app.recurring.queries import PAYMENTS_OF_MONTHS, find_decided, group_by_merchant
from app.summaries.booked import list_booked
from app.summaries.queries import sum_by_category_and_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.core.month_pace import Pace
    from app.core.periods import Month
    from app.recurring.detection import Recurring

_LIMITS = (
    select(FIRST_DAY, Budget, Category)
    .select_from(User)
    .outerjoin(Category, Category.user_id == User.id)
    .outerjoin(
        Budget, (Budget.user_id == User.id) & ((Budget.category_id == Category.id) | Budget.category_id.is_(None))
    )
    .where(User.id == bindparam("user_id"))
)


def get_limit(user: User, limit_id: int) -> Budget | None:
    return db.session.scalar(select(Budget).where(Budget.user_id == user.id, Budget.id == limit_id))


def get_savings_goal(user: User) -> SavingsGoal | None:
    return db.session.scalar(select(SavingsGoal).where(SavingsGoal.user_id == user.id))


def read_budget_status(user: User, month: Month, today: dt.date, goal: SavingsGoal | None = None) -> BudgetStatus:
    """Read what the page of goals needs, back to the start of the savings goal, in two queries."""
    since = starting_month(goal, month) if goal else None
    status = BudgetStatus(month, today, *_read_limits(user), Counter(), Counter())
    status = replace(status, usual=months_behind(month, status.first_day))
    status = _with_sums(user, status, [past.days for past in calculations.past_months(month, since)])
    return replace(status, usual=tuple(filter(status.is_full, status.usual)))


def read_running_month(user: User, pace: Pace, today: dt.date) -> BudgetStatus:
    """Read what this month's limits, categories and recurring payments need, in four queries.

    The pace has the usual months and the booked payments already.
    """
    status = BudgetStatus(pace.month, today, *_read_limits(user), Counter(), Counter(), pace.usual_months, pace.booked)
    return replace(_with_sums(user, status, []), recurring=_list_recurring(user, status))


def with_payments(user: User, status: BudgetStatus) -> BudgetStatus:
    """Add booked and recurring payments to the status, in at most three queries."""
    month, elapsed = status.month, status.elapsed
    has_booked = status.count(month.days, None) > status.count(elapsed, None)
    ahead = month.days.days_after(len(elapsed))
    booked = list_booked(user, ahead, status.usual_rests) if has_booked else ()
    return replace(status, booked=booked, recurring=_list_recurring(user, status))


def _list_recurring(user: User, status: BudgetStatus) -> tuple[Recurring, ...]:
    """Return recurring payments in the usual months and this one, without dismissed ones."""
    days = DateRange(status.first_read, status.today + dt.timedelta(days=1))
    merchants = group_by_merchant(db.session.connection().execute(PAYMENTS_OF_MONTHS, parameters_of(user, days)))
    decided = find_decided(user, merchants, status.today)
    return tuple(payment for payment, decision in decided.items() if decision is None or decision.is_confirmed)


def _read_limits(user: User) -> tuple[tuple[Limit, ...], dict[int, Category], dt.date | None]:
    """Return the limits, the categories, and the first day of the expenses, in one query."""
    rows = db.session.execute(_LIMITS, parameters_of(user)).all()
    limits = {row.id: Limit(row.id, row.category_id, row.amount_cents, row.valid_from) for _, row, _ in rows if row}
    categories = {category.id: category for _, _, category in rows if category}
    return tuple(limits.values()), categories, rows[0][0]


def _with_sums(user: User, status: BudgetStatus, more: Sequence[DateRange]) -> BudgetStatus:
    """Add the sums of this month, the usual months and more ranges to the status, in one query."""
    ranges = list(dict.fromkeys((status.month.days, status.elapsed, *status.usual_rests, *more)))
    sums: Counter[tuple[DateRange, int | None]] = Counter()
    counts: Counter[tuple[DateRange, int | None]] = Counter()
    all_sums, all_counts = Counter[int](), Counter[int]()
    for item in sum_by_category_and_range(user, ranges):
        key = ranges[item.position], item.category_id
        sums[key], counts[key] = item.cents, item.count
        all_sums[item.position] += item.cents
        all_counts[item.position] += item.count
    for position, days in enumerate(ranges):
        sums[days, None], counts[days, None] = all_sums[position], all_counts[position]
    return replace(status, sums=sums, counts=counts)

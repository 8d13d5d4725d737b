"""Reading what is booked after today, and how usual it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select
from sqlalchemy.orm import aliased

from app.core.projection import Booked
from app.core.statistics import LARGER_PARTS, SMALLER_PARTS
from app.database.engine import db
from app.expenses.filtering import ExpenseFilter, matching
from app.models import Expense
from app.summaries.ranges import lies_in, ranges_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ScalarSelect

    from app.core.periods import DateRange
    from app.models import User


def list_booked(user: User, days: DateRange, rests: Sequence[DateRange]) -> tuple[Booked, ...]:
    """Return the expenses of the days to come, and in how many rests of usual months each had its like, in one query.

    The database looks for the like of each by the index of merchants.
    """
    times = _count_rests_with_the_like(user, rests) if rests else literal(0)
    statement = select(Expense.category_id, Expense.merchant_key, Expense.amount_cents, times).where(
        *matching(user, ExpenseFilter.of_days(days))
    )
    return tuple(Booked(*row) for row in db.session.execute(statement))


def _count_rests_with_the_like(user: User, rests: Sequence[DateRange]) -> ScalarSelect[int]:
    past, rest = aliased(Expense), ranges_table(rests)
    return (
        select(func.count(rest.c.position.distinct()))
        .select_from(rest)
        .join(past, (past.user_id == user.id) & (past.deleted_at.is_(None)))
        .where(
            *lies_in(past.spent_on, rest),
            past.merchant_key == Expense.merchant_key,
            past.merchant_key > "",
            past.amount_cents * SMALLER_PARTS <= Expense.amount_cents * LARGER_PARTS,
            Expense.amount_cents * SMALLER_PARTS <= past.amount_cents * LARGER_PARTS,
        )
        .correlate(Expense)
        .scalar_subquery()
    )

"""Expenses dated after today, and how usual they are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select
from sqlalchemy.orm import aliased

from app.core.projection import Booked
from app.core.statistics import LARGER_PARTS, SMALLER_PARTS
from app.database.engine import db
from app.expenses.filtering import IS_OWN_IN_DAYS, parameters_of
from app.models import Expense
from app.summaries.ranges import lies_in, ranges_parameters, ranges_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ScalarSelect, Select

    from app.core.periods import DateRange
    from app.models import User


def list_booked(user: User, days: DateRange, rests: Sequence[DateRange]) -> tuple[Booked, ...]:
    """Return the expenses of future days, with the number of usual months that had a similar one, in one query.

    Similar means the same merchant and a similar amount in the same rest of the month; found by the index by merchant.
    """
    parameters = parameters_of(user, days) | ranges_parameters(rests)
    return tuple(Booked(*row) for row in db.session.execute(_booked_statement(len(rests)), parameters))


@cache
def _booked_statement(rest_count: int) -> Select[int, str, int, int]:
    times = _count_rests_with_the_like(rest_count) if rest_count else literal(0)
    return select(Expense.category_id, Expense.merchant_key, Expense.amount_cents, times).where(IS_OWN_IN_DAYS)


def _count_rests_with_the_like(rest_count: int) -> ScalarSelect[int]:
    past, rest = aliased(Expense), ranges_table(rest_count)
    return (
        select(func.count(rest.c.position.distinct()))
        .select_from(rest)
        .join(past, (past.user_id == Expense.user_id) & (past.deleted_at.is_(None)))
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

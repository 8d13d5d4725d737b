"""The user's merchants as a table of their keys, for other statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.expenses.filtering import IS_OWN
from app.models import Expense

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, ScalarSelect


def _merchant_keys() -> CTE:
    """Return the keys, found by jumps from one to the next in their index: to group would read every expense.

    The last row is empty.
    """
    first = select(func.min(Expense.merchant_key).label("key")).where(IS_OWN, Expense.merchant_key > "")
    merchants = first.cte("merchants", recursive=True)
    following = select(func.min(Expense.merchant_key)).where(IS_OWN, Expense.merchant_key > merchants.c.key)
    return merchants.union_all(
        select(following.correlate(merchants).scalar_subquery()).where(merchants.c.key.is_not(None))
    )


MERCHANTS = _merchant_keys()


def figure_of_merchant(figure: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Return a sum or a count of the expenses at the merchant of a row of MERCHANTS."""
    own = select(figure).select_from(Expense).where(*conditions, Expense.merchant_key == MERCHANTS.c.key)
    return own.correlate(MERCHANTS).scalar_subquery()

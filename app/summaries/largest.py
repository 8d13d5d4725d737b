"""Finding the largest expenses of all, each merchant once: a rent would fill the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.models import Category, Expense

if TYPE_CHECKING:
    import datetime as dt

    from app.models import User

_SHOWN = 10
_MOST_READ = 200  # the largest expenses: a rent of ten years and 80 others


@dataclass(frozen=True)
class LargeExpense:
    """The largest expense of a merchant, or one without a merchant."""

    id: int
    spent_on: dt.date
    amount_cents: int
    merchant: str
    category_name: str
    category_color: str
    category_icon: str


_LARGEST = (
    select(Expense.id, Expense.amount_cents, Expense.merchant_key)
    .where(IS_OWN, Expense.amount_cents > 0)
    .order_by(Expense.amount_cents.desc(), Expense.id.desc())
    .limit(_MOST_READ)
    .subquery()
)
_RANK = func.row_number().over(
    partition_by=(_LARGEST.c.merchant_key, case((_LARGEST.c.merchant_key == "", _LARGEST.c.id), else_=0)),
    order_by=(_LARGEST.c.amount_cents.desc(), _LARGEST.c.id.desc()),
)
_RANKED = select(_LARGEST.c.id, _RANK.label("rank")).subquery()
_LARGEST_OF_MERCHANTS = (
    select(
        *(Expense.id, Expense.spent_on, Expense.amount_cents, Expense.merchant),
        *(Category.name, Category.color, Category.icon),
    )
    .join(_RANKED, (_RANKED.c.id == Expense.id) & (_RANKED.c.rank == 1))
    .join(Category, (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id))
    .order_by(Expense.amount_cents.desc(), Expense.id.desc())
    .limit(_SHOWN)
)


def list_largest(user: User) -> list[LargeExpense]:
    """Return the largest expenses of all time: of each merchant one, of equal ones the latest, and no refunds."""
    return [LargeExpense(*row) for row in db.session.execute(_LARGEST_OF_MERCHANTS, parameters_of(user))]

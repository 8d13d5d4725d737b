"""Reading what came by itself and waits for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.models import Expense
from app.receipts.queries import COUNT_WAITING

if TYPE_CHECKING:
    from app.models import User


@dataclass(frozen=True)
class Arrivals:
    """How many receipts wait for their expense, and how many expenses are to be checked."""

    waiting_count: int
    unchecked_count: int


_UNCHECKED_COUNT = select(func.count()).where(IS_OWN, Expense.unchecked_since.is_not(None)).scalar_subquery()
_ARRIVALS = select(COUNT_WAITING, _UNCHECKED_COUNT)


def count_arrivals(user: User) -> Arrivals:
    return Arrivals(*db.session.execute(_ARRIVALS, parameters_of(user)).one())

"""Reading the trash."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database.engine import db
from app.models import Expense, Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import User

_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class TrashContent:
    """Deleted expenses, and receipts that were deleted by themselves, the latest first."""

    expenses: Sequence[Expense]
    receipts: Sequence[Receipt]

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in the trash."""
        return not self.expenses and not self.receipts


def list_trash(user: User) -> TrashContent:
    """Return what lies in the user's trash; a receipt whose expense lies there too comes back with that."""
    expenses = (
        select(Expense)
        .where(Expense.user_id == user.id, Expense.deleted_at.is_not(None))
        .options(selectinload(Expense.category), selectinload(Expense.receipts))
        .order_by(Expense.deleted_at.desc(), Expense.id.desc())
    )
    receipts = (
        select(Receipt)
        .outerjoin(Expense, (Expense.id == Receipt.expense_id) & (Expense.user_id == Receipt.user_id))
        .where(Receipt.user_id == user.id, Receipt.deleted_at.is_not(None), Expense.deleted_at.is_(None))
        .order_by(Receipt.deleted_at.desc(), Receipt.id.desc())
    )
    return TrashContent(db.session.scalars(expenses).all(), db.session.scalars(receipts).all())


def get_deleted_expense(user: User, expense_id: int) -> Expense | None:
    """Return an expense from the user's trash, or none."""
    statement = select(Expense).where(
        Expense.user_id == user.id, Expense.id == expense_id, Expense.deleted_at.is_not(None)
    )
    return db.session.scalar(statement.options(selectinload(Expense.category)))


def get_deleted_receipt(user: User, receipt_id: int) -> Receipt | None:
    """Return a receipt from the user's trash, or none if its expense lies there too."""
    statement = (
        select(Receipt)
        .outerjoin(Expense, (Expense.id == Receipt.expense_id) & (Expense.user_id == Receipt.user_id))
        .where(Receipt.user_id == user.id, Receipt.id == receipt_id)
        .where(Receipt.deleted_at.is_not(None), Expense.deleted_at.is_(None))
    )
    return db.session.scalar(statement)


def last_entry_before(moment: dt.datetime) -> dt.datetime:
    """Return when the newest expense of all accounts was entered, among those entered before a moment.

    Where there is none, that is long ago. The newest one has the highest number: so what was dated by a clock that was
    ahead no longer counts once somebody enters an expense by the right time.
    """
    statement = select(Expense.created_at).where(Expense.created_at < moment).order_by(Expense.id.desc()).limit(1)
    return db.session.scalar(statement) or _LONG_AGO

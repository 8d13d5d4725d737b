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
    """Deleted expenses, and receipts deleted on their own, latest first."""

    expenses: Sequence[Expense]
    receipts: Sequence[Receipt]

    @property
    def is_empty(self) -> bool:
        return not self.expenses and not self.receipts


def list_trash(user: User) -> TrashContent:
    """Return the user's trash. Receipts of deleted expenses are left out: they are restored with their expense."""
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
    """Return an expense from the user's trash, or None."""
    statement = select(Expense).where(
        Expense.user_id == user.id, Expense.id == expense_id, Expense.deleted_at.is_not(None)
    )
    return db.session.scalar(statement.options(selectinload(Expense.category)))


def get_deleted_receipt(user: User, receipt_id: int) -> Receipt | None:
    """Return a receipt from the user's trash, or None; None too if its expense is in the trash."""
    statement = (
        select(Receipt)
        .outerjoin(Expense, (Expense.id == Receipt.expense_id) & (Expense.user_id == Receipt.user_id))
        .where(Receipt.user_id == user.id, Receipt.id == receipt_id)
        .where(Receipt.deleted_at.is_not(None), Expense.deleted_at.is_(None))
    )
    return db.session.scalar(statement)


def last_entry_before(moment: dt.datetime) -> dt.datetime:
    """Return when the newest expense (of any account) before a moment was entered, or a date long ago.

    Newest means the highest id: entries dated by a clock that was ahead stop counting once somebody enters an expense
    with the right time.
    """
    statement = select(Expense.created_at).where(Expense.created_at < moment).order_by(Expense.id.desc()).limit(1)
    return db.session.scalar(statement) or _LONG_AGO

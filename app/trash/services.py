"""Restoring from the trash, and emptying it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from app.database.engine import db
from app.models import Expense, ImportKey, Receipt
from app.receipts.services import remove_receipts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.models import User

KEPT_FOR = dt.timedelta(days=30)


def restore_expense(expense: Expense) -> None:
    """Restore an expense with its receipts."""
    expense.deleted_at = None


def restore_receipt(receipt: Receipt) -> None:
    """Restore a receipt to its expense, or to the waiting ones."""
    receipt.deleted_at = None


def empty_trash(user: User) -> None:
    """Delete everything in the user's trash for good; files are removed after the commit."""
    _remove(
        (Expense.user_id == user.id) & Expense.deleted_at.is_not(None),
        (Receipt.user_id == user.id) & Receipt.deleted_at.is_not(None),
    )


def remove_due(now: dt.datetime) -> int:
    """Delete what has been in any user's trash for longer than KEPT_FOR; return how many rows."""
    return _remove(Expense.deleted_at < now - KEPT_FOR, Receipt.deleted_at < now - KEPT_FOR)


def _remove(which_expenses: ColumnElement[bool], which_receipts: ColumnElement[bool]) -> int:
    expense_ids = select(Expense.id).where(which_expenses)
    receipt_count = remove_receipts(which_receipts | Receipt.expense_id.in_(expense_ids))
    db.session.execute(update(ImportKey).where(ImportKey.expense_id.in_(expense_ids)).values(expense_id=None))
    expense_count = len(db.session.scalars(delete(Expense).where(which_expenses).returning(Expense.id)).all())
    return receipt_count + expense_count

"""Taking an import back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, or_, select, update

from app.database.engine import db
from app.imports.saving import MADE_CATEGORIES, MADE_DECISIONS
from app.imports.work import chunks
from app.models import Budget, Category, Expense, ImportBatch, ImportKey, Receipt, RecurringDecision
from app.receipts.services import remove_receipts

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from app.models import User


def hold_import(user: User, batch: ImportBatch) -> bool:
    """Begin to undo an import; return whether it is still there.

    It is a write: so nobody undoes it, or changes an expense between the look at it and its deletion, until the commit.
    """
    own = (ImportBatch.user_id == user.id, ImportBatch.id == batch.id)
    held = update(ImportBatch).where(*own).values(file_name=batch.file_name).returning(ImportBatch.id)
    return db.session.scalar(held) is not None


def undo_import(user: User, batch: ImportBatch) -> tuple[int, int]:
    """Delete the expenses of an import for good, and return how many went and how many stay.

    Those stay that were changed since, or lie in the trash, or have got a receipt. The keys of the others are
    forgotten, so that the file can come in again. What the import made beside expenses goes where nothing uses it.
    """
    own_keys = (ImportKey.user_id == user.id, ImportKey.batch_id == batch.id)
    untouched = select(Expense.id).where(Expense.user_id == user.id, _is_untouched(batch))
    forgotten = delete(ImportKey).where(
        *own_keys, or_(ImportKey.expense_id.is_(None), ImportKey.expense_id.in_(untouched))
    )
    ids = [number for number in db.session.scalars(forgotten.returning(ImportKey.expense_id)) if number is not None]
    for chunk in chunks(ids):
        other_keys = (ImportKey.user_id == user.id, ImportKey.expense_id.in_(chunk))  # from an archive of this account
        db.session.execute(update(ImportKey).where(*other_keys).values(expense_id=None))
        remove_receipts((Receipt.user_id == user.id) & Receipt.expense_id.in_(chunk))
        db.session.execute(delete(Expense).where(Expense.user_id == user.id, Expense.id.in_(chunk)))
    left = db.session.scalars(update(ImportKey).where(*own_keys).values(batch_id=None).returning(ImportKey.id)).all()
    _remove_made(user, batch)
    db.session.delete(batch)
    return len(ids), len(left)


def _is_untouched(batch: ImportBatch) -> ColumnElement[bool]:
    """Return the condition for expenses that are as the import left them."""
    has_later_receipt = exists().where(
        Receipt.expense_id == Expense.id, Receipt.user_id == Expense.user_id, Receipt.created_at > batch.finished_at
    )
    return (Expense.version == 1) & Expense.deleted_at.is_(None) & ~has_later_receipt


def _remove_made(user: User, batch: ImportBatch) -> None:
    is_used = or_(
        exists().where(Expense.category_id == Category.id, Expense.user_id == Category.user_id),
        exists().where(Budget.category_id == Category.id, Budget.user_id == Category.user_id),
    )
    categories = batch.answers.get(MADE_CATEGORIES, [])
    db.session.execute(delete(Category).where(Category.user_id == user.id, Category.id.in_(categories), ~is_used))
    decisions = batch.answers.get(MADE_DECISIONS, [])
    made = (RecurringDecision.user_id == user.id, RecurringDecision.id.in_(decisions))
    db.session.execute(delete(RecurringDecision).where(*made))

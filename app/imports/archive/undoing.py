"""Taking back what an archive brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, or_, select, update

from app.database.engine import db
from app.models import Budget, Category, Expense, ImportKey, Receipt, RecurringDecision, SavingsGoal
from app.receipts.services import remove_receipts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.models import ImportBatch, User

# In `answers` of a batch: the numbers of what it added that has no key, by these names.
ADDED = "added"
WAITING = "waiting"  # receipts without an expense
ADDED_TABLES: dict[str, Any] = {
    "limits": Budget,
    "savings": SavingsGoal,
    "decisions": RecurringDecision,
    "categories": Category,  # last, because limits name them
}
_ROWS_AT_ONCE = 500
_IS_USED = or_(
    exists().where(Expense.category_id == Category.id, Expense.user_id == Category.user_id).correlate(Category),
    exists().where(Budget.category_id == Category.id, Budget.user_id == Category.user_id).correlate(Category),
)


def undo_archive(user: User, batch: ImportBatch) -> tuple[int, int]:
    """Delete for good what an archive brought, with its batch; return how many expenses went, and how many stay.

    Those stay that were changed since. The keys of the others are forgotten, so that they can come in again. Photos go
    after the commit.
    """
    own_keys = (ImportKey.user_id == user.id, ImportKey.batch_id == batch.id)
    unchanged = select(Expense.id).where(Expense.user_id == user.id, Expense.version == 1)
    is_forgotten = or_(ImportKey.expense_id.is_(None), ImportKey.expense_id.in_(unchanged))
    forgotten = delete(ImportKey).where(*own_keys, is_forgotten).returning(ImportKey.expense_id)
    gone = {number for number in db.session.scalars(forgotten) if number is not None}
    for some in in_parts(list(gone)):
        _delete_expenses(user, some)
    left = update(ImportKey).where(*own_keys).values(batch_id=None).returning(ImportKey.expense_id)
    left_ids = set(db.session.scalars(left))
    added = batch.answers.get(ADDED, {})
    for some in in_parts(added.get(WAITING, [])):
        is_waiting = (Receipt.user_id == user.id) & Receipt.expense_id.is_(None)
        remove_receipts(is_waiting & Receipt.id.in_(some))
    for name, table in ADDED_TABLES.items():
        for some in in_parts(added.get(name, [])):
            unused = [~_IS_USED] if table is Category else []
            db.session.execute(delete(table).where(table.user_id == user.id, table.id.in_(some), *unused))
    db.session.delete(batch)
    return len(gone), len(left_ids)


def in_parts(items: list[Any]) -> Iterator[list[Any]]:
    """Yield the items, as many at a time as a statement takes."""
    return (items[begin : begin + _ROWS_AT_ONCE] for begin in range(0, len(items), _ROWS_AT_ONCE))


def _delete_expenses(user: User, numbers: list[int]) -> None:
    known_elsewhere = (ImportKey.user_id == user.id, ImportKey.expense_id.in_(numbers))
    db.session.execute(update(ImportKey).where(*known_elsewhere).values(expense_id=None))
    remove_receipts((Receipt.user_id == user.id) & Receipt.expense_id.in_(numbers))
    db.session.execute(delete(Expense).where(Expense.user_id == user.id, Expense.id.in_(numbers)))

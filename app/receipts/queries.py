"""Reading receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from app.database.engine import db
from app.models import Expense, Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import User

# Runs for every image of a page. Building it takes longer than running it, so it is built once.
_OWN_RECEIPT = (
    select(Receipt)
    .outerjoin(Expense, (Expense.id == Receipt.expense_id) & (Expense.user_id == Receipt.user_id))
    .where(Receipt.user_id == bindparam("user_id"), Receipt.id == bindparam("receipt_id"))
    .where(Receipt.deleted_at.is_(None), Expense.deleted_at.is_(None))
)
_waiting = aliased(Receipt)
COUNT_WAITING = (
    select(func.count())
    .where(_waiting.user_id == bindparam("user_id"), _waiting.expense_id.is_(None), _waiting.deleted_at.is_(None))
    .scalar_subquery()
)


@dataclass(frozen=True)
class Place:
    """Where a receipt stands among those beside it: counted from 1, with the ids of its neighbors."""

    number: int
    count: int
    previous_id: int | None
    next_id: int | None


def find_place(user: User, receipt: Receipt) -> Place:
    """Return the place of a receipt among those of its expense, or among the waiting ones."""
    statement = (
        select(Receipt.id)
        .where(Receipt.user_id == user.id, Receipt.expense_id.is_not_distinct_from(receipt.expense_id))
        .where(Receipt.deleted_at.is_(None))
        .order_by(Receipt.position, Receipt.id)
    )
    ids = db.session.scalars(statement).all()
    index = ids.index(receipt.id)
    return Place(index + 1, len(ids), ids[index - 1] if index else None, next(iter(ids[index + 1 :]), None))


def list_waiting(user: User) -> Sequence[Receipt]:
    """Return the user's receipts that have no expense yet, oldest first."""
    statement = (
        select(Receipt)
        .where(Receipt.user_id == user.id, Receipt.expense_id.is_(None), Receipt.deleted_at.is_(None))
        .order_by(Receipt.id)
    )
    return db.session.scalars(statement).all()


def count_waiting(user: User) -> int:
    """Count the receipts that have no expense yet."""
    return int(db.session.scalar(select(COUNT_WAITING), {"user_id": user.id}) or 0)


def get_receipt(user: User, receipt_id: int) -> Receipt | None:
    """Return the user's own receipt, or None; None too if it or its expense is in the trash."""
    return db.session.scalar(_OWN_RECEIPT, {"user_id": user.id, "receipt_id": receipt_id})

"""Reading the queue of waiting receipts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.database.engine import db
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import list_expenses
from app.models import Receipt, ReceiptReading
from app.receipts.queries import COUNT_WAITING

if TYPE_CHECKING:
    from app.expenses.queries import ExpenseRow
    from app.models import User

_AROUND = dt.timedelta(days=31)  # a receipt is seldom sent later, and then it says its day
_MOST_AROUND, _MOST_OFFERED = 200, 6  # expenses
_ENTRY = (
    select(Receipt, ReceiptReading, COUNT_WAITING)
    .outerjoin(ReceiptReading, ReceiptReading.receipt_id == Receipt.id)
    .where(Receipt.user_id == bindparam("user_id"), Receipt.id == bindparam("receipt_id"))
    .where(Receipt.deleted_at.is_(None))
)
_WAITING_IDS = select(Receipt.id).where(
    Receipt.user_id == bindparam("user_id"), Receipt.expense_id.is_(None), Receipt.deleted_at.is_(None)
)
# After the last one the first comes again: those that were skipped.
_NEXT = _WAITING_IDS.order_by(Receipt.id <= bindparam("after"), Receipt.id).limit(1)


@dataclass(frozen=True)
class QueueEntry:
    """A receipt with what was read from it, and how many wait."""

    receipt: Receipt
    reading: ReceiptReading | None
    count: int


def find_next_id(user: User, after: int) -> int | None:
    """Return the waiting receipt after another one, in the order in which they came; None if none waits."""
    return db.session.scalar(_NEXT, {"user_id": user.id, "after": after})


def get_entry(user: User, receipt_id: int) -> QueueEntry | None:
    """Return the user's own receipt, waiting or not, or None."""
    row = db.session.execute(_ENTRY, {"user_id": user.id, "receipt_id": receipt_id}).first()
    return None if row is None else QueueEntry(*row)


def list_likely_expenses(user: User, amounts_cents: set[int], day: dt.date) -> list[ExpenseRow]:
    """Return a few expenses that a receipt may belong to: those of an amount and of the day first, then the nearest."""
    around = ExpenseFilter(begin=day - _AROUND, last=day + _AROUND)
    rows = list_expenses(user, around, limit=_MOST_AROUND)

    def distance(row: ExpenseRow) -> tuple[bool, int, bool]:
        return row.amount_cents not in amounts_cents, abs((row.spent_on - day).days), row.receipt_id is not None

    return sorted(rows, key=distance)[:_MOST_OFFERED]

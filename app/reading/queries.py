"""Reading what was read from receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from app.database.engine import db
from app.models import Expense, Receipt, ReceiptReading
from app.models.receipt_reading import ReadingState
from app.reading.codes.reader import read_code
from app.reading.records import unpack
from app.reading.suggestions import KnownMerchants, Suggestions, suggest, tax_numbers

if TYPE_CHECKING:
    import datetime as dt

    from app.models import User

_MAX_MERCHANTS = 500
_OWN = (
    select(ReceiptReading)
    .join(ReceiptReading.receipt)
    .where(ReceiptReading.user_id == bindparam("user_id"), ReceiptReading.receipt_id == bindparam("receipt_id"))
    .where(Receipt.deleted_at.is_(None))
)
_NEXT = (
    select(ReceiptReading)
    .where(ReceiptReading.queued_at.is_not(None), ReceiptReading.state != ReadingState.READING)
    .order_by(ReceiptReading.state == ReadingState.LATER, ReceiptReading.queued_at, ReceiptReading.id)
    .options(joinedload(ReceiptReading.receipt))
    .limit(1)
)
# The merchants of a person by their latest expense; the index by merchant gives both without sorting.
_LATEST = (
    select(func.max(Expense.id).label("id"), func.max(Expense.spent_on).label("spent_on"))
    .where(Expense.user_id == bindparam("user_id"), Expense.deleted_at.is_(None), Expense.merchant_key > "")
    .group_by(Expense.merchant_key)
    .order_by(func.max(Expense.spent_on).desc())
    .limit(_MAX_MERCHANTS)
    .subquery()
)
_LEARNT = (
    select(Expense.merchant)
    .join(Receipt, (Receipt.expense_id == Expense.id) & (Receipt.user_id == Expense.user_id))
    .join(ReceiptReading, ReceiptReading.receipt_id == Receipt.id)
    .where(ReceiptReading.user_id == bindparam("user_id"), ReceiptReading.tax_number == bindparam("tax_number"))
    .where(Expense.deleted_at.is_(None), Receipt.deleted_at.is_(None), Expense.merchant_key > "")
    .order_by(Expense.id.desc())
    .limit(1)
)
# What is learnt is the same in each row; it is itself one of the merchants.
_MERCHANTS = (
    select(Expense.merchant, _LEARNT.correlate(None).scalar_subquery().label("learnt"))
    .join(_LATEST, _LATEST.c.id == Expense.id)
    .order_by(_LATEST.c.spent_on.desc())
)


def get_reading(user: User, receipt_id: int) -> ReceiptReading | None:
    """Return what was read from the user's own receipt, or None."""
    return db.session.scalar(_OWN, {"user_id": user.id, "receipt_id": receipt_id})


def next_waiting() -> ReceiptReading | None:
    """Return what has waited longest, of all users, with its receipt; old receipts come after new ones."""
    return db.session.scalar(_NEXT)


def suggest_for(user: User, reading: ReceiptReading | None, today: dt.date) -> Suggestions:
    """Return what a receipt suggests for its expense, by its code, its text and the user's own expenses."""
    if reading is None:
        return Suggestions()
    code = read_code(reading.code_payload) if reading.code_payload else None
    read = unpack(reading.text, reading.facts) if reading.facts else None
    if code is None and read is None:
        return Suggestions()
    return suggest(code, read, _known_merchants(user, tax_numbers(code, read)[:1]), today)


def _known_merchants(user: User, numbers: list[str]) -> KnownMerchants:
    """Return the user's merchants, and the latest one whose receipt had the seller's tax number."""
    number = next(iter(numbers), None)
    rows = db.session.execute(_MERCHANTS, {"user_id": user.id, "tax_number": number}).all()
    learnt = rows[0].learnt if rows else None
    return KnownMerchants([row.merchant for row in rows], {number: learnt} if number and learnt else {})

"""An expense that a receipt belongs to already, by its file, its picture, or its amount, day and merchant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.models import Category, Expense, Receipt
from app.models.expense import merchant_key
from app.receipts import storage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import User
    from app.receipts.uploads import Upload

_NEAR = dt.timedelta(days=2)  # a bill may be typed from the card's list, a day or two later


@dataclass(frozen=True)
class Sent:
    """What tells a new receipt: the SHA-256 of its bytes as sent, empty if not known, and its thumbnail."""

    sent_sha256: str
    thumbnail: bytes


@dataclass(frozen=True)
class Wanted:
    """An expense that shall be saved; `told_apart` are the numbers of expenses that the user was asked about."""

    amount_cents: int
    spent_on: dt.date
    merchant: str
    told_apart: frozenset[int]


@dataclass(frozen=True)
class Alike:
    """An expense that looks like the new one, and its receipt; `place` is that of the new receipt among those sent."""

    expense_id: int
    spent_on: dt.date
    amount_cents: int
    merchant: str
    category_name: str
    receipt_id: int | None
    place: int = 0


_EXPENSE = (
    select(Expense.id, Expense.spent_on, Expense.amount_cents, Expense.merchant, Category.name)
    .join(Category, (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id))
    .where(IS_OWN, Expense.id.not_in(bindparam("told_apart", expanding=True)))
)
_IS_THEIRS = (Receipt.expense_id == Expense.id) & (Receipt.user_id == Expense.user_id) & Receipt.deleted_at.is_(None)
_WITH_RECEIPT = _EXPENSE.add_columns(Receipt.id).join(Receipt, _IS_THEIRS)
_SAME_FILE = (
    _WITH_RECEIPT.add_columns(Receipt.sent_sha256)
    .where(Receipt.sent_sha256.in_(bindparam("digests", expanding=True)))
    .order_by(Receipt.id)
    .limit(1)
)
_SIGNATURES = (
    select(Receipt.id, Receipt.signature)
    .join(Expense, _IS_THEIRS)
    .where(IS_OWN, Receipt.signature.is_not(None), Expense.id.not_in(bindparam("told_apart", expanding=True)))
)
_OF_RECEIPT = _WITH_RECEIPT.where(Receipt.id == bindparam("receipt_id"))
_FIRST_RECEIPT = select(func.min(Receipt.id)).where(_IS_THEIRS).correlate(Expense).scalar_subquery()
_SAME_AMOUNT = (
    _EXPENSE.add_columns(_FIRST_RECEIPT)
    .where(
        Expense.amount_cents == bindparam("amount_cents"),
        Expense.merchant_key == bindparam("merchant_key"),
        Expense.spent_on.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Expense.id.desc())
    .limit(1)
)


def describe_sent(waiting: Sequence[Receipt], uploads: Sequence[Upload]) -> list[Sent]:
    """Return what tells the receipts of a form; those whose thumbnail is lost are left out."""
    stored = ((receipt.sent_sha256, storage.thumbnail_path(receipt.storage_key)) for receipt in waiting)
    return [
        *(Sent(digest, path.read_bytes()) for digest, path in stored if path.is_file()),
        *(Sent(upload.image.sent_sha256, upload.image.thumbnail) for upload in uploads),
    ]


def find_alike(user: User, wanted: Wanted, sent: Sequence[Sent]) -> Alike | None:
    """Return the user's expense that the receipts seem to belong to already."""
    if not sent:
        return None
    return _find_same_file(user, wanted, sent) or _find_same_picture(user, wanted, sent) or _find_same(user, wanted)


def _alike(row: Any, place: int = 0) -> Alike:
    expense_id, spent_on, amount_cents, merchant, category_name, receipt_id = row[:6]
    return Alike(expense_id, spent_on, amount_cents, merchant, category_name, receipt_id, place)


def _parameters(user: User, wanted: Wanted) -> dict[str, object]:
    return {**parameters_of(user), "told_apart": sorted(wanted.told_apart)}


def _find_same_file(user: User, wanted: Wanted, sent: Sequence[Sent]) -> Alike | None:
    digests = [one.sent_sha256 for one in sent]
    parameters = {**_parameters(user, wanted), "digests": [digest for digest in digests if digest]}
    row = db.session.execute(_SAME_FILE, parameters).first()
    return None if row is None else _alike(row, digests.index(row.sent_sha256))


def _find_same_picture(user: User, wanted: Wanted, sent: Sequence[Sent]) -> Alike | None:
    # Imported late: it loads NumPy, which most workers do not need for a long time.
    from app.receipts.likeness import SAME_PICTURE, find_most_alike  # noqa: PLC0415

    rows = db.session.execute(_SIGNATURES, _parameters(user, wanted)).all()
    signatures = [row.signature for row in rows]
    for place, one in enumerate(sent):
        found = find_most_alike(one.thumbnail, signatures)
        if found and found[1] >= SAME_PICTURE:
            parameters = {**_parameters(user, wanted), "receipt_id": rows[found[0]].id}
            row = db.session.execute(_OF_RECEIPT, parameters).one()
            return _alike(row, place)
    return None


def _find_same(user: User, wanted: Wanted) -> Alike | None:
    """Return the latest expense with the same amount at the same merchant within two days."""
    key = merchant_key(wanted.merchant)
    if not key:
        return None
    parameters = {
        **_parameters(user, wanted),
        "amount_cents": wanted.amount_cents,
        "merchant_key": key,
        "first": wanted.spent_on - _NEAR,
        "last": wanted.spent_on + _NEAR,
    }
    row = db.session.execute(_SAME_AMOUNT, parameters).first()
    return None if row is None else _alike(row)

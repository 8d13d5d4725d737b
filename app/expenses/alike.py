"""An expense that a receipt belongs to already, by its file, its picture, or its amount, day and merchant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, union_all

from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.models import Category, Expense, Receipt
from app.models.expense import merchant_key
from app.models.types import FORM_KEY_LENGTH
from app.receipts import storage
from app.web.extensions import receipt_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import User
    from app.receipts.uploads import Upload

    Parameters = dict[str, Any]

_NEAR = dt.timedelta(days=2)  # a bill may be typed from the card's list, a day or two later
_NO_KEY = "-"  # of no form
# Pictures, the latest ones: 40 ms of the processor, 90 where several look alike. 20,000 would take 230 and more.
MOST_COMPARED = 3_000


@dataclass(frozen=True)
class Sent:
    """What tells a new receipt: the SHA-256 of its bytes as sent, and its thumbnail; each empty if not known."""

    sent_sha256: str
    thumbnail: bytes


@dataclass(frozen=True)
class Entry:
    """What is typed about an expense that shall be saved."""

    amount_cents: int
    spent_on: dt.date
    merchant: str


@dataclass(frozen=True)
class Scope:
    """What new receipts are compared with: the user's expenses but those `told_apart` (numbers).

    Receipts that the form with `form_key` has sent before do not count. Those that wait count if their number is
    below `waiting_before`.
    """

    told_apart: frozenset[int] = frozenset()
    form_key: str | None = None
    waiting_before: int = 0


@dataclass(frozen=True)
class Alike:
    """An expense that looks like the new one, and its receipt; without an expense, the receipt waits for one.

    `place` is that of the new receipt among those sent.
    """

    expense_id: int | None
    spent_on: dt.date | None
    amount_cents: int | None
    merchant: str | None
    category_name: str | None
    receipt_id: int | None
    place: int = 0


_EXPENSE = (Expense.id, Expense.spent_on, Expense.amount_cents, Expense.merchant, Category.name)
_IS_IN_CATEGORY = (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id)
_IS_THEIRS = (Receipt.expense_id == Expense.id) & (Receipt.user_id == Expense.user_id)
_COUNTS = or_(
    and_(
        Expense.id.is_not(None),
        Expense.deleted_at.is_(None),
        Expense.id.not_in(bindparam("told_apart", expanding=True)),
    ),
    and_(Receipt.expense_id.is_(None), Receipt.id < bindparam("waiting_before")),
)
_IS_OF_ANOTHER_FORM = func.coalesce(func.substr(Receipt.form_key, 1, FORM_KEY_LENGTH), "") != bindparam("form_key")
_IS_KEPT = and_(Receipt.user_id == bindparam("user_id"), Receipt.deleted_at.is_(None), _COUNTS, _IS_OF_ANOTHER_FORM)
_KEPT = (
    select(*_EXPENSE, Receipt.id.label("receipt_id"), Receipt.sent_sha256, Receipt.signature)
    .select_from(Receipt)
    .outerjoin(Expense, _IS_THEIRS)
    .outerjoin(Category, _IS_IN_CATEGORY)
    .where(_IS_KEPT)
)
_SAME_FILE = (
    _KEPT.where(Receipt.sent_sha256.in_(bindparam("files", expanding=True)))
    .order_by(Receipt.expense_id.is_(None), Receipt.id)
    .limit(1)
)
_LATEST = _KEPT.where(Receipt.signature.is_not(None)).order_by(Receipt.id.desc()).limit(bindparam("most_compared"))
_CANDIDATES = union_all(select(_SAME_FILE.subquery()), select(_LATEST.subquery()))
_FIRST_RECEIPT = (
    select(func.min(Receipt.id)).where(_IS_THEIRS, Receipt.deleted_at.is_(None)).correlate(Expense).scalar_subquery()
)
_SAME_AMOUNT = (
    select(*_EXPENSE, _FIRST_RECEIPT)
    .join(Category, _IS_IN_CATEGORY)
    .where(
        IS_OWN,
        Expense.id.not_in(bindparam("told_apart", expanding=True)),
        Expense.amount_cents == bindparam("amount_cents"),
        Expense.merchant_key == bindparam("merchant_key"),
        Expense.spent_on.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Expense.id.desc())
    .limit(1)
)


def describe_receipts(receipts: Sequence[Receipt]) -> list[Sent]:
    """Return what tells receipts that are stored."""
    return [Sent(receipt.sent_sha256, _read_thumbnail(receipt)) for receipt in receipts]


def describe_uploads(uploads: Sequence[Upload]) -> list[Sent]:
    """Return what tells receipts that are not stored yet."""
    return [Sent(upload.image.sent_sha256, upload.image.thumbnail) for upload in uploads]


def find_alike(user: User, sent: Sequence[Sent], scope: Scope, entry: Entry | None = None) -> Alike | None:
    """Return the user's expense, or waiting receipt, that receipts seem to belong to; an `entry` may look like one."""
    if not sent:
        return None
    parameters = {
        **parameters_of(user),
        "told_apart": sorted(scope.told_apart),
        "form_key": scope.form_key or _NO_KEY,
        "waiting_before": scope.waiting_before,
    }
    found = _find_same_receipt(parameters, sent)
    return found or (_find_same(parameters, entry) if entry else None)


def _read_thumbnail(receipt: Receipt) -> bytes:
    """Return the thumbnail, empty if it is lost or cannot be reached: an expense is saved all the same."""
    try:
        return receipt_store().read(storage.thumbnail_name(receipt.storage_key))
    except OSError:
        return b""


def _alike(row: Any, place: int = 0) -> Alike:
    expense_id, spent_on, amount_cents, merchant, category_name, receipt_id, *_marks = row
    return Alike(expense_id, spent_on, amount_cents, merchant, category_name, receipt_id, place)


def _find_same_receipt(parameters: Parameters, sent: Sequence[Sent]) -> Alike | None:
    """Return what has the very file or the same picture as one that is sent."""
    places = {one.sent_sha256: place for place, one in enumerate(sent) if one.sent_sha256}
    rows = db.session.execute(_CANDIDATES, {**parameters, "files": [*places], "most_compared": MOST_COMPARED}).all()
    same_file = next((row for row in rows if row.sent_sha256 in places), None)
    if same_file is not None:
        return _alike(same_file, places[same_file.sent_sha256])
    return _same_picture(rows, sent)


def _same_picture(rows: Sequence[Any], sent: Sequence[Sent]) -> Alike | None:
    """Return what has the same picture as one that is sent."""
    # Imported late: it loads NumPy, which most workers do not need for a long time.
    from app.receipts.likeness import SAME_PICTURE, find_most_alike  # noqa: PLC0415

    signatures = [row.signature for row in rows]
    for place, one in enumerate(sent):
        found = find_most_alike(one.thumbnail, signatures) if one.thumbnail else None
        if found and found[1] >= SAME_PICTURE:
            return _alike(rows[found[0]], place)
    return None


def _find_same(parameters: Parameters, entry: Entry) -> Alike | None:
    """Return the latest expense with the same amount at the same merchant within two days."""
    key = merchant_key(entry.merchant)
    if not key:
        return None
    wanted = {
        "amount_cents": entry.amount_cents,
        "merchant_key": key,
        "first": entry.spent_on - _NEAR,
        "last": entry.spent_on + _NEAR,
    }
    row = db.session.execute(_SAME_AMOUNT, {**parameters, **wanted}).first()
    return None if row is None else _alike(row)

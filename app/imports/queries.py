"""Reading imports, and what is here already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select

from app.database.engine import db
from app.imports.preview import NEAR, Known
from app.imports.records import Kind
from app.imports.work import Progress, Stage, chunks
from app.models import Expense, ImportBatch, ImportKey, ImportMemory

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.imports.contents import Contents
    from app.imports.work import Steps
    from app.models import User

MOST_MERCHANTS = 1000  # of a file that are looked up: the most used

_EXPENSE_COUNT = (
    select(func.count(ImportKey.expense_id.distinct()))
    .where(ImportKey.batch_id == ImportBatch.id, ImportKey.user_id == ImportBatch.user_id)
    .correlate(ImportBatch)
    .scalar_subquery()
)
_BATCHES = (
    select(ImportBatch, _EXPENSE_COUNT)
    .where(ImportBatch.user_id == bindparam("user_id"))
    .order_by(ImportBatch.id.desc())
    .limit(bindparam("most"))
)
_KNOWN_KEYS = select(ImportKey.key, ImportKey.expense_id.is_not(None)).where(
    ImportKey.user_id == bindparam("user_id"), ImportKey.key.in_(bindparam("keys", expanding=True))
)
_HAS_KEY = exists().where(ImportKey.expense_id == Expense.id, ImportKey.user_id == Expense.user_id)
_TYPED = select(Expense.amount_cents, Expense.spent_on).where(
    Expense.user_id == bindparam("user_id"),
    Expense.deleted_at.is_(None),
    Expense.amount_cents.in_(bindparam("amounts", expanding=True)),
    Expense.spent_on.between(bindparam("first"), bindparam("last")),
    ~_HAS_KEY,
)
_MERCHANT_CATEGORIES = (
    select(Expense.merchant_key, Expense.category_id)
    .where(
        Expense.user_id == bindparam("user_id"),
        Expense.deleted_at.is_(None),
        Expense.merchant_key.in_(bindparam("keys", expanding=True)),
    )
    .group_by(Expense.merchant_key, Expense.category_id)
    .order_by(func.count(), Expense.category_id)
)


@dataclass(frozen=True)
class ListedBatch:
    """An import, and how many of its expenses are still there."""

    batch: ImportBatch
    expense_count: int


def get_batch(user: User, batch_id: int) -> ImportBatch | None:
    """Return the user's own import, or None."""
    return db.session.scalar(select(ImportBatch).where(ImportBatch.user_id == user.id, ImportBatch.id == batch_id))


def list_batches(user: User, most: int) -> list[ListedBatch]:
    """Return the latest imports, waiting ones too."""
    return [ListedBatch(*row) for row in db.session.execute(_BATCHES, {"user_id": user.id, "most": most})]


def recall(user: User, shape: str) -> dict[str, Any]:
    """Return what the user said about files of a shape."""
    statement = select(ImportMemory.answers).where(ImportMemory.user_id == user.id, ImportMemory.shape == shape)
    return db.session.scalar(statement) or {}


def find_known(user: User, contents: Contents) -> Steps[Known]:
    """Return what is here already of the rows of a file."""
    keys: dict[str, bool] = {}
    for chunk in chunks(contents.keys):
        keys.update(row for row in db.session.execute(_KNOWN_KEYS, {"user_id": user.id, "keys": chunk}))
        yield Progress(Stage.COMPARING, len(keys), len(contents.keys))
    return Known(keys, _find_typed(user, contents, keys))


def find_merchant_categories(user: User, merchant_keys: Sequence[str]) -> dict[str, int]:
    """Return the category to which most expenses of each merchant went."""
    keys = list(merchant_keys[:MOST_MERCHANTS])
    if not keys:
        return {}
    rows = db.session.execute(_MERCHANT_CATEGORIES, {"user_id": user.id, "keys": keys})
    return dict(row for row in rows)  # the most used of a merchant comes last


def _find_typed(user: User, contents: Contents, keys: dict[str, bool]) -> dict[int, list[dt.date]]:
    """Return the days on which amounts of new rows were typed by hand, near the days of the rows."""
    new = [row for row, key in zip(contents.rows, contents.keys, strict=True) if key not in keys]
    rows = [row for row in new if row.kind is Kind.EXPENSE]
    typed: dict[int, list[dt.date]] = defaultdict(list)
    if not rows:
        return typed
    days = [row.spent_on for row in rows]
    bounds = {"user_id": user.id, "first": min(days) - NEAR, "last": max(days) + NEAR}
    for amounts in chunks({row.amount_cents for row in rows}):
        for cents, day in db.session.execute(_TYPED, {**bounds, "amounts": amounts}):
            typed[cents].append(day)
    return typed

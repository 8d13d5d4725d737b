"""Changing and deleting many expenses at once, and undoing it as a whole."""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, delete, exists, true, update

from app.database.engine import db
from app.models import Category, Expense, ExpenseChange
from app.models.expense import merchant_key, search_text
from app.models.types import utc_now
from app.selections.queries import list_selected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import CursorResult, Row, Table

    from app.models import User
    from app.selections.queries import Selection

KEPT_FOR = dt.timedelta(days=1)
_EXPENSES = cast("Table", Expense.__table__)
# What changes with a field: its own column first. Whoever changes an expense has looked at it.
_COLUMNS = {
    "category_id": ("category_id", "unchecked_since"),
    "merchant": ("merchant", "merchant_key", "search_text", "unchecked_since"),
    "deleted_at": ("deleted_at",),
}
_HAS_ITS_CATEGORY = exists().where(
    Category.id == bindparam("new_category_id"), Category.user_id == bindparam("owner_id")
)


def change_category(user: User, selection: Selection, category_id: int) -> ExpenseChange:
    """Move the expenses to a category of the user."""
    return _change(user, selection, "category_id", lambda _row: (category_id, None))


def change_merchant(user: User, selection: Selection, merchant: str) -> ExpenseChange:
    """Give the expenses a merchant."""
    key = merchant_key(merchant)
    return _change(user, selection, "merchant", lambda row: (merchant, key, search_text(merchant, row.note), None))


def delete_expenses(user: User, selection: Selection) -> ExpenseChange:
    """Move the expenses to the trash, with their receipts."""
    now = utc_now()
    return _change(user, selection, "deleted_at", lambda _row: (now,))


def undo(user: User, change: ExpenseChange) -> int:
    """Give the expenses back what they had before a change, and return how many.

    Those that were changed again meanwhile stay, and those whose category is no longer there.
    """
    db.session.execute(delete(ExpenseChange).where(ExpenseChange.user_id == user.id, ExpenseChange.id == change.id))
    kept = ((expense_id, version, _restored(change.field, values)) for expense_id, version, *values in change.rows)
    return _write(user, change.field, kept)


def _change(user: User, selection: Selection, field: str, new: Callable[[Row[Any]], tuple[Any, ...]]) -> ExpenseChange:
    """Give the expenses the new values of a field, and keep the old ones; those that have them already stay."""
    # The first write takes SQLite's lock, so that nobody writes between reading and changing.
    db.session.execute(delete(ExpenseChange).where(ExpenseChange.created_at < utc_now() - KEPT_FOR))
    columns = [_EXPENSES.c[name] for name in _COLUMNS[field]]
    rows = list_selected(user, selection, Expense.id, Expense.version, Expense.note, *columns)
    changed = [row for row in rows if new(row)[0] != getattr(row, field)]
    _write(user, field, ((row.id, row.version, new(row)) for row in changed))
    kept = [[row.id, row.version + 1, *map(_as_json, row[3:])] for row in changed]
    change = ExpenseChange(user_id=user.id, field=field, rows=kept)
    if changed:
        db.session.add(change)
    return change


def _as_json(value: str | int | dt.datetime | None) -> str | int | None:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _restored(field: str, kept: Sequence[Any]) -> list[Any]:
    """Return what columns had before; changes that an earlier version kept have no `unchecked_since`."""
    values = dict(zip_longest(_COLUMNS[field], kept))
    if values.get("unchecked_since"):
        values["unchecked_since"] = dt.datetime.fromisoformat(values["unchecked_since"])
    return list(values.values())


def _write(user: User, field: str, rows: Iterable[tuple[int, int, Iterable[Any]]]) -> int:
    """Write values of a field, each into an expense that has a version, and return how many had it."""
    names = _COLUMNS[field]
    values = [
        {"row_id": expense_id, "seen": version, "owner_id": user.id}
        | {f"new_{name}": value for name, value in zip(names, new, strict=True)}
        for expense_id, version, new in rows
    ]
    if not values:
        return 0
    is_it = (_EXPENSES.c.id == bindparam("row_id")) & (_EXPENSES.c.version == bindparam("seen"))
    statement = (
        update(_EXPENSES)
        .where(is_it, _EXPENSES.c.user_id == bindparam("owner_id"))
        .where(_HAS_ITS_CATEGORY if field == "category_id" else true())
        .values({**{name: bindparam(f"new_{name}") for name in names}, "version": _EXPENSES.c.version + 1})
    )
    return cast("CursorResult[Any]", db.session.execute(statement, values)).rowcount

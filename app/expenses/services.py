"""Changing expenses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.database.engine import db
from app.models.types import utc_now
from app.receipts.services import add_receipts, add_to_expense, add_waiting_receipts, tell_apart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.models import Expense, Receipt, User
    from app.receipts.uploads import Upload


@dataclass(frozen=True)
class ExpenseEntry:
    """What a user enters: `amount_cents` is negative for a refund, `waiting` are receipts without an expense yet.

    Its receipts look like those of the expenses `told_apart` (numbers), and like `twins`, which wait, but are others.
    With a `form_key`, a form sent twice saves one expense and each receipt once. What no person has looked at
    `is_unchecked`.
    """

    amount_cents: int
    category_id: int
    spent_on: dt.date
    merchant: str = ""
    note: str = ""
    uploads: list[Upload] = field(default_factory=list)
    waiting: list[Receipt] = field(default_factory=list)
    form_key: str | None = None
    is_unchecked: bool = False
    told_apart: frozenset[int] = frozenset()
    twins: Sequence[Receipt] = ()


def save_expense(user: User, expense: Expense, entry: ExpenseEntry) -> Expense:
    """Save an entry in a new or existing expense, restore it from the trash, and add its receipts."""
    # Write the files first, before the write lock is taken.
    added = add_waiting_receipts(user, entry.uploads, entry.form_key)
    expense.user_id = user.id
    expense.amount_cents = entry.amount_cents
    expense.category_id = entry.category_id
    expense.spent_on = entry.spent_on
    expense.merchant = entry.merchant
    expense.note = entry.note
    expense.deleted_at = None
    expense.unchecked_since = utc_now() if entry.is_unchecked else None
    if expense.id is None:
        expense.form_key = entry.form_key
    db.session.add(expense)
    db.session.flush()  # the receipts need its id
    receipts = [*entry.waiting, *added]
    add_to_expense(user, expense, receipts)
    tell_apart(receipts, entry.told_apart)
    tell_apart(entry.twins, {expense.id})
    return expense


def add_receipts_to_expense(user: User, expense: Expense, uploads: list[Upload], form_key: str | None) -> None:
    """Add receipts to an existing expense, and restore it from the trash."""
    add_receipts(user, expense, uploads, form_key)
    expense.deleted_at = None


def mark_checked(expense: Expense) -> None:
    """Say that an expense that came by itself is right."""
    expense.unchecked_since = None


def delete_expense(expense: Expense) -> None:
    """Move an expense to the trash, with its receipts."""
    expense.deleted_at = utc_now()

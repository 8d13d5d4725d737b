"""Reading what of an archive is here already."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.database.engine import db
from app.exports.archive_format import expense_key
from app.imports.archive.reading import read_archive
from app.models import Budget, Category, Expense, ImportKey, Receipt, RecurringDecision, SavingsGoal

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from app.models import User

_ROWS_AT_ONCE = 1000
_KEYS = select(ImportKey.key, ImportKey.expense_id).where(ImportKey.user_id == bindparam("user_id"))
_EXPENSES = select(Expense.id, Expense.created_at).where(Expense.user_id == bindparam("user_id"))
_DIGESTS = select(Receipt.sha256, Receipt.created_at).where(Receipt.user_id == bindparam("user_id"))
_CATEGORIES = select(Category.name_key, Category.id).where(Category.user_id == bindparam("user_id"))
_LIMITS = select(Budget.category_id, Budget.valid_from).where(Budget.user_id == bindparam("user_id"))
_GOAL = select(SavingsGoal.id).where(SavingsGoal.user_id == bindparam("user_id"))
_DECISIONS = select(RecurringDecision.merchant_key, RecurringDecision.rhythm, RecurringDecision.amount_cents).where(
    RecurringDecision.user_id == bindparam("user_id")
)


@dataclass(frozen=True)
class ArchivePlan:
    """How many expenses of an archive are new here, with their sum in cents, and how many are here already.

    `new_deleted` more are new, and come into the trash; `new_receipts` come with new expenses, or wait.
    """

    new: int
    new_deleted: int
    new_cents: int
    new_receipts: int
    here: int


def find_keys(user: User) -> dict[str, int | None]:
    """Return the keys of all rows that an archive shall not bring again, with the expense of each if it is there.

    The account's own expenses have theirs by what they are.
    """
    options = {"yield_per": _ROWS_AT_ONCE}
    own = {"user_id": user.id}
    keys: dict[str, int | None] = {
        expense_key(user.archive_key, number, created_at): number
        for number, created_at in db.session.execute(_EXPENSES, own, execution_options=options)
    }
    keys.update((key, number) for key, number in db.session.execute(_KEYS, own, execution_options=options))
    return keys


def find_receipts(user: User) -> set[str | dt.datetime]:
    """Return the hashes of all receipts, and when each was added, which stays when cleaning changes a photo."""
    rows = db.session.execute(_DIGESTS, {"user_id": user.id}).all()
    return {value for row in rows for value in row}


def find_categories(user: User) -> dict[str, int]:
    """Return the number of each category by the key of its name."""
    rows = db.session.execute(_CATEGORIES, {"user_id": user.id})
    return {row.name_key: row.id for row in rows}


def find_limits(user: User) -> set[tuple[int | None, dt.date]]:
    """Return category and first day of each limit."""
    return {(number, day) for number, day in db.session.execute(_LIMITS, {"user_id": user.id})}


def has_goal(user: User) -> bool:
    return db.session.scalar(_GOAL, {"user_id": user.id}) is not None


def find_decisions(user: User) -> set[tuple[str, str, int]]:
    """Return merchant, rhythm and cents of each decision."""
    rows = db.session.execute(_DECISIONS, {"user_id": user.id})
    return {(merchant_key, rhythm, cents) for merchant_key, rhythm, cents in rows}


@lru_cache(maxsize=1024)
def category_key(name: str) -> str:
    """Return the key of a category's name, as the model makes it. Cached: all expenses ask."""
    key: str = Category(name=name).name_key
    return key


def plan_archive(user: User, path: Path) -> ArchivePlan:
    """Count what of an archive is new here.

    Raises:
        RefusedArchiveError: it is refused.
    """
    here, receipts_here = find_keys(user), find_receipts(user)
    counts = Counter[str]()
    new_keys = set()
    with read_archive(path, user.currency) as archive:
        for row in archive.expenses():
            if row.key in here:
                counts["here"] += 1
            elif row.deleted_at is None:
                new_keys.add(row.key)
                counts.update(new=1, cents=row.amount_cents)
            else:
                new_keys.add(row.key)
                counts["trash"] += 1
        for receipt in archive.receipts():
            is_new = receipt.expense in new_keys if receipt.expense else not receipt.marks & receipts_here
            counts["receipts"] += is_new
    return ArchivePlan(counts["new"], counts["trash"], counts["cents"], counts["receipts"], counts["here"])

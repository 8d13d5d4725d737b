"""Reading everything that an account has, row by row, from a snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import and_, bindparam, func, not_, select

from app.exports.archive_format import KEY_PREFIX, expense_key
from app.models import Budget, Category, Expense, ImportKey, Receipt, RecurringDecision, SavingsGoal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Row, Select

    from app.models import User

    AnyRow: TypeAlias = Row[*tuple[Any, ...]]
    AnySelect: TypeAlias = Select[*tuple[Any, ...]]

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt, with where its files are."""

    id: int
    storage_key: str
    name: str
    sha256: str
    sent_sha256: str
    position: int
    created_at: dt.datetime
    deleted_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class StoredExpense:
    """An expense with all its receipts, also deleted ones; `key` names it in every installation."""

    id: int
    key: str
    spent_on: dt.date
    amount_cents: int
    merchant: str
    note: str
    created_at: dt.datetime
    updated_at: dt.datetime
    deleted_at: dt.datetime | None
    category: str
    color: str
    icon: str
    receipts: tuple[StoredReceipt, ...]

    @property
    def kept_receipts(self) -> tuple[StoredReceipt, ...]:
        return tuple(receipt for receipt in self.receipts if receipt.deleted_at is None)


@dataclass(frozen=True, slots=True)
class CategorySum:
    """What a category cost in all, in cents."""

    name: str
    color: str
    cents: int
    count: int


# An expense that came in from an archive keeps its name; there is one at most.
ARCHIVE_KEY = (
    select(func.min(ImportKey.key))
    .where(
        ImportKey.expense_id == Expense.id,
        ImportKey.user_id == Expense.user_id,
        ImportKey.key.startswith(KEY_PREFIX, autoescape=True),
    )
    .correlate(Expense)
    .scalar_subquery()
)
_IS_ITS_CATEGORY = and_(Category.id == Expense.category_id, Category.user_id == Expense.user_id)
_IS_ITS_RECEIPT = and_(Receipt.expense_id == Expense.id, Receipt.user_id == Expense.user_id)
_EXPENSE_COLUMNS = (
    *(Expense.id, ARCHIVE_KEY.label("key"), Expense.spent_on, Expense.amount_cents, Expense.merchant, Expense.note),
    *(Expense.created_at, Expense.updated_at, Expense.deleted_at),
    *(Category.name, Category.color, Category.icon),
)
_RECEIPT_COLUMNS = (
    *(Receipt.id, Receipt.storage_key, Receipt.original_name, Receipt.sha256, Receipt.sent_sha256),
    *(Receipt.position, Receipt.created_at, Receipt.deleted_at),
)
_EXPENSE_WIDTH = len(_EXPENSE_COLUMNS)
_OWN_EXPENSES = (
    select(*_EXPENSE_COLUMNS, *_RECEIPT_COLUMNS)
    .join(Category, _IS_ITS_CATEGORY)
    .outerjoin(Receipt, _IS_ITS_RECEIPT)
    .where(Expense.user_id == bindparam("user_id"))
    .order_by(Expense.spent_on, Expense.id, Receipt.position, Receipt.id)
)
_KEPT = _OWN_EXPENSES.where(Expense.deleted_at.is_(None))
_DELETED = _OWN_EXPENSES.where(Expense.deleted_at.is_not(None))
_WITHOUT_EXPENSE = (
    select(*_RECEIPT_COLUMNS)
    .where(Receipt.user_id == bindparam("user_id"), Receipt.expense_id.is_(None))
    .order_by(Receipt.id)
)
_DAYS = (
    select(Expense.spent_on, func.sum(Expense.amount_cents), func.count())
    .where(Expense.user_id == bindparam("user_id"), Expense.deleted_at.is_(None))
    .group_by(Expense.spent_on)
    .order_by(Expense.spent_on)
)
_CATEGORY_SUMS = (
    select(Category.name, Category.color, func.sum(Expense.amount_cents), func.count())
    .join(Expense, _IS_ITS_CATEGORY)
    .where(Expense.user_id == bindparam("user_id"), Expense.deleted_at.is_(None))
    .group_by(Category.id, Category.name, Category.color)
    .order_by(func.sum(Expense.amount_cents).desc(), Category.name)
)
_CATEGORIES = (
    select(Category.name, Category.color, Category.icon, Category.archived_at, Category.created_at)
    .where(Category.user_id == bindparam("user_id"))
    .order_by(Category.id)
)
_LIMITS = (
    select(Category.name, Budget.amount_cents, Budget.valid_from, Budget.created_at)
    .outerjoin(Category, and_(Category.id == Budget.category_id, Category.user_id == Budget.user_id))
    .where(Budget.user_id == bindparam("user_id"))
    .order_by(Budget.id)
)
_GOALS = select(
    SavingsGoal.name, SavingsGoal.amount_cents, SavingsGoal.starts_on, SavingsGoal.due_on, SavingsGoal.created_at
).where(SavingsGoal.user_id == bindparam("user_id"))
_DECISIONS = (
    select(
        *(RecurringDecision.merchant_key, RecurringDecision.rhythm, RecurringDecision.amount_cents),
        *(RecurringDecision.is_confirmed, RecurringDecision.created_at),
    )
    .where(RecurringDecision.user_id == bindparam("user_id"))
    .order_by(RecurringDecision.id)
)
# All but those that name expenses in archives, which stand with these.
_FOREIGN_KEYS = (
    select(ImportKey.key, Expense.id, ARCHIVE_KEY, Expense.created_at)
    .outerjoin(Expense, and_(Expense.id == ImportKey.expense_id, Expense.user_id == ImportKey.user_id))
    .where(
        ImportKey.user_id == bindparam("user_id"),
        not_(and_(ImportKey.key.startswith(KEY_PREFIX, autoescape=True), ImportKey.expense_id.is_not(None))),
    )
    .order_by(ImportKey.id)
)


def read_expenses(connection: Connection, user: User, *, in_trash: bool = False) -> Iterator[StoredExpense]:
    """Yield the expenses that are in the trash, or those that are not, oldest first."""
    rows = _read(connection, _DELETED if in_trash else _KEPT, user)
    for _, own in groupby(rows, key=lambda row: row[0]):
        yield _to_expense(user, list(own))


def read_waiting(connection: Connection, user: User) -> Iterator[StoredReceipt]:
    """Yield the receipts without an expense, also deleted ones."""
    return (StoredReceipt(*row) for row in _read(connection, _WITHOUT_EXPENSE, user))


def sum_by_day(connection: Connection, user: User) -> list[tuple[dt.date, int, int]]:
    """Return each day with its cents and the number of its expenses, in order."""
    return [(day, int(cents), count) for day, cents, count in _read(connection, _DAYS, user)]


def sum_by_category(connection: Connection, user: User) -> list[CategorySum]:
    rows = _read(connection, _CATEGORY_SUMS, user)
    return [CategorySum(name, color, int(cents), count) for name, color, cents, count in rows]


def read_categories(connection: Connection, user: User) -> Iterable[AnyRow]:
    return _read(connection, _CATEGORIES, user)


def read_limits(connection: Connection, user: User) -> Iterable[AnyRow]:
    return _read(connection, _LIMITS, user)


def read_goals(connection: Connection, user: User) -> Iterable[AnyRow]:
    return _read(connection, _GOALS, user)


def read_decisions(connection: Connection, user: User) -> Iterable[AnyRow]:
    return _read(connection, _DECISIONS, user)


def read_foreign_keys(connection: Connection, user: User) -> Iterator[tuple[str, str]]:
    """Yield the keys of rows that were imported, each with the key of its expense, or with none if it is gone."""
    for key, expense_id, archive_key, created_at in _read(connection, _FOREIGN_KEYS, user):
        yield key, "" if expense_id is None else archive_key or expense_key(user.archive_key, expense_id, created_at)


def _read(connection: Connection, statement: AnySelect, user: User) -> Iterable[AnyRow]:
    """Return rows that are fetched some at a time; closing what reads them closes the cursor."""
    return connection.execute(statement, {"user_id": user.id}, execution_options={"yield_per": ROWS_AT_ONCE})


def _to_expense(user: User, rows: list[AnyRow]) -> StoredExpense:
    receipts = tuple(StoredReceipt(*row[_EXPENSE_WIDTH:]) for row in rows if row[_EXPENSE_WIDTH] is not None)
    columns: list[Any] = [*rows[0][:_EXPENSE_WIDTH], receipts]
    expense = StoredExpense(*columns)
    return (
        expense if expense.key else replace(expense, key=expense_key(user.archive_key, expense.id, expense.created_at))
    )

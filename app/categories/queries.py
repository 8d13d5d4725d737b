"""Reading categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, literal_column, select

from app.core.text import search_key
from app.database.engine import db
from app.models import Category, Expense

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.core.periods import DateRange
    from app.models import User


FREQUENT_CATEGORIES = 8  # tiles, two rows on a phone

# Built once: building takes as long as running it, and most pages use it.
_OWN_CATEGORIES = select(Category).where(Category.user_id == bindparam("user_id"))


# `+ 0` keeps SQLite on the index by day; it would scan the index by category to get the groups in order.
_BY_DAY = (Expense.category_id + literal_column("0")).label("category_id")
_FREQUENT = (
    select(_BY_DAY, func.count().label("count"))
    .where(
        Expense.user_id == bindparam("user_id"), Expense.deleted_at.is_(None), Expense.spent_on >= bindparam("since")
    )
    .group_by(_BY_DAY)
    .subquery()
)
_FREQUENT_CATEGORIES = (
    select(Category)
    .join(_FREQUENT, _FREQUENT.c.category_id == Category.id)
    .where(Category.user_id == bindparam("user_id"), Category.archived_at.is_(None))
    .order_by(_FREQUENT.c.count.desc(), Category.name_key)
    .limit(FREQUENT_CATEGORIES)
)
_SPENT = (
    select(_BY_DAY, func.sum(Expense.amount_cents).label("cents"), func.count().label("count"))
    .where(
        Expense.user_id == bindparam("user_id"),
        Expense.deleted_at.is_(None),
        Expense.spent_on >= bindparam("begin"),
        Expense.spent_on < bindparam("end"),
    )
    .group_by(_BY_DAY)
    .subquery()
)
_CATEGORY_USE = (
    select(
        *(Category.id, Category.name, Category.color, Category.icon, Category.archived_at.is_not(None)),
        func.coalesce(_SPENT.c.cents, 0),
        func.coalesce(_SPENT.c.count, 0),
    )
    .outerjoin(_SPENT, _SPENT.c.category_id == Category.id)
    .where(Category.user_id == bindparam("user_id"))
)


@dataclass(frozen=True)
class CategoryUse:
    """A category, what it cost in a range of days, and how many expenses it had there."""

    id: int
    name: str
    color: str
    icon: str
    is_archived: bool
    spent_cents: int
    expense_count: int


def get_category(user: User, category_id: int) -> Category | None:
    """Return the user's own category, or None."""
    return db.session.scalar(select(Category).where(Category.user_id == user.id, Category.id == category_id))


def list_categories(user: User) -> Sequence[Category]:
    """Return the user's categories by name, including archived ones."""
    return sorted(db.session.scalars(_OWN_CATEGORIES, {"user_id": user.id}), key=alphabetical)


def list_frequent_categories(user: User, since: dt.date) -> Sequence[Category]:
    """Return the categories used most since a day, without archived ones, most used first."""
    return db.session.scalars(_FREQUENT_CATEGORIES, {"user_id": user.id, "since": since}).all()


def list_category_use(user: User, days: DateRange) -> list[CategoryUse]:
    """Return the user's categories by name, with what they cost in the days."""
    parameters = {"user_id": user.id, "begin": days.begin, "end": days.end}
    use = (
        CategoryUse(category_id, name, color, icon, bool(is_archived), int(spent_cents), count)
        for category_id, name, color, icon, is_archived, spent_cents, count in db.session.execute(
            _CATEGORY_USE, parameters
        )
    )
    return sorted(use, key=alphabetical)


def count_expenses(user: User, category: Category) -> int:
    """Count the expenses of the category, including those in the trash."""
    statement = select(func.count()).where(Expense.user_id == user.id, Expense.category_id == category.id)
    return db.session.scalar(statement) or 0


def alphabetical(category: Category | CategoryUse) -> tuple[str, str]:
    """Sort letters with diacritics next to plain ones; SQLite would put Č after Z."""
    return search_key(category.name), category.name

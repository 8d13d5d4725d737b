"""Changing goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.database.engine import db
from app.goals.calculations import named_day
from app.models import Budget, SavingsGoal

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement

    from app.core.periods import Month
    from app.models import User


@dataclass(frozen=True)
class SavingsEntry:
    """The values of a savings goal."""

    name: str
    amount_cents: int
    due_on: dt.date


def save_limit(user: User, category_id: int | None, amount_cents: int | None, valid_from: dt.date) -> None:
    """Set a limit for a category, or for everything together, from a month on.

    It replaces one that begins with the same month.
    """
    statement = select(Budget).where(*_same(user, category_id), Budget.valid_from == valid_from)
    limit = db.session.scalar(statement) or Budget(user_id=user.id, category_id=category_id, valid_from=valid_from)
    limit.amount_cents = amount_cents
    db.session.add(limit)


def end_limit(user: User, limit: Budget, month: Month) -> None:
    """End the limit of the same category from a month on; earlier months keep it."""
    category_id, begin = limit.category_id, named_day(month)
    same = _same(user, category_id)
    db.session.execute(delete(Budget).where(*same, Budget.valid_from >= begin))
    if db.session.scalar(select(Budget.id).where(*same).limit(1)) is not None:
        save_limit(user, category_id, None, begin)


def save_savings_goal(user: User, goal: SavingsGoal | None, entry: SavingsEntry, month: Month) -> None:
    """Change the savings goal, or begin one that counts from this month on."""
    goal = goal or SavingsGoal(user_id=user.id, starts_on=named_day(month))
    goal.name, goal.amount_cents, goal.due_on = entry.name, entry.amount_cents, entry.due_on
    db.session.add(goal)


def remove_savings_goal(user: User) -> None:
    """Delete the savings goal, if there is one."""
    db.session.execute(delete(SavingsGoal).where(SavingsGoal.user_id == user.id))


def _same(user: User, category_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return Budget.user_id == user.id, Budget.category_id.is_not_distinct_from(category_id)

"""Reading selected expenses, and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.database.engine import db
from app.expenses.filtering import IS_OWN, ExpenseFilter, conditions_of, filter_parameters
from app.models import Expense, ExpenseChange

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement, Row

    from app.models import User


@dataclass(frozen=True)
class Selection:
    """Some expenses, or everything that a filter finds."""

    expense_ids: tuple[int, ...] = ()
    found: ExpenseFilter | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        if self.found is None:
            return [IS_OWN, Expense.id.in_(self.expense_ids)]
        return conditions_of(self.found.shape, self.found.search)

    def parameters(self, user: User) -> dict[str, Any]:
        return filter_parameters(user, self.found or ExpenseFilter())


def list_selected(user: User, selection: Selection, *columns: Any) -> list[Row[Any]]:
    """Return columns of the selected expenses, which nobody else changes until the commit."""
    statement = select(*columns).where(*selection.conditions).order_by(Expense.id).with_for_update()
    return list(db.session.execute(statement, selection.parameters(user)))


def get_change(user: User, change_id: int, since: dt.datetime) -> ExpenseChange | None:
    """Return the user's change unless it is older."""
    own = (ExpenseChange.user_id == user.id, ExpenseChange.id == change_id, ExpenseChange.created_at >= since)
    return db.session.scalar(select(ExpenseChange).where(*own))

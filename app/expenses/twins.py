"""An expense that was added twice within moments, perhaps by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.models import Category, Expense

if TYPE_CHECKING:
    import datetime as dt

    from app.models import User


@dataclass(frozen=True)
class Twin:
    """An expense that was added a moment ago and says the same."""

    created_at: dt.datetime
    category_name: str


# Its category counts where there is no merchant.
_TWIN = (
    select(Expense.created_at, Category.name)
    .join(Category, (Category.id == Expense.category_id) & (Category.user_id == Expense.user_id))
    .where(
        IS_OWN,
        Expense.spent_on == bindparam("spent_on"),
        Expense.amount_cents == bindparam("amount_cents"),
        Expense.merchant_key == bindparam("merchant_key"),
        (Expense.merchant_key != "") | (Expense.category_id == bindparam("category_id")),
        Expense.created_at >= bindparam("since"),
        Expense.id != bindparam("expense_id"),
    )
    .order_by(Expense.created_at.desc())
    .limit(1)
)


def find_twin(user: User, expense: Expense, since: dt.datetime) -> Twin | None:
    """Return the latest other expense that was added since then with the same amount, day and merchant."""
    parameters = {**parameters_of(user), "expense_id": expense.id, "since": since}
    names = ("spent_on", "amount_cents", "merchant_key", "category_id")
    row = db.session.execute(_TWIN, {**parameters, **{name: getattr(expense, name) for name in names}}).first()
    return None if row is None else Twin(*row)

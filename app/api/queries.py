"""Reading what the API needs beside the queries of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.database.engine import db
from app.expenses.filtering import IS_OWN, parameters_of
from app.expenses.queries import IS_ITS_CATEGORY, ORDERS, SortOrder
from app.models import ApiAnswer, Category, Expense
from app.models.expense import merchant_key

if TYPE_CHECKING:
    import datetime as dt

    from app.models import User

_USUAL_CATEGORY = (
    select(Expense.category_id)
    .join(Category, IS_ITS_CATEGORY)
    .where(IS_OWN, Expense.merchant_key == bindparam("merchant_key"), Category.archived_at.is_(None))
    .order_by(*ORDERS[SortOrder.NEWEST])
    .limit(1)
)
_ANSWER = select(ApiAnswer).where(
    ApiAnswer.user_id == bindparam("user_id"),
    ApiAnswer.key_hash == bindparam("key_hash"),
    ApiAnswer.created_at >= bindparam("since"),
)


def find_usual_category_id(user: User, merchant: str) -> int | None:
    """Return the category that was last used at a merchant, unless it is archived."""
    key = merchant_key(merchant)
    return db.session.scalar(_USUAL_CATEGORY, {**parameters_of(user), "merchant_key": key}) if key else None


def find_answer(user: User, key_hash: str, since: dt.datetime) -> ApiAnswer | None:
    """Return what a request with this key was answered, None if there was none since then."""
    return db.session.scalar(_ANSWER, {"user_id": user.id, "key_hash": key_hash, "since": since})

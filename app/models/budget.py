"""Budgets. What is a budget here and in its table is a limit on pages and in the code that makes them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.money import MAX_CENTS
from app.database.engine import Base
from app.models.types import RowId, created_at, partial_index, primary_key


def _unique_where(condition: str, *columns: str) -> Index:
    """Return a unique index of the rows that match a condition."""
    return partial_index(condition, None, *columns, is_unique=True)


class Budget(Base):
    """The most that a category, or everything together, should cost in each month from `valid_from` on.

    It applies until the next one of the same category, so that past months keep theirs. `valid_from` is the first day
    of a calendar month, whatever day the user's months begin on. Without `category_id` it is for everything together;
    without `amount_cents` there is no limit from that month on.
    """

    __tablename__ = "budget"
    __table_args__ = (
        ForeignKeyConstraint(["category_id", "user_id"], ["category.id", "category.user_id"]),
        CheckConstraint(f"amount_cents > 0 AND amount_cents <= {MAX_CENTS}", name="amount_is_bounded"),
        Index(None, "user_id", "category_id"),
        _unique_where("category_id IS NULL", "user_id", "valid_from"),
        _unique_where("category_id IS NOT NULL", "user_id", "category_id", "valid_from"),
    )

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    category_id: Mapped[int | None] = mapped_column(RowId)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    valid_from: Mapped[dt.date]
    created_at: Mapped[created_at]

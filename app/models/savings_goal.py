"""Savings goals."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.money import MAX_CENTS
from app.database.engine import Base
from app.models.types import created_at, primary_key

SAVINGS_NAME_MAX_LENGTH = 50


class SavingsGoal(Base):
    """An amount to save by `due_on`, fed by what stays below the limit each month; one for each user.

    `starts_on` is the first day of the first calendar month that counts.
    """

    __tablename__ = "savings_goal"
    __table_args__ = (CheckConstraint(f"amount_cents > 0 AND amount_cents <= {MAX_CENTS}", name="amount_is_bounded"),)

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    name: Mapped[str] = mapped_column(String(SAVINGS_NAME_MAX_LENGTH))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    starts_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    created_at: Mapped[created_at]

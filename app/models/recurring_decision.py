"""Decisions about recurring payments."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.expense import MERCHANT_MAX_LENGTH
from app.models.types import created_at, primary_key


class RecurringDecision(Base):
    """A payment to a merchant with a rhythm is confirmed, or dismissed and not shown again.

    `amount_cents`, the usual amount at that time, tells it from other payments with the same rhythm; the decision stays
    when the price changes (`app/recurring/decisions.py`). 0 means every amount.
    """

    __tablename__ = "recurring_decision"
    __table_args__ = (UniqueConstraint("user_id", "merchant_key", "rhythm", "amount_cents"),)

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    merchant_key: Mapped[str] = mapped_column(String(4 * MERCHANT_MAX_LENGTH))
    rhythm: Mapped[str] = mapped_column(String(10))
    amount_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default=sql_text("0"))
    is_confirmed: Mapped[bool]
    created_at: Mapped[created_at]

"""What a person decided about a recurring payment that was found."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.expense import MERCHANT_MAX_LENGTH
from app.models.types import created_at, primary_key


class RecurringDecision(Base):
    """What a merchant gets in a rhythm is confirmed, or dismissed and stays away.

    `amount_cents`, usual at the time, tells it from what else the merchant gets in the rhythm; the decision outlives a
    price that changes (`app/recurring/decisions.py`). 0 stands for every amount in the rhythm.
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

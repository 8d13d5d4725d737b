"""Changes of many expenses at once, kept so that they can be undone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key


class ExpenseChange(Base):
    """A value that many expenses got at once.

    `field` is the name of its column; `rows` has for each expense its id, its version after the change, and what its
    columns had before, moments as texts.
    """

    __tablename__ = "expense_change"
    __table_args__ = (Index(None, "user_id"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    field: Mapped[str] = mapped_column(String(20))
    rows: Mapped[list[tuple[int, int, Any]]] = mapped_column(JSON)
    created_at: Mapped[created_at]

"""A failed log-in, kept for as long as it counts against the next one."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key


class LoginFailure(Base):
    """One wrong password: for which account (existing or not) and from which address."""

    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[primary_key]
    username_key: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[created_at]

"""Failed log-ins, kept as long as they count."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key


class LoginFailure(Base):
    """A wrong password, with the username (existing or not) and the address."""

    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[primary_key]
    username_key: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[created_at]

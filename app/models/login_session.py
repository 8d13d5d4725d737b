"""A log-in that has not ended."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key

# The longest that a device stays signed in: the remember-me cookie lives as long, the row too.
SESSION_LIFETIME = dt.timedelta(days=90)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token: a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


class LoginSession(Base):
    """One device on which a person is signed in; logging out removes it, so that copies of its cookie end too."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "user_id"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[created_at]

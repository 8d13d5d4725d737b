"""Sessions: log-ins that have not ended."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key

# The longest time that a device stays signed in; for the row and the remember-me cookie.
SESSION_LIFETIME = dt.timedelta(days=90)


def hash_token(token: str) -> str:
    """Return the hash that is stored, so that a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


class LoginSession(Base):
    """A device on which a user is signed in; logging out deletes the row, so that copies of its cookie stop working."""

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "user_id"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[created_at]

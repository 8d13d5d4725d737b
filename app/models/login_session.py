"""Sessions: log-ins that have not ended."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import UtcDateTime, created_at, primary_key, utc_now

# The longest time that a device stays signed in; for the row and the remember-me cookie.
SESSION_LIFETIME = dt.timedelta(days=90)
# How long ago `last_seen_at` may lie while the device is in use: not each request writes.
SEEN_EVERY = dt.timedelta(minutes=5)

ADDRESS_MAX_LENGTH = 45  # of an IPv6 address
DEVICE_MAX_LENGTH = 60
DEVICE_NAME_MAX_LENGTH = 40


def hash_token(token: str) -> str:
    """Return the hash that is stored, so that a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


class LoginSession(Base):
    """A device on which a user is signed in; logging out deletes the row, so that copies of its cookie stop working.

    `device` is browser and system in words, `name` what its owner calls it; `address` is where it was last seen.
    """

    __tablename__ = "login_session"
    __table_args__ = (Index(None, "user_id"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(DEVICE_NAME_MAX_LENGTH), default="", server_default=sql_text("''"))
    device: Mapped[str] = mapped_column(String(DEVICE_MAX_LENGTH), default="", server_default=sql_text("''"))
    address: Mapped[str] = mapped_column(String(ADDRESS_MAX_LENGTH), default="", server_default=sql_text("''"))
    is_remembered: Mapped[bool] = mapped_column(default=False, server_default=sql_text("false"))
    created_at: Mapped[created_at]
    last_seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now)

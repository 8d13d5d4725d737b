"""Tokens: keys by which phones and scripts add and read for their owner."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import UtcDateTime, created_at, partial_index, primary_key

TOKEN_NAME_MAX_LENGTH = 50


class ApiToken(Base):
    """A token with what it may do; only the SHA-256 of its text is kept.

    `form_key_hash` is the SHA-256 of the key of the form that made it, so that a form sent twice makes one.
    `window_began_at` and `request_count` count the requests of the running minute.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        Index(None, "user_id"),
        partial_index("form_key_hash IS NOT NULL", None, "user_id", "form_key_hash", is_unique=True),
        CheckConstraint("may_add OR may_read", name="token_has_a_scope"),
    )

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(TOKEN_NAME_MAX_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    form_key_hash: Mapped[str | None] = mapped_column(String(64))
    may_add: Mapped[bool]
    may_read: Mapped[bool]
    created_at: Mapped[created_at]
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    window_began_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    request_count: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))

"""Answers to requests with an Idempotency-Key, kept for a day."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key


class ApiAnswer(Base):
    """What a request was answered, so that sending it once more adds nothing.

    `key_hash` is the SHA-256 of the key, `request_hash` that of what was sent with it.
    """

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("user_id", "key_hash"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key_hash: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[created_at]

"""What was read from a receipt, and the queue of those that wait to be read."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.text import search_key
from app.database.engine import Base
from app.models.receipt import Receipt
from app.models.types import UtcDateTime, created_at, partial_index, primary_key

TAX_NUMBER_MAX_LENGTH = 14
_STATE_MAX_LENGTH = 10
_ENGINE_MAX_LENGTH = 40


class ReadingState(StrEnum):
    """How far the text of a receipt is read."""

    UNREAD = "unread"  # there was no engine when it came
    WAITING = "waiting"
    LATER = "later"  # waits behind those that people have just sent
    READING = "reading"
    READ = "read"
    FAILED = "failed"


class ReceiptReading(Base):
    """What the code and the text of a receipt say.

    `code_payload` is the payload of its code, which was understood. `tax_number` is the seller's. `search_text` is the
    text without case and diacritics. `facts` is what the rules made of the text, as `app/reading/records.py` packs it;
    `engine` names what read it. `queued_at` is set while it waits and is read; `attempts` counts the tries, so that a
    picture that ends the engine is not tried forever.
    """

    __tablename__ = "receipt_reading"
    __table_args__ = (
        Index(None, "user_id", "receipt_id"),  # for searching one person's texts
        partial_index("queued_at IS NOT NULL", None, "queued_at"),
        partial_index("tax_number IS NOT NULL", None, "user_id", "tax_number"),
    )

    id: Mapped[primary_key]
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id", ondelete="CASCADE"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str] = mapped_column(String(_STATE_MAX_LENGTH), default=ReadingState.UNREAD)
    attempts: Mapped[int] = mapped_column(default=0, server_default=sql_text("0"))
    code_payload: Mapped[str | None] = mapped_column(Text)
    tax_number: Mapped[str | None] = mapped_column(String(TAX_NUMBER_MAX_LENGTH))
    text: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    search_text: Mapped[str] = mapped_column(Text, default="", server_default=sql_text("''"))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    engine: Mapped[str | None] = mapped_column(String(_ENGINE_MAX_LENGTH))
    created_at: Mapped[created_at]
    queued_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    receipt: Mapped[Receipt] = relationship()

    @validates("text")
    def _keep_search_text(self, _key: str, text: str) -> str:
        self.search_text = search_key(text)
        return text

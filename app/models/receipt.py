"""Receipts; their images and PDFs are files in the upload folder."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import FORM_KEY_LENGTH, RowId, UtcDateTime, created_at, partial_index, primary_key

ORIGINAL_NAME_MAX_LENGTH = 200


class Receipt(Base):
    """A receipt as an image or a PDF, with an expense or waiting for one.

    `byte_size` and `sha256` (hexadecimal) are those of the stored file, `width` and `height` (pixels) those of the
    image or the first page; `page_count` counts the pages that are drawn. `sent_sha256` is that of the bytes as
    they were sent, empty for receipts from before it was kept. `position` orders the receipts of an expense.
    `signature` is that of `likeness.py`, by which the same picture is known again; `told_apart` has the numbers of
    expenses that it looks like, but does not belong to. With `deleted_at` set it is in the trash. `form_key` is the
    key of the form that sent it, with a number that tells equal files of that form apart.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        ForeignKeyConstraint(["expense_id", "user_id"], ["expense.id", "expense.user_id"]),
        Index(None, "expense_id", "user_id", "position"),
        Index(None, "user_id"),
        Index(None, "user_id", "sent_sha256"),  # for the same file sent twice
        # A form stores an image once, however often it is sent.
        partial_index("form_key IS NOT NULL", None, "user_id", "form_key", "sha256", is_unique=True),
    )

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    expense_id: Mapped[int | None] = mapped_column(RowId)
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    original_name: Mapped[str] = mapped_column(String(ORIGINAL_NAME_MAX_LENGTH))
    media_type: Mapped[str] = mapped_column(String(20))
    byte_size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sent_sha256: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    signature: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    told_apart: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    page_count: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[created_at]
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    form_key: Mapped[str | None] = mapped_column(String(FORM_KEY_LENGTH + 3))

"""Receipts; their images are files in the upload folder."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import FORM_KEY_LENGTH, RowId, UtcDateTime, created_at, partial_index, primary_key

ORIGINAL_NAME_MAX_LENGTH = 200


class Receipt(Base):
    """An image of a receipt, with an expense or waiting for one.

    `byte_size`, `width`, `height` (pixels) and `sha256` (hexadecimal) are those of the stored image; `position` orders
    the images of an expense. With `deleted_at` set it is in the trash. `form_key` is the key of the form that sent it,
    with a number that tells equal images of that form apart.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        ForeignKeyConstraint(["expense_id", "user_id"], ["expense.id", "expense.user_id"]),
        Index(None, "expense_id", "user_id", "position"),
        Index(None, "user_id"),
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
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[created_at]
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    form_key: Mapped[str | None] = mapped_column(String(FORM_KEY_LENGTH + 3))

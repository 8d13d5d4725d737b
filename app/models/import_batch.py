"""Imports: files that wait for answers, and those whose expenses are in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import UtcDateTime, created_at, primary_key

SOURCE_MAX_LENGTH = 40
FILE_NAME_MAX_LENGTH = 200


class ImportBatch(Base):
    """A file on its way in; with `finished_at` set its expenses are saved, and the file is gone.

    `source` names the program that wrote the file, once it is recognized. `storage_key` names the waiting file.
    `answers` is what the person said about the file, `counts` how many rows of each kind it had.
    """

    __tablename__ = "import_batch"
    __table_args__ = (UniqueConstraint("id", "user_id"), Index(None, "user_id"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str] = mapped_column(String(SOURCE_MAX_LENGTH), default="")
    file_name: Mapped[str] = mapped_column(String(FILE_NAME_MAX_LENGTH))
    storage_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    created_at: Mapped[created_at]
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

"""What a person said about a kind of file, kept for the next one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import primary_key

SHAPE_LENGTH = 64


class ImportMemory(Base):
    """The answers for files of one shape: the same source, or the same header (SHA-256, hexadecimal)."""

    __tablename__ = "import_memory"
    __table_args__ = (UniqueConstraint("user_id", "shape"),)

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    shape: Mapped[str] = mapped_column(String(SHAPE_LENGTH))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

"""What tells a row of a foreign file from all others, so that it comes in once."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import RowId, primary_key

KEY_MAX_LENGTH = 200


class ImportKey(Base):
    """The key of a row that was imported, or that the person wanted to stay out.

    Without an expense it stands for a row that was skipped, or whose expense is deleted for good: it stays away.
    """

    __tablename__ = "import_key"
    __table_args__ = (
        ForeignKeyConstraint(["expense_id", "user_id"], ["expense.id", "expense.user_id"]),
        ForeignKeyConstraint(["batch_id", "user_id"], ["import_batch.id", "import_batch.user_id"]),
        UniqueConstraint("user_id", "key"),
        Index(None, "expense_id", "user_id"),
        Index(None, "batch_id", "user_id"),
    )

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(KEY_MAX_LENGTH))
    expense_id: Mapped[int | None] = mapped_column(RowId)
    batch_id: Mapped[int | None] = mapped_column(RowId)

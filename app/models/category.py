"""Categories of expenses."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.core.category_icons import DEFAULT_ICON
from app.core.text import same_name_key
from app.database.engine import Base
from app.models.types import UtcDateTime, created_at, primary_key

CATEGORY_NAME_MAX_LENGTH = 50
_NAME_KEY_MAX_LENGTH = 4 * CATEGORY_NAME_MAX_LENGTH


class Category(Base):
    """A user's category; `name_key` is the name without case, `color` one of PALETTE, `icon` one of CATEGORY_ICONS."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("user_id", "name_key"),
        UniqueConstraint("id", "user_id"),  # for the composite foreign key of expenses
    )

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(CATEGORY_NAME_MAX_LENGTH))
    name_key: Mapped[str] = mapped_column(String(_NAME_KEY_MAX_LENGTH))
    color: Mapped[str] = mapped_column(String(20))
    icon: Mapped[str] = mapped_column(String(20), default=DEFAULT_ICON, server_default=sql_text(f"'{DEFAULT_ICON}'"))
    archived_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[created_at]

    @validates("name")
    def _keep_name_key(self, _key: str, name: str) -> str:
        self.name_key = same_name_key(name)[:_NAME_KEY_MAX_LENGTH]  # one Arabic ligature folds to 18 letters
        return name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

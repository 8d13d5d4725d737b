"""Recovery codes: how people get in when the phone or the passkey is lost."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import primary_key


class RecoveryCode(Base):
    """The bcrypt hash of a recovery code that has not been used; using it deletes the row.

    The codes of an account have one salt, so that a typed code is hashed once and looked up.
    """

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[str] = mapped_column(String(60))

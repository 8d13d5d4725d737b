"""Secrets of one-time codes: what an account shares with the app on its owner's phone."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key

SEALED_SECRET_MAX_LENGTH = 255


class TotpSecret(Base):
    """The secret of the one-time codes of an account, encrypted by `app.factors.sealing`.

    `last_step` is the step of time, of 30 seconds each since 1970, of the last code that was taken: none works twice.
    """

    __tablename__ = "totp_secret"

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    sealed_secret: Mapped[str] = mapped_column(String(SEALED_SECRET_MAX_LENGTH))
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[created_at]

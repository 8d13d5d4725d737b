"""Registrations, kept as long as they count."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.addresses import ADDRESS_MAX_LENGTH
from app.database.engine import Base
from app.models.types import created_at, primary_key


class Registration(Base):
    """A form of registration that was filled in, also with a username that was taken; it does not say for whom."""

    __tablename__ = "registration"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[primary_key]
    address: Mapped[str] = mapped_column(String(ADDRESS_MAX_LENGTH))
    created_at: Mapped[created_at]

"""Invitations: links with which somebody makes an account where registration is closed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import created_at, primary_key

INVITATION_NAME_MAX_LENGTH = 50
INVITATION_LIFETIME = dt.timedelta(days=7)


class Invitation(Base):
    """A link that makes one account, and goes when it has; `name` says for whom it is.

    `user_id` is who invites: None for whoever runs the server, by a command.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[primary_key]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(INVITATION_NAME_MAX_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[created_at]

    @property
    def ends_at(self) -> dt.datetime:
        return self.created_at + INVITATION_LIFETIME

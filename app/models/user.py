"""Users, who own everything else."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.core.periods import MAX_FIRST_DAY
from app.core.text import same_name_key
from app.database.engine import Base
from app.models.types import created_at, primary_key

USERNAME_MIN_LENGTH = 3
USERNAME_MAX_LENGTH = 40
PERSON_NAME_MAX_LENGTH = 50
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 128


class User(Base):
    """An account, with preferences for money and dates.

    Increasing `session_epoch` ends all sessions. `username_key` is the username without case. `archive_key` names the
    account in the archives it writes, so that their rows are known wherever they come in.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint(f"month_start_day BETWEEN 1 AND {MAX_FIRST_DAY}", name="month_start_day_in_every_month"),
        Index(None, "archive_key", unique=True),
    )

    id: Mapped[primary_key]
    username: Mapped[str] = mapped_column(String(USERNAME_MAX_LENGTH))
    username_key: Mapped[str] = mapped_column(String(4 * USERNAME_MAX_LENGTH), unique=True)
    first_name: Mapped[str] = mapped_column(String(PERSON_NAME_MAX_LENGTH))
    last_name: Mapped[str] = mapped_column(String(PERSON_NAME_MAX_LENGTH))
    password_hash: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    month_start_day: Mapped[int] = mapped_column(default=1)
    session_epoch: Mapped[int] = mapped_column(default=0)
    archive_key: Mapped[str] = mapped_column(
        String(32), default=lambda: uuid.uuid4().hex, server_default=sql_text("''")
    )
    created_at: Mapped[created_at]

    @validates("username")
    def _keep_username_key(self, _key: str, username: str) -> str:
        self.username_key = same_name_key(username)
        return username

    # For Flask-Login.
    is_authenticated = True
    is_active = True
    is_anonymous = False
    session_token = ""  # of the current session; not a column

    def get_id(self) -> str:
        """Return what the session cookie stores: it is invalid when the epoch or the session's row has changed."""
        return f"{self.id}.{self.session_epoch}.{self.session_token}"

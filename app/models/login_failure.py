"""Failed log-ins, kept as long as they count."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.addresses import ADDRESS_MAX_LENGTH
from app.database.engine import Base
from app.models.types import created_at, primary_key


class LoginFailure(Base):
    """A wrong password, with the username (existing or not) and the address, of which an IPv6 one stands for its /64.

    `device_hash` is set on a device that has logged in to this account before.
    """

    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[primary_key]
    username_key: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(ADDRESS_MAX_LENGTH))
    device_hash: Mapped[str] = mapped_column(String(64), default="", server_default=sql_text("''"))
    created_at: Mapped[created_at]

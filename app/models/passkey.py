"""Passkeys: key pairs of which a device keeps the private half."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.types import UtcDateTime, created_at, primary_key

PASSKEY_NAME_MAX_LENGTH = 50
HOST_NAME_MAX_LENGTH = 253  # of a name in the DNS


class Passkey(Base):
    """The public half of a passkey.

    `rp_id` is the host name it was made for, in the words of WebAuthn: it works nowhere else. `sign_count` grows with
    each use on devices that count. `last_challenge` is what it signed last, which it cannot use again.
    """

    __tablename__ = "passkey"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(PASSKEY_NAME_MAX_LENGTH))
    rp_id: Mapped[str] = mapped_column(String(HOST_NAME_MAX_LENGTH))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    last_challenge: Mapped[bytes] = mapped_column(LargeBinary)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[created_at]

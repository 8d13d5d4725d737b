"""Events: what happened to an account."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database.engine import Base
from app.models.login_session import ADDRESS_MAX_LENGTH, DEVICE_MAX_LENGTH
from app.models.types import created_at, primary_key

EVENTS_KEPT = dt.timedelta(days=90)
DETAIL_MAX_LENGTH = 200


class EventKind(StrEnum):
    """What can happen to an account. The values are stored and are in the host's log, so they stay."""

    REGISTERED = "registered"
    LOGGED_IN = "logged_in"
    LOG_IN_FAILED = "log_in_failed"
    LOGGED_OUT = "logged_out"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"  # by the host's command
    ACCOUNT_DELETED = "account_deleted"
    DEVICE_ENDED = "device_ended"
    OTHER_DEVICES_ENDED = "other_devices_ended"
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    SECOND_FACTOR_RESET = "second_factor_reset"  # by the host's command
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    TOKEN_MADE = "token_made"
    TOKEN_REVOKED = "token_revoked"
    INVITATION_MADE = "invitation_made"
    EXPORTED = "exported"
    IMPORTED = "imported"
    IMPORT_UNDONE = "import_undone"
    TRASH_EMPTIED = "trash_emptied"


class AccountEvent(Base):
    """Something that happened to an account, for its owner to read.

    `detail` says what it happened to, such as the name of a passkey. `address` and `device` say where the request came
    from; both are empty for a command of the host.
    """

    __tablename__ = "account_event"
    __table_args__ = (Index(None, "user_id", "created_at"), Index(None, "created_at"))

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(DETAIL_MAX_LENGTH), default="")
    address: Mapped[str] = mapped_column(String(ADDRESS_MAX_LENGTH), default="")
    device: Mapped[str] = mapped_column(String(DEVICE_MAX_LENGTH), default="")
    created_at: Mapped[created_at]

"""Reading the second factors of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.database.engine import db
from app.models import Passkey, RecoveryCode, TotpSecret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import User


@dataclass(frozen=True)
class Factors:
    """What an account asks for beside its password; nothing where all is empty."""

    totp_secret: TotpSecret | None
    passkeys: Sequence[Passkey]
    code_count: int

    @property
    def is_on(self) -> bool:
        return self.totp_secret is not None or bool(self.passkeys)


def find_factors(user: User) -> Factors:
    return Factors(find_totp_secret(user), list_passkeys(user), count_recovery_codes(user))


def find_totp_secret(user: User) -> TotpSecret | None:
    return db.session.scalar(select(TotpSecret).where(TotpSecret.user_id == user.id))


def list_passkeys(user: User) -> Sequence[Passkey]:
    """Return the passkeys of an account, oldest first."""
    return db.session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)).all()


def list_passkeys_for(user: User, rp_id: str) -> Sequence[Passkey]:
    """Return the passkeys of an account that work at this host name."""
    return [passkey for passkey in list_passkeys(user) if passkey.rp_id == rp_id]


def find_passkey(user: User, passkey_id: int) -> Passkey | None:
    return db.session.scalar(select(Passkey).where(Passkey.user_id == user.id, Passkey.id == passkey_id))


def find_used_passkey(credential_id: bytes, rp_id: str) -> Passkey | None:
    """Return the passkey that a browser names, of whichever account: it says who logs in."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id, Passkey.rp_id == rp_id))


def count_recovery_codes(user: User) -> int:
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user.id)) or 0

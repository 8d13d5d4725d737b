"""Reading accounts, failed log-ins and registrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, or_, select

from app.core.text import same_name_key
from app.database.engine import db
from app.models import LoginFailure, Passkey, Registration, TotpSecret, User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_IS_UNKNOWN_DEVICE = LoginFailure.device_hash == ""
_IS_OF_ACCOUNT = LoginFailure.username_key == bindparam("username_key")
_IS_FROM_ADDRESS = LoginFailure.address == bindparam("address")
_FAILURES = select(
    func.count().filter(_IS_OF_ACCOUNT, LoginFailure.device_hash == bindparam("device_hash")),
    func.count().filter(_IS_OF_ACCOUNT, _IS_FROM_ADDRESS, _IS_UNKNOWN_DEVICE),
    func.count().filter(_IS_OF_ACCOUNT, _IS_UNKNOWN_DEVICE),
    func.count().filter(_IS_FROM_ADDRESS, _IS_UNKNOWN_DEVICE),
).where(LoginFailure.created_at.between(bindparam("since"), bindparam("until")))
_REGISTRATIONS = select(func.count(Registration.id)).where(
    Registration.address == bindparam("address"),
    Registration.created_at.between(bindparam("since"), bindparam("until")),
)


@dataclass(frozen=True)
class FailureCounts:
    """Failed log-ins: of a known device, and, of all unknown devices, for an account and from an address."""

    of_device: int
    of_account_from_address: int
    of_account: int
    from_address: int


def find_user(username: str) -> User | None:
    """Return the account of a username, ignoring case."""
    return db.session.scalar(select(User).where(User.username_key == same_name_key(username)))


def get_user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def has_second_factor(user: User) -> bool:
    """Tell whether the password alone does not open this account."""
    has_codes = exists(select(TotpSecret.id).where(TotpSecret.user_id == user.id))
    has_passkeys = exists(select(Passkey.id).where(Passkey.user_id == user.id))
    return bool(db.session.scalar(select(or_(has_codes, has_passkeys))))


def has_passkeys_for(rp_id: str) -> bool:
    """Tell whether anybody has a passkey that works at this host name."""
    return bool(db.session.scalar(select(exists(select(Passkey.id).where(Passkey.rp_id == rp_id)))))


def has_users() -> bool:
    return bool(db.session.scalar(select(exists(select(User.id)))))


def list_users() -> Sequence[User]:
    """Return all accounts, oldest first; for the `flask user list` command."""
    return db.session.scalars(select(User).order_by(User.id)).all()


def count_failures(
    username_key: str, address: str, device_hash: str, since: dt.datetime, until: dt.datetime
) -> FailureCounts:
    """Count failed log-ins between two moments."""
    values = {"username_key": username_key, "address": address, "device_hash": device_hash}
    row = db.session.execute(_FAILURES, {**values, "since": since, "until": until}).one()
    return FailureCounts(*row)


def count_registrations(address: str, since: dt.datetime, until: dt.datetime) -> int:
    """Count the forms of registration that came from an address between two moments."""
    return db.session.scalar(_REGISTRATIONS, {"address": address, "since": since, "until": until}) or 0

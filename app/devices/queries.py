"""Reading the sessions of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from app.database.engine import db
from app.models import LoginSession
from app.models.login_session import hash_token
from app.web.sessions import oldest_moments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.models import User

MOST_LISTED = 100
_OWN = LoginSession.user_id == bindparam("user_id")
_LISTED = (
    select(LoginSession)
    .where(
        *(_OWN, LoginSession.created_at >= bindparam("oldest")),
        *(LoginSession.last_seen_at >= bindparam("oldest_visit"), LoginSession.token_hash != bindparam("token_hash")),
    )
    .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    .limit(MOST_LISTED)
)
_CURRENT = select(LoginSession).where(_OWN, LoginSession.token_hash == bindparam("token_hash"))
_ONE = select(LoginSession).where(_OWN, LoginSession.id == bindparam("session_id"))


@dataclass(frozen=True)
class Devices:
    """The device that asks, and the others, last seen first."""

    this: LoginSession | None
    others: Sequence[LoginSession]


def list_devices(user: User, now: dt.datetime) -> Devices:
    which = {"user_id": user.id, "token_hash": hash_token(user.session_token)}
    others = db.session.scalars(_LISTED, {**which, **oldest_moments(now)}).all()
    return Devices(db.session.scalar(_CURRENT, which), others)


def get_device(user: User, session_id: int) -> LoginSession | None:
    return db.session.scalar(_ONE, {"user_id": user.id, "session_id": session_id})

"""Reading invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, select

from app.database.engine import db
from app.models import Invitation
from app.models.invitation import INVITATION_LIFETIME
from app.models.login_session import hash_token

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.models import User

_IS_OPEN = select(
    exists(
        select(Invitation.id).where(
            Invitation.token_hash == bindparam("token_hash"), Invitation.created_at >= bindparam("oldest")
        )
    )
)
_OWN_OPEN = (
    select(Invitation)
    .where(Invitation.user_id == bindparam("user_id"), Invitation.created_at >= bindparam("oldest"))
    .order_by(Invitation.id)
)


def is_invited(token: str, now: dt.datetime) -> bool:
    """Tell whether the text of a link lets somebody make an account."""
    values = {"token_hash": hash_token(token), "oldest": now - INVITATION_LIFETIME}
    return bool(token) and bool(db.session.scalar(_IS_OPEN, values))


def list_invitations(user: User, now: dt.datetime) -> Sequence[Invitation]:
    """Return the user's invitations that can be used, oldest first."""
    return db.session.scalars(_OWN_OPEN, {"user_id": user.id, "oldest": now - INVITATION_LIFETIME}).all()


def get_invitation(user: User, invitation_id: int) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.user_id == user.id, Invitation.id == invitation_id))

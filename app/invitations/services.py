"""Making invitations, withdrawing and using them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.database.engine import db
from app.events.services import record_event
from app.invitations.queries import list_invitations
from app.models import Invitation
from app.models.account_event import EventKind
from app.models.invitation import INVITATION_LIFETIME
from app.models.login_session import hash_token

if TYPE_CHECKING:
    import datetime as dt

    from app.models import User

MAX_INVITATIONS = 5  # of an account at a time: a family, and no way to let a crowd in by mistake


class TooManyInvitationsError(Exception):
    """The account has MAX_INVITATIONS that nobody has used yet."""


class InvitationEndedError(Exception):
    """There is no such invitation: it has been used or withdrawn, or its days are over."""


def make_invitation(user: User | None, name: str, now: dt.datetime) -> str:
    """Invite somebody, and return the text of the link, which is kept nowhere; without a user, the server invites.

    Raises:
        TooManyInvitationsError: the account has enough.
    """
    if user is not None and len(list_invitations(user, now)) >= MAX_INVITATIONS:
        raise TooManyInvitationsError
    db.session.execute(delete(Invitation).where(Invitation.created_at < now - INVITATION_LIFETIME))
    token = secrets.token_urlsafe(32)
    user_id = None if user is None else user.id
    db.session.add(Invitation(user_id=user_id, name=name, token_hash=hash_token(token), created_at=now))
    if user is not None:
        record_event(user.id, EventKind.INVITATION_MADE, name)
    return token


def use_invitation(token: str, now: dt.datetime) -> None:
    """Take the invitation away, so that of two who use it at once one gets in.

    Raises:
        InvitationEndedError: there is none.
    """
    is_open = (Invitation.token_hash == hash_token(token), Invitation.created_at >= now - INVITATION_LIFETIME)
    taken = db.session.execute(delete(Invitation).where(*is_open).returning(Invitation.id)).all()
    if not taken:
        raise InvitationEndedError


def revoke_invitation(invitation: Invitation) -> None:
    """Withdraw an invitation: its link leads nowhere from now on."""
    db.session.delete(invitation)

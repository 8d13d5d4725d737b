"""Registering: who may make an account, and how often."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from app.auth import queries
from app.auth.services import UsernameTakenError, build_user, save_user
from app.core.addresses import network_of
from app.database.engine import db
from app.events.services import Refusal, record_refusal
from app.invitations.queries import is_invited
from app.invitations.services import InvitationEndedError, use_invitation
from app.models import Registration

if TYPE_CHECKING:
    from app.auth.services import NewUser
    from app.models import User

REGISTRATION_WINDOW = dt.timedelta(hours=1)
MAX_REGISTRATIONS = 60  # from one address: a class gets in; a script finds out the names of others no faster
_REGISTRATION_LOCK = 7_076_873  # any number that nothing else locks in this database


class RegistrationClosedError(Exception):
    """Nobody may make an account, or somebody else has been first."""


class TooManyRegistrationsError(Exception):
    """Too many forms of registration came from this address; the next one has to wait."""


@dataclass(frozen=True)
class Door:
    """How somebody comes in: the setting REGISTRATION, the text of an invitation or none, and the client's address."""

    registration: str
    invitation: str
    address: str


def is_registration_open(registration: str) -> bool:
    """Tell whether anybody may make an account; `first` is open until somebody has."""
    return registration == "open" or (registration == "first" and not queries.has_users())


def describe_door(registration: str) -> str:
    """Return what the log-in offers to those without an account: `first`, `open` or nothing."""
    if registration != "closed" and not queries.has_users():
        return "first"
    return "open" if registration == "open" else ""


def may_register(door: Door, now: dt.datetime) -> bool:
    return is_registration_open(door.registration) or is_invited(door.invitation, now)


def register_guest(new: NewUser, door: Door, now: dt.datetime) -> User:
    """Make an account, if the door is open.

    Raises:
        TooManyRegistrationsError: too many came from this address.
        RegistrationClosedError: somebody else has become the first meanwhile.
        InvitationEndedError: somebody else has used the invitation meanwhile.
        UsernameTakenError: another account has the username. The try is added to the session; the caller commits it.
    """
    network = network_of(door.address)
    if queries.count_registrations(network, now - REGISTRATION_WINDOW, now + REGISTRATION_WINDOW) >= MAX_REGISTRATIONS:
        record_refusal(Refusal.TOO_MANY_REGISTRATIONS)
        raise TooManyRegistrationsError
    user = build_user(new)  # hashing takes its time, and must not hold the write lock
    _count(network, now)
    _enter(door, now)
    try:
        return save_user(user)
    except UsernameTakenError:
        _count(network, now)  # the first one was rolled back
        raise


def _count(network: str, now: dt.datetime) -> None:
    db.session.execute(delete(Registration).where(Registration.created_at < now - REGISTRATION_WINDOW))
    db.session.add(Registration(address=network, created_at=now))
    db.session.flush()  # on SQLite, nobody else registers from here to the commit


def _enter(door: Door, now: dt.datetime) -> None:
    if door.registration != "open" and db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_REGISTRATION_LOCK)))
    is_open = is_registration_open(door.registration)
    if not (is_open or door.invitation):
        raise RegistrationClosedError
    try:
        use_invitation(door.invitation, now)  # where everybody may come in, too: its link has served its purpose
    except InvitationEndedError:
        if not is_open:
            raise

"""Logging out on other devices, and naming devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.database.engine import db
from app.events.services import record_event
from app.models import LoginSession
from app.models.account_event import EventKind
from app.models.login_session import hash_token

if TYPE_CHECKING:
    from app.models import User


def end_device(user: User, device: LoginSession) -> None:
    """End the session of a device, with all copies of its cookies."""
    db.session.delete(device)
    record_event(user.id, EventKind.DEVICE_ENDED, device.name or device.device)


def end_other_devices(user: User) -> None:
    """End all sessions but the one that asks."""
    others = (LoginSession.user_id == user.id, LoginSession.token_hash != hash_token(user.session_token))
    db.session.execute(delete(LoginSession).where(*others))
    record_event(user.id, EventKind.OTHER_DEVICES_ENDED)


def rename_device(device: LoginSession, name: str) -> None:
    """Call a device by a name; an empty one takes the name away."""
    device.name = name

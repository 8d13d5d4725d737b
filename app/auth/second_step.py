"""The second step of a log-in: who has given the password and not yet the second factor, in the session cookie."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import session

from app.auth.queries import get_user

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.models import User

_KEY = "second_step"
_LIFETIME = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class SecondStep:
    """Who may give the second factor, and whether this device shall be remembered then."""

    user: User
    is_remembered: bool


def begin_second_step(user: User, now: dt.datetime, *, is_remembered: bool) -> None:
    """Let the user go on to the second factor; no session begins before that."""
    session[_KEY] = {
        "user_id": user.id,
        "epoch": user.session_epoch,
        "is_remembered": is_remembered,
        "at": now.isoformat(),
    }


def awaited_step(now: dt.datetime) -> SecondStep | None:
    """Return whose second factor is awaited: nobody's after a quarter of an hour or a new password."""
    kept: Mapping[str, str | int | bool] | None = session.get(_KEY)
    if kept is None or abs(now - dt.datetime.fromisoformat(str(kept["at"]))) > _LIFETIME:
        return None
    user = get_user(int(kept["user_id"]))
    if user is None or user.session_epoch != kept["epoch"]:
        return None
    return SecondStep(user, bool(kept["is_remembered"]))

"""Recording events: a row for the owner of the account, a line of JSON for the host."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, event
from sqlalchemy.orm import Session

from app.core.devices import describe_device
from app.core.text import tidy_line
from app.database.engine import db
from app.models import AccountEvent
from app.models.account_event import ADDRESS_MAX_LENGTH, DETAIL_MAX_LENGTH, DEVICE_MAX_LENGTH
from app.models.types import utc_now

if TYPE_CHECKING:
    from app.models.account_event import EventKind

EVENTS_KEPT = dt.timedelta(days=90)
host_log = logging.getLogger("potrosnja.events")

_ORIGIN, _LINES = "origin_of_events", "lines_of_events"  # in the session's own dictionary
_TOO_OLD = delete(AccountEvent).where(AccountEvent.created_at < bindparam("oldest"))


@dataclass(frozen=True)
class Origin:
    """Where a request comes from: the client's IP address, and what its browser says that it is."""

    address: str = ""
    user_agent: str = ""


def set_origin(origin: Origin) -> None:
    """Say where the events come from that this database session records."""
    db.session.info[_ORIGIN] = origin


def record_event(user_id: int, kind: EventKind, detail: str = "") -> None:
    """Add an event to the owner's log; the caller commits it, and then the host's log gets its line.

    `detail` is for the owner only: the name of what it happened to. Neither a secret nor an amount belongs there.
    """
    now, origin = utc_now(), _origin()
    db.session.execute(_TOO_OLD, {"oldest": now - EVENTS_KEPT})
    row = AccountEvent(
        user_id=user_id,
        kind=kind,
        detail=tidy_line(detail)[:DETAIL_MAX_LENGTH],
        address=origin.address[:ADDRESS_MAX_LENGTH],
        device=describe_device(origin.user_agent)[:DEVICE_MAX_LENGTH],
        created_at=now,
    )
    db.session.add(row)
    _note_line(user_id, kind, now)


def record_strangers_failure(kind: EventKind) -> None:
    """Add a failed log-in to a name that nobody has to the host's log.

    The name is left out: people type their password into the wrong field.
    """
    _note_line(None, kind, utc_now())


def _origin() -> Origin:
    origin: Origin = db.session.info.get(_ORIGIN, Origin())
    return origin


def _note_line(user_id: int | None, kind: EventKind, now: dt.datetime) -> None:
    line = {"time": now.isoformat(), "event": kind, "user_id": user_id, "address": _origin().address}
    db.session.info.setdefault(_LINES, []).append(json.dumps(line))


@event.listens_for(Session, "after_commit")
def _write_lines(session: Session) -> None:
    for line in session.info.pop(_LINES, ()):
        host_log.info(line)


@event.listens_for(Session, "after_rollback")
def _forget_lines(session: Session) -> None:
    session.info.pop(_LINES, None)

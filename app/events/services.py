"""Recording events: a row for the owner of the account, a line of JSON for the host. Refusals are the host's alone."""

from __future__ import annotations

import json
import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, event
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from app.core.text import tidy_line
from app.database.engine import db
from app.models import AccountEvent
from app.models.account_event import DETAIL_MAX_LENGTH, EVENTS_KEPT
from app.models.types import utc_now
from app.web.origin import request_origin

if TYPE_CHECKING:
    import datetime as dt

    from app.models.account_event import EventKind

host_log = logging.getLogger("potrosnja.events")

_LINES = "lines_of_events"  # in the session's own dictionary
_TOO_OLD = delete(AccountEvent).where(AccountEvent.created_at < bindparam("oldest"))


class Refusal(StrEnum):
    """Why a request was refused. The values are in the host's log, so they stay."""

    FORM = "form_refused"  # its token is not of this session
    NOT_FOUND = "not_found"  # for somebody who is logged in: it is not there, or not theirs
    TOKEN = "token_refused"  # noqa: S105 - no password
    SCOPE = "scope_refused"
    TOO_MANY_REQUESTS = "too_many_requests"
    TOO_MANY_TRIES = "too_many_tries"  # of passwords and codes
    TOO_MANY_REGISTRATIONS = "too_many_registrations"


def record_event(user_id: int, kind: EventKind, detail: str = "") -> None:
    """Add an event to the owner's log; the caller commits it, and then the host's log gets its line.

    `detail` is for the owner only: the name of what it happened to. Neither a secret nor an amount belongs there.
    """
    now, origin = utc_now(), request_origin()
    db.session.execute(_TOO_OLD, {"oldest": now - EVENTS_KEPT})
    row = AccountEvent(
        user_id=user_id,
        kind=kind,
        detail=tidy_line(detail)[:DETAIL_MAX_LENGTH],
        address=origin.address,
        device=origin.device,
        created_at=now,
    )
    db.session.add(row)
    _note_line(user_id, kind, now)


def record_strangers_failure(kind: EventKind) -> None:
    """Add a failed log-in to a name that nobody has to the host's log.

    The name is left out: people type their password into the wrong field.
    """
    _note_line(None, kind, utc_now())


def record_refusal(refusal: Refusal, user_id: int | None = None, **more: str) -> None:
    """Add a refusal to the host's log, at once: there is nothing to commit."""
    host_log.info(_line(user_id, refusal, utc_now(), **more))


def _note_line(user_id: int | None, kind: EventKind, now: dt.datetime) -> None:
    db.session.info.setdefault(_LINES, []).append(_line(user_id, kind, now))


def _line(user_id: int | None, kind: EventKind | Refusal, now: dt.datetime, **more: str) -> str:
    """Return a line of JSON, which has the number of the request too."""
    line = {"time": now.isoformat(), "event": kind, "user_id": user_id, "address": request_origin().address}
    return json.dumps({**line, **more, **get_contextvars()})


@event.listens_for(Session, "after_commit")
def _write_lines(session: Session) -> None:
    for line in session.info.pop(_LINES, ()):
        host_log.info(line)


@event.listens_for(Session, "after_rollback")
def _forget_lines(session: Session) -> None:
    session.info.pop(_LINES, None)

"""Reading what happened to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from app.database.engine import db
from app.models import AccountEvent
from app.models.account_event import EVENTS_KEPT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.models import User
    from app.web.paging import Paging

_KEPT = (AccountEvent.user_id == bindparam("user_id"), AccountEvent.created_at >= bindparam("oldest"))
_COUNT = select(func.count()).select_from(AccountEvent).where(*_KEPT)
_LISTED = (
    select(AccountEvent)
    .where(*_KEPT)
    .order_by(AccountEvent.created_at.desc(), AccountEvent.id.desc())
    .limit(bindparam("size"))
    .offset(bindparam("offset"))
)


def count_events(user: User, now: dt.datetime) -> int:
    return db.session.scalar(_COUNT, {"user_id": user.id, "oldest": now - EVENTS_KEPT}) or 0


def list_events(user: User, now: dt.datetime, paging: Paging) -> Sequence[AccountEvent]:
    """Return a page of events, the latest first."""
    which = {"user_id": user.id, "oldest": now - EVENTS_KEPT}
    return db.session.scalars(_LISTED, {**which, "size": paging.size, "offset": paging.offset}).all()

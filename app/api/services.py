"""Keeping answers, so that a request sent twice adds once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from app.database.engine import db
from app.models import ApiAnswer

if TYPE_CHECKING:
    from app.models import User

KEPT_FOR = dt.timedelta(hours=24)


def keep_answer(user: User, key_hash: str, request_hash: str, content: dict[str, Any], now: dt.datetime) -> None:
    """Keep what a request with a key is answered, and forget the answers of more than a day ago."""
    db.session.execute(delete(ApiAnswer).where(ApiAnswer.created_at < now - KEPT_FOR))
    db.session.add(
        ApiAnswer(user_id=user.id, key_hash=key_hash, request_hash=request_hash, content=content, created_at=now)
    )

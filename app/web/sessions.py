"""Sessions: the row that a log-in has in the database. The cookie that names it is written by `session_cookie`."""

from __future__ import annotations

import logging
import secrets
from functools import partial
from typing import TYPE_CHECKING

from flask import after_this_request, session
from flask_login import login_user, logout_user
from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.exc import DatabaseError

from app.database.engine import db
from app.models import LoginSession, User
from app.models.login_session import SEEN_EVERY, SESSION_LIFETIME, hash_token
from app.models.types import utc_now
from app.web.extensions import login_manager, settings
from app.web.form_tokens import new_token
from app.web.known_devices import remember_device
from app.web.origin import request_origin
from app.web.trusted_header import is_named_otherwise

if TYPE_CHECKING:
    import datetime as dt

    from flask import Response as FlaskResponse
    from sqlalchemy import Engine
    from werkzeug.wrappers import Response

    from app.web.origin import Origin

_logger = logging.getLogger(__name__)

# Runs for every request. Building it takes longer than running it, so it is built once.
_USER_OF_SESSION = (
    select(User, LoginSession.last_seen_at)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.created_at >= bindparam("oldest"),
        LoginSession.last_seen_at >= bindparam("oldest_visit"),
    )
)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(session_id: str) -> User | None:
    """Return the user of a session that has not ended; one query reads both."""
    user_id, epoch, token = [*session_id.split("."), "", ""][:3]
    now, token_hash = utc_now(), hash_token(token)
    row = db.session.execute(_USER_OF_SESSION, {"token_hash": token_hash, **oldest_moments(now)}).first()
    if row is None or [str(row.User.id), str(row.User.session_epoch)] != [user_id, epoch]:
        return None
    user: User = row.User
    if is_named_otherwise(user):
        return None
    user.session_token = token
    if now - row.last_seen_at >= SEEN_EVERY:
        after_this_request(partial(_note_visit_afterwards, db.engine, token_hash, request_origin(), now))
    session.setdefault("csrf_token", new_token(user.id))
    return user


def open_session(user: User, now: dt.datetime, *, is_remembered: bool = False) -> None:
    """Start a session on this device; delete all expired sessions."""
    oldest, origin = oldest_moments(now), request_origin()
    is_over = (LoginSession.created_at < oldest["oldest"], LoginSession.last_seen_at < oldest["oldest_visit"])
    db.session.execute(delete(LoginSession).where(or_(*is_over)))
    user.session_token = secrets.token_urlsafe(32)
    row = LoginSession(
        user_id=user.id,
        token_hash=hash_token(user.session_token),
        device=origin.device,
        address=origin.address,
        is_remembered=is_remembered,
        created_at=now,
        last_seen_at=now,
    )
    db.session.add(row)


def close_session(user: User) -> None:
    """End the session on this device only."""
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_token(user.session_token)))


def start_session(user: User, *, is_remembered: bool) -> None:
    """Sign the user in on this device, after `open_session`. The guest's session is cleared."""
    session.clear()
    login_user(user, remember=is_remembered)
    remember_device(user.username)


def end_session(response: Response) -> Response:
    """Sign out on this device and have the browser drop cached pages and images."""
    session.clear()
    logout_user()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # browsers heed it over HTTPS and on localhost
    return response


def oldest_moments(now: dt.datetime) -> dict[str, dt.datetime]:
    """Return when a session that still counts began, and when its device was seen, at the earliest."""
    return {"oldest": now - SESSION_LIFETIME, "oldest_visit": now - settings().session_idle}


def _note_visit_afterwards(
    engine: Engine, token_hash: str, origin: Origin, now: dt.datetime, response: FlaskResponse
) -> FlaskResponse:
    response.call_on_close(partial(_note_visit, engine, token_hash, origin, now))
    return response


def _note_visit(engine: Engine, token_hash: str, origin: Origin, now: dt.datetime) -> None:
    """Write when and where a device was seen. The answer has been sent: nobody waits for the lock of a writer."""
    which = (LoginSession.token_hash == token_hash, LoginSession.last_seen_at <= now - SEEN_EVERY)
    seen = {"last_seen_at": now, "address": origin.address, "device": origin.device}
    try:
        with engine.begin() as connection:
            connection.execute(update(LoginSession).where(*which).values(seen))
    except DatabaseError:
        _logger.warning("A visit was not noted: the database takes no writes.", exc_info=True)

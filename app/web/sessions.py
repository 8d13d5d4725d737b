"""Sessions: the row that a log-in has in the database, and the cookie that names it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import session
from flask.sessions import SecureCookieSessionInterface
from flask_login import login_user, logout_user
from itsdangerous import BadSignature
from sqlalchemy import bindparam, delete, select

from app.database.engine import db
from app.models import LoginSession, User
from app.models.login_session import SESSION_LIFETIME, hash_token
from app.models.types import utc_now
from app.web.extensions import login_manager
from app.web.form_tokens import new_token

if TYPE_CHECKING:
    import datetime as dt

    from flask import Flask, Request
    from flask.sessions import SecureCookieSession
    from werkzeug.wrappers import Response

# Runs for every request. Building it takes longer than running it, so it is built once.
_USER_OF_SESSION = (
    select(User)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.token_hash == bindparam("token_hash"), LoginSession.created_at >= bindparam("oldest"))
)


class AgelessSessions(SecureCookieSessionInterface):
    """Accept session cookies of any age; their row in the database says whether they still count.

    Flask refuses a cookie signed in the future, so setting the clock back would log everybody out.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the content of the session cookie; an empty session if it is missing or its signature is wrong."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None  # as Flask does without a secret key
        try:
            return self.session_class(serializer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self.session_class()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(session_id: str) -> User | None:
    """Return the user of a session that has not ended; one query reads both."""
    user_id, epoch, token = [*session_id.split("."), "", ""][:3]
    which = {"token_hash": hash_token(token), "oldest": utc_now() - SESSION_LIFETIME}
    user = db.session.scalar(_USER_OF_SESSION, which)
    if user is None or [str(user.id), str(user.session_epoch)] != [user_id, epoch]:
        return None
    user.session_token = token
    session.setdefault("csrf_token", new_token(user.id))
    return user


def open_session(user: User, now: dt.datetime) -> None:
    """Start a session on this device; delete all expired sessions."""
    db.session.execute(delete(LoginSession).where(LoginSession.created_at < now - SESSION_LIFETIME))
    user.session_token = secrets.token_urlsafe(32)
    db.session.add(LoginSession(user_id=user.id, token_hash=hash_token(user.session_token), created_at=now))


def close_session(user: User) -> None:
    """End the session on this device only."""
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_token(user.session_token)))


def start_session(user: User, *, is_remembered: bool) -> None:
    """Sign the user in on this device, after `open_session`. The guest's session is cleared."""
    session.clear()
    login_user(user, remember=is_remembered)


def end_session(response: Response) -> Response:
    """Sign out on this device and have the browser drop cached pages and images."""
    session.clear()
    logout_user()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # browsers heed it over HTTPS and on localhost
    return response

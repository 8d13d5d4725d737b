"""Access: people see what is their own, guests only the public endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from flask import abort, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature
from sqlalchemy import bindparam, select

from app.database.engine import db
from app.models import LoginSession, User
from app.models.login_session import SESSION_LIFETIME, hash_token
from app.models.types import utc_now
from app.web.extensions import login_manager
from app.web.form_tokens import new_token

if TYPE_CHECKING:
    from flask import Flask, Request
    from flask.sessions import SecureCookieSession
    from werkzeug.wrappers import Response

    from app.web.paging import Page

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "health.show",
        "auth.login",
        "auth.register",
        "installation.manifest",
        "installation.service_worker",
        "installation.offline",
    }
)

# Runs for every request. Building it takes longer than running it, so it is built once.
_USER_OF_SESSION = (
    select(User)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.token_hash == bindparam("token_hash"), LoginSession.created_at >= bindparam("oldest"))
)

Found = TypeVar("Found")


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


def refuse_unreadable_query() -> None:
    """Answer 400 to a query string that is not UTF-8, which would raise when read. Runs before every request."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def require_login() -> Page | None:
    """Send guests to the log-in, unless the endpoint is public. Runs before every request."""
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS or current_user.is_authenticated:
        return None
    return login_manager.unauthorized()


def refuse_nameless_fields() -> None:
    """Answer 400 to a form with fields without a name: the CSRF check would raise. No browser sends one."""
    if None in request.form:  # what the parser makes of them
        abort(400)


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


def signed_in_user() -> User:
    """Return the signed-in user; not for public endpoints."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001


def start_session(user: User, *, is_remembered: bool) -> None:
    """Sign the user in on this device, after `open_session`. The guest's session is cleared."""
    session.clear()
    login_user(user, remember=is_remembered)


def end_session(response: Response) -> Response:
    """Sign out on this device and have the browser drop cached pages and pictures."""
    session.clear()
    logout_user()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # browsers heed it over HTTPS and on localhost
    return response


def safe_next(target: str | None) -> str:
    """Return `next` if it is local, else home."""
    home = url_for("home.index")
    if not target or not target.startswith("/") or target.startswith("//"):  # two slashes would begin a host
        return home
    if "\\" in target or not target.isprintable():  # browsers read a backslash as a slash and drop some controls
        return home
    return request.script_root + target


def found_or_404(thing: Found | None) -> Found:
    """Return the thing, or answer 404. Queries return None for what belongs to somebody else."""
    if thing is None:
        abort(404)
    return thing

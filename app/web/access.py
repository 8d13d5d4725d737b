"""Who may reach what: signed-in people everything of their own, guests only the public endpoints."""

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

# Every request asks this: putting the statement together took longer than the answer.
_USER_OF_SESSION = (
    select(User)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.token_hash == bindparam("token_hash"), LoginSession.created_at >= bindparam("oldest"))
)

Found = TypeVar("Found")


class AgelessSessions(SecureCookieSessionInterface):
    """Sessions whose cookie has no age: its row in the database says how long a log-in lasts.

    Flask refuses a cookie that was signed in the future, and so would log everybody out when the clock is set back.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return what the cookie of a request holds; nothing where its signature is wrong or there is no cookie."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None  # as Flask does without a secret key
        try:
            return self.session_class(serializer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self.session_class()


def refuse_unreadable_query() -> None:
    """Answer 400 to a query of bytes that are no UTF-8: reading it would raise. Runs before every request."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def require_login() -> Page | None:
    """Ask a guest to log in, unless the endpoint is public. Runs before every request."""
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS or current_user.is_authenticated:
        return None
    return login_manager.unauthorized()


def refuse_nameless_fields() -> None:
    """Answer 400 to a form whose fields have no name, as no browser sends: the CSRF check would fail on them."""
    if None in request.form:  # what the parser makes of them
        abort(400)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(session_id: str) -> User | None:
    """Return the user of a session, if the session has not been ended since; one query finds out both."""
    user_id, epoch, token = [*session_id.split("."), "", ""][:3]
    which = {"token_hash": hash_token(token), "oldest": utc_now() - SESSION_LIFETIME}
    user = db.session.scalar(_USER_OF_SESSION, which)
    if user is None or [str(user.id), str(user.session_epoch)] != [user_id, epoch]:
        return None
    user.session_token = token
    session.setdefault("csrf_token", new_token(user.id))
    return user


def signed_in_user() -> User:
    """Return the person who makes this request; endpoints that use it are not public."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001


def start_session(user: User, *, is_remembered: bool) -> None:
    """Sign the person in on this device, after `open_session`; nothing of the guest's own session lives on."""
    session.clear()
    login_user(user, remember=is_remembered)


def end_session(response: Response) -> Response:
    """Sign the person out on this device, which forgets what it was told: messages, pages and small pictures."""
    session.clear()
    logout_user()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # browsers heed it over HTTPS and on localhost
    return response


def safe_next(target: str | None) -> str:
    """Return the path to go to after the log-in: the wanted one if it lies on this site, else home."""
    home = url_for("home.index")
    if not target or not target.startswith("/") or target.startswith("//"):  # one slash: a path, and no host
        return home
    if "\\" in target or not target.isprintable():  # browsers read a backslash as a slash and drop some controls
        return home
    return request.script_root + target


def found_or_404(thing: Found | None) -> Found:
    """Return the thing, or answer 404 when there is none; what belongs to somebody else is none."""
    if thing is None:
        abort(404)
    return thing

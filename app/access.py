"""Who may reach what: signed-in people everything of their own, guests only the public endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from flask import abort, redirect, request, session, url_for
from flask_login import current_user, login_user

from app.extensions import db, login_manager
from app.models import User

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

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

Found = TypeVar("Found")


def refuse_unreadable_query() -> None:
    """Answer 400 to a query of bytes that are no UTF-8: reading it would raise. Runs before every request."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def require_login() -> Response | None:
    """Send a guest to the log-in page, unless the endpoint is public. Runs before every request."""
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS or current_user.is_authenticated:
        return None
    wanted = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("auth.login", next=wanted))


def refuse_nameless_fields() -> None:
    """Answer 400 to a form whose fields have no name, as no browser sends: the CSRF check would fail on them."""
    if None in request.form:  # what the parser makes of them
        abort(400)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(session_id: str) -> User | None:
    """Return the user of a session, if the session has not been ended since."""
    user_id, _, epoch = session_id.partition(".")
    if not user_id.isdigit():
        return None
    user = db.session.get(User, int(user_id))
    return user if user is not None and str(user.session_epoch) == epoch else None


def signed_in_user() -> User:
    """Return the person who makes this request; endpoints that use it are not public."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001


def start_session(user: User, *, is_remembered: bool) -> None:
    """Sign the person in with a fresh session, so that nothing of the guest's session lives on."""
    session.clear()
    login_user(user, remember=is_remembered)


def safe_next(target: str | None) -> str:
    """Return the path to go to after the log-in: the wanted one if it lies on this site, else home."""
    home = url_for("summaries.home")
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

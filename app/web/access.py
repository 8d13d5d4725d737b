"""Access: people see what is their own, guests only the public endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, request, url_for
from flask_login import current_user

from app.web.extensions import login_manager
from app.web.problems import is_api_request

if TYPE_CHECKING:
    from app.models import User
    from app.web.paging import Page

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "favicon",
        "health.show",
        "health.ready",
        "metrics.show",
        "auth.login",
        "auth.register",
        "proxy.logged_out",
        "factor_login.give",
        "factor_login.give_passkey",
        "factor_login.log_in",
        "factor_login.options_to_give",
        "factor_login.options_to_log_in",
        "installation.manifest",
        "installation.service_worker",
        "installation.offline",
        "api.describe",
        "well_known.robots",
        "well_known.security",
    }
)

Found = TypeVar("Found")


def refuse_unreadable_query() -> None:
    """Answer 400 to a query string that is not UTF-8, which would raise when read. Runs before every request."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)


def require_login() -> Page | None:
    """Send guests to the log-in, unless the endpoint is public. Runs before every request.

    A program has no session there and cannot use a log-in page: `app.api` asks it for a token.
    """
    if is_api_request():
        act_as(None)
        return None
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS or current_user.is_authenticated:
        return None
    return login_manager.unauthorized()


def refuse_nameless_fields() -> None:
    """Answer 400 to a form with fields without a name: the CSRF check would raise. No browser sends one."""
    if not is_api_request() and None in request.form:  # what the parser makes of them
        abort(400)


def act_as(user: User | None) -> None:
    """Let this request be the user's, or nobody's, whatever its cookies say."""
    login_manager._update_request_context_with_user(user)  # noqa: SLF001 - what Flask-Login does with a user it found


def host_name() -> str:
    """Return the host name that the browser asked, in lower case and without a port."""
    return urlsplit(f"//{request.host.lower()}").hostname or ""


def signed_in_user() -> User:
    """Return the signed-in user; not for public endpoints."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001


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

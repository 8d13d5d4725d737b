"""Logging in whom the proxy names."""

from __future__ import annotations

import secrets
import unicodedata
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_login import current_user
from wtforms.validators import ValidationError

from app.auth.forms import check_username
from app.auth.proxy.services import find_or_make
from app.auth.queries import find_user
from app.auth.services import NewUser
from app.database.engine import db
from app.events.services import record_event
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.web.access import found_or_404, safe_next
from app.web.extensions import settings
from app.web.form_tokens import WAITING_TOKEN, is_form_of
from app.web.sessions import open_session, start_session
from app.web.trusted_header import proxy_username

if TYPE_CHECKING:
    from app.models import User
    from app.web.paging import Page

proxy = Blueprint("proxy", __name__)


@proxy.before_app_request
def enter() -> Page | None:
    """Log in whom the proxy names, where guests are sent to log in; then they go on as after the form."""
    if request.endpoint != "auth.login" or not proxy_username() or current_user.is_authenticated:
        return None
    user = _find(unicodedata.normalize("NFKC", proxy_username()))
    if user is None:
        return render_template("auth/no_account.html", username=proxy_username()), 403
    record_event(user.id, EventKind.LOGGED_IN, settings().auth_header)
    open_session(user, utc_now())
    db.session.commit()
    start_session(user, is_remembered=False)
    is_waiting = WAITING_TOKEN in request.form and is_form_of(user.id)
    return redirect(safe_next(request.args.get("next")), 307 if is_waiting else 302)


@proxy.get("/auth/logged-out")
def logged_out() -> Page:
    """Say that the session here has ended, and that the proxy would begin another."""
    username = found_or_404(proxy_username() or None)
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    return render_template("auth/proxy_logged_out.html", username=username)


def _find(username: str) -> User | None:
    if not settings().auth_header_creates:
        return find_user(username)
    try:
        check_username(username)
    except ValidationError:
        return None
    return find_or_make(_new_user(username))


def _new_user(username: str) -> NewUser:
    config = settings()
    return NewUser(
        username=username,
        password=secrets.token_urlsafe(32),  # only the proxy lets in, until the host sets a password
        first_name=username,
        last_name="",
        language=str(get_locale()),
        currency=config.default_currency,
        timezone=config.default_timezone,
    )

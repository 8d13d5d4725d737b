"""The page of the log-in, where it leads, and the form that waits for it: for all ways to log in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask_babel import gettext

from app.auth.queries import has_passkeys_for
from app.auth.registration import describe_door
from app.auth.second_step import begin_second_step
from app.models.types import utc_now
from app.web.access import host_name, safe_next
from app.web.extensions import settings
from app.web.form_tokens import WAITING_TOKEN, is_form_of
from app.web.known_devices import known_device
from app.web.paging import form_page
from app.web.trusted_header import proxy_username

if TYPE_CHECKING:
    import datetime as dt

    from app.auth.forms import LoginForm
    from app.models import User
    from app.web.paging import Page

_FIELDS_OF_LOG_IN = {"csrf_token", WAITING_TOKEN, "username", "remember", "code", "credential"}


def login_page(form: LoginForm) -> Page:
    door = describe_door(settings().registration)
    context = {"door": door, "has_passkeys": door != "first" and has_passkeys_for(host_name())}
    return form_page("auth/login.html", form, next=request.args.get("next"), waiting=fields_that_wait(), **context)


def ask_for_second_factor(user: User, *, is_remembered: bool) -> Page:
    """Go on to the second step of the log-in, with `next` and with the form that waits."""
    begin_second_step(user, utc_now(), is_remembered=is_remembered)
    url = url_for("factor_login.give", next=request.args.get("next"))
    return redirect(url, 307 if WAITING_TOKEN in request.form else 302)


def go_on(user: User) -> Page:
    """Redirect to `next`. A kept form is posted on by the browser, if it is this user's own."""
    is_waiting = WAITING_TOKEN in request.form and is_form_of(user.id)
    return redirect(safe_next(request.args.get("next")), 307 if is_waiting else 302)


def fields_that_wait() -> list[tuple[str, str]]:
    """Return the fields of the form that has come along to this step of the log-in, if one has."""
    return waiting_fields() if WAITING_TOKEN in request.form else []


def waiting_fields() -> list[tuple[str, str]]:
    """Return the fields of a form that was posted after the session ended, without passwords; its token is renamed.

    They are hidden fields of the log-in page, which posts them to the form's own URL after the log-in.
    """
    token = request.form.get(WAITING_TOKEN) or request.form["csrf_token"]
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in _FIELDS_OF_LOG_IN]
    return [(WAITING_TOKEN, token), *[(name, value) for name, value in typed if "password" not in name]]


def wrong_password() -> str:
    """Say that it is wrong. Whoever came in by the proxy may never have had a password here."""
    if proxy_username():
        return gettext("This is not your password here. If you have none, ask who runs this server to set one.")
    return gettext("This is not your password.")


def visit(username: str) -> tuple[str, dt.datetime, str]:
    """Return what a guess is counted by: where it comes from, when, and whether the account has been here before."""
    return request.remote_addr or "", utc_now(), known_device(username)


def too_many_failures() -> str:
    return gettext("Too many wrong tries. Wait a quarter of an hour, then try again.")

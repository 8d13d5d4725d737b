"""The second step of the log-in, and the log-in with a passkey and no password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext, refresh
from flask_login import current_user

from app.auth.forms import LoginForm
from app.auth.login_pages import fields_that_wait, go_on, login_page, too_many_failures, visit
from app.auth.second_step import awaited_step
from app.auth.services import TooManyFailuresError
from app.database.engine import db
from app.events.services import record_event
from app.factors.challenges import Purpose, start_challenge, take_challenge, this_site
from app.factors.forms import CodeForm, PasskeyForm, UsedPasskeyForm, valid_credential
from app.factors.messages import passkey_refused, recovery_code_used, unreadable_secret, wrong_code
from app.factors.passkeys import PasskeyError, request_options
from app.factors.queries import count_recovery_codes, find_factors, list_passkeys, list_passkeys_for
from app.factors.sealing import UnreadableSecretError
from app.factors.services import WrongCodeError, check_code, use_passkey
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.web.access import found_or_404, signed_in_user
from app.web.paging import form_page
from app.web.sessions import open_session, start_session

if TYPE_CHECKING:
    from flask import Response

    from app.auth.second_step import SecondStep
    from app.models import User
    from app.web.paging import Page

factor_login = Blueprint("factor_login", __name__)


@factor_login.route("/second-factor", methods=["GET", "POST"])
def give() -> Page:
    """Take a code after the password. What the log-in posts on, with a form that waits, has no code yet."""
    if current_user.is_authenticated:
        return go_on(signed_in_user())
    step = awaited_step(utc_now())
    if step is None:
        return _begin_again()
    form = CodeForm(has_app=find_factors(step.user).totp_secret is not None)
    if "code" not in request.form:
        return _step_page(step, CodeForm(formdata=None, has_app=form.has_app))
    if form.validate_on_submit():
        try:
            is_recovery = check_code(step.user, form.code.data or "", *visit(step.user.username))
        except WrongCodeError:
            db.session.commit()  # the failure counts
            form.code.errors = [wrong_code()]
        except UnreadableSecretError:
            form.code.errors = [unreadable_secret()]
        except TooManyFailuresError:
            form.form_errors = [too_many_failures()]
        else:
            _sign_in(step.user, is_remembered=step.is_remembered)
            return _go_on_after_code(step.user, is_recovery=is_recovery)
    return _step_page(step, form)


@factor_login.get("/second-factor/options")
def options_to_give() -> Response:
    """Return what a browser needs to use a passkey after the password."""
    step = found_or_404(awaited_step(utc_now()))
    known = found_or_404(list_passkeys_for(step.user, this_site().rp_id) or None)
    return _options(request_options(known, this_site(), start_challenge(Purpose.USE, utc_now())))


@factor_login.post("/second-factor/passkey")
def give_passkey() -> Page:
    """Take a passkey after the password."""
    if current_user.is_authenticated:
        return go_on(signed_in_user())
    step = awaited_step(utc_now())
    if step is None:
        return _begin_again()
    try:
        _used_passkey(PasskeyForm(), step.user)
    except PasskeyError:
        form = CodeForm(formdata=None, has_app=find_factors(step.user).totp_secret is not None)
        form.form_errors = [passkey_refused()]
        return _step_page(step, form)
    _sign_in(step.user, is_remembered=step.is_remembered)
    return go_on(step.user)


@factor_login.get("/passkey/options")
def options_to_log_in() -> Response:
    """Return what a browser needs to offer the passkeys that it has for this site."""
    return _options(request_options([], this_site(), start_challenge(Purpose.USE, utc_now())))


@factor_login.post("/passkey")
def log_in() -> Page:
    """Log in with a passkey and nothing else."""
    if current_user.is_authenticated:
        return go_on(signed_in_user())
    given = UsedPasskeyForm()
    try:
        user = _used_passkey(given)
    except PasskeyError:
        form = LoginForm(formdata=None)
        form.form_errors = [passkey_refused()]
        return login_page(form)
    _sign_in(user, is_remembered=bool(given.remember.data))
    return go_on(user)


def _used_passkey(given: PasskeyForm, expected: User | None = None) -> User:
    """Return whose passkey the browser has used.

    Raises:
        PasskeyError: it is not right.
    """
    challenge = take_challenge(Purpose.USE, utc_now())
    return use_passkey(valid_credential(given), this_site(), challenge, utc_now(), expected)


def _go_on_after_code(user: User, *, is_recovery: bool) -> Page:
    if is_recovery:
        refresh()  # the message is in the language of the account
        flash(recovery_code_used(count_recovery_codes(user)))
    return go_on(user)


def _step_page(step: SecondStep, form: CodeForm) -> Page:
    hosts = {passkey.rp_id for passkey in list_passkeys(step.user)}
    context = {"next": request.args.get("next"), "waiting": fields_that_wait(), "hosts": sorted(hosts)}
    return form_page("factors/second_step.html", form, has_passkeys=this_site().rp_id in hosts, **context)


def _begin_again() -> Page:
    """Ask for the password: it was given too long ago, or never."""
    flash(gettext("Log in with your password first."))
    return redirect(url_for("auth.login", next=request.args.get("next")), 303)


def _options(options: str) -> Response:
    return current_app.response_class(options, mimetype="application/json")


def _sign_in(user: User, *, is_remembered: bool) -> None:
    record_event(user.id, EventKind.LOGGED_IN)
    open_session(user, utc_now(), is_remembered=is_remembered)
    db.session.commit()
    start_session(user, is_remembered=is_remembered)

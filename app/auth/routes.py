"""Registering, signing in and out, and the account's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, refresh
from flask_login import COOKIE_NAME, current_user

from app.auth import registration, services
from app.auth.forms import AccountForm, DeleteAccountForm, LoginForm, PasswordForm, RegisterForm
from app.auth.login_pages import (
    ask_for_second_factor,
    go_on,
    login_page,
    too_many_failures,
    visit,
    waiting_fields,
    wrong_password,
)
from app.auth.queries import has_second_factor
from app.database.engine import db
from app.events.services import record_event
from app.invitations.services import InvitationEndedError
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.reading.launch import is_reading_on
from app.receipts.room import stored_bytes
from app.web.access import signed_in_user
from app.web.extensions import login_manager, settings
from app.web.form_tokens import has_owner, has_page_of_form
from app.web.forms import receipts_not_added
from app.web.localization import timezone_choices
from app.web.paging import form_page
from app.web.sessions import close_session, end_session, open_session, start_session
from app.web.trusted_header import proxy_username

if TYPE_CHECKING:
    from app.models import User
    from app.web.paging import Page

auth = Blueprint("auth", __name__)


@auth.route("/register", methods=["GET", "POST"])
def register() -> Page:
    """Make an account and sign it in."""
    if current_user.is_authenticated:
        if "invitation" in request.args:
            flash(gettext("You are logged in already. An invitation is for whoever has no account yet."))
        return redirect(url_for("home.index"))
    door = registration.Door(settings().registration, request.args.get("invitation", ""), request.remote_addr or "")
    if not registration.may_register(door, utc_now()):
        return _closed_page(door)
    return _register(RegisterForm(), door)


def _register(form: RegisterForm, door: registration.Door) -> Page:
    if form.validate_on_submit():
        try:
            user = registration.register_guest(_new_user(form), door, utc_now())
        except services.UsernameTakenError:
            db.session.commit()  # the try counts
            form.username.errors = [gettext("This username is taken. Choose another one.")]
        except registration.TooManyRegistrationsError:
            form.form_errors = [gettext("Too many accounts were made from your network. Wait an hour, then try again.")]
        except (registration.RegistrationClosedError, InvitationEndedError):
            return _closed_page(door)
        else:
            _sign_in(user, is_remembered=False)
            flash(gettext("Your account is ready."))
            return redirect(url_for("home.index"))
    return form_page("auth/register.html", form, is_invited=bool(door.invitation))


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_to_log_in() -> Page:
    """Send a guest to the log-in. A form that was posted after the session ended is kept in the log-in page."""
    if request.method != "POST":
        return redirect(url_for("auth.login", next=_this_address()))
    if not (has_owner() and has_page_of_form()):
        return redirect(url_for("auth.login"))
    form = LoginForm()
    form.form_errors = [
        gettext("You have been logged out. Log in, and your form opens as you filled it in. It is not saved yet.")
    ]
    if any(file.filename for file in request.files.values()):
        form.form_errors.append(receipts_not_added())
    context = {"next": _this_address(), "waiting": waiting_fields(), "door": "", "has_passkeys": False}
    return render_template("auth/login.html", form=form, **context), 401


@auth.route("/login", methods=["GET", "POST"])
def login() -> Page:
    """Sign in, or redirect if already signed in."""
    if current_user.is_authenticated:
        return go_on(signed_in_user())
    form = LoginForm()
    if form.validate_on_submit():
        try:
            username = form.username.data or ""
            user = services.authenticate(username, form.password.data or "", *visit(username))
        except services.WrongCredentialsError:
            db.session.commit()  # the failure counts
            form.form_errors = [gettext("Username or password is not right.")]
        except services.TooManyFailuresError:
            form.form_errors = [too_many_failures()]
        else:
            if has_second_factor(user):
                return ask_for_second_factor(user, is_remembered=form.remember.data)
            record_event(user.id, EventKind.LOGGED_IN)
            _sign_in(user, is_remembered=form.remember.data)
            return go_on(user)
    return login_page(form)


@auth.post("/logout")
def logout() -> Page:
    """Sign out on this device; copies of its cookies stop working too."""
    user = signed_in_user()
    close_session(user)
    record_event(user.id, EventKind.LOGGED_OUT)
    db.session.commit()
    if proxy_username():  # the log-in page would let in again
        return end_session(redirect(url_for("proxy.logged_out")))
    response = end_session(redirect(url_for("auth.login")))
    flash(gettext("You are logged out."))
    return response


@auth.route("/account", methods=["GET", "POST"])
def account() -> Page:
    """Change names and preferences."""
    user = signed_in_user()
    form = AccountForm(user)
    if form.validate_on_submit():
        services.update_preferences(user, _preferences(form))
        db.session.commit()
        refresh()  # the message is in the new language
        flash(gettext("Your account is saved."))
        return redirect(url_for("auth.account"))
    stored = stored_bytes(user) if settings().max_user_bytes else None
    return form_page("auth/account.html", form, reads_receipts=is_reading_on(), stored_bytes=stored)


@auth.route("/password", methods=["GET", "POST"])
def password() -> Page:
    """Change the password; all other sessions end."""
    user = signed_in_user()
    form = PasswordForm(user)
    if form.validate_on_submit():
        try:
            passwords = services.PasswordChange(form.current_password.data or "", form.new_password.data or "")
            services.change_password(user, passwords, *visit(user.username))
        except services.SamePasswordError:
            form.new_password.errors = [gettext("This is the password you have already. Choose another one.")]
        except services.WrongCredentialsError:
            db.session.commit()  # the failure counts
            form.current_password.errors = [wrong_password()]
        except services.TooManyFailuresError:
            form.form_errors = [too_many_failures()]
        else:
            _sign_in(user, is_remembered=COOKIE_NAME in request.cookies)
            flash(gettext("Your password is changed. All other devices are logged out, and all tokens revoked."))
            return redirect(url_for("auth.account"))
    return form_page("auth/password.html", form)


@auth.route("/delete", methods=["GET", "POST"])
def delete() -> Page:
    """Delete the account with all its data and files."""
    form = DeleteAccountForm()
    if form.validate_on_submit():
        try:
            user = signed_in_user()
            services.delete_account(user, form.password.data or "", *visit(user.username))
        except services.WrongCredentialsError:
            db.session.commit()  # the failure counts
            form.password.errors = [wrong_password()]
        except services.TooManyFailuresError:
            form.form_errors = [too_many_failures()]
        else:
            db.session.commit()
            response = end_session(redirect(url_for("auth.login")))
            flash(gettext("Your account and everything in it have been deleted."))
            return response
    return form_page("auth/delete.html", form)


def _closed_page(door: registration.Door) -> Page:
    """Say why nobody can register: in general, or with this invitation."""
    db.session.rollback()
    page = render_template("auth/register_closed.html", is_invited=bool(door.invitation))
    return page, 403 if request.method == "POST" else 200


def _sign_in(user: User, *, is_remembered: bool) -> None:
    open_session(user, utc_now(), is_remembered=is_remembered)
    db.session.commit()
    start_session(user, is_remembered=is_remembered)


def _this_address() -> str:
    return request.full_path.removesuffix("?")


def _new_user(form: RegisterForm) -> services.NewUser:
    config = settings()
    known_timezones = dict(timezone_choices())
    return services.NewUser(
        username=form.username.data or "",
        password=form.password.data or "",
        first_name=form.first_name.data or "",
        last_name=form.last_name.data or "",
        language=str(get_locale()),
        currency=config.default_currency,
        timezone=form.timezone.data if form.timezone.data in known_timezones else config.default_timezone,
    )


def _preferences(form: AccountForm) -> services.Preferences:
    return services.Preferences(
        first_name=form.first_name.data or "",
        last_name=form.last_name.data or "",
        language=form.language.data,
        currency=form.currency.data,
        timezone=form.timezone.data,
        month_start_day=form.month_start_day.data or 1,
    )

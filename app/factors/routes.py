"""Pages of second factors: turning them on and off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from app.auth.login_pages import too_many_failures, visit, wrong_password
from app.auth.services import TooManyFailuresError, WrongCredentialsError, authenticate
from app.database.engine import db
from app.factors import queries, services
from app.factors.challenges import Purpose, has_place_for_passkeys, start_challenge, take_challenge, this_site
from app.factors.forms import AppForm, ConfirmForm, MadePasskeyForm, NewPasskeyForm, valid_credential
from app.factors.messages import passkey_refused, wrong_code
from app.factors.passkeys import PasskeyError, creation_options, read_new_passkey
from app.factors.totp import app_address, grouped, qr_code
from app.models.types import utc_now
from app.web.access import found_or_404, signed_in_user
from app.web.paging import form_page, repeated_after_conflict

if TYPE_CHECKING:
    from app.models import User
    from app.web.paging import Page

factors = Blueprint("factors", __name__)


@factors.get("/factors/")
def index() -> Page:
    """Show what the account asks for beside its password."""
    return render_template("factors/index.html", factors=queries.find_factors(signed_in_user()))


@factors.route("/factors/app", methods=["GET", "POST"])
@repeated_after_conflict
def add_app() -> Page:
    """Turn on one-time codes of an app."""
    user = signed_in_user()
    if queries.find_totp_secret(user) is not None:
        return redirect(url_for("factors.index"))
    form = AppForm()
    if form.validate_on_submit() and _is_confirmed(user, form):
        try:
            codes = services.turn_on_codes(user, form.secret, form.code.data or "", utc_now())
        except services.WrongCodeError:
            form.code.errors = [wrong_code()]
        else:
            db.session.commit()
            flash(gettext("Logging in now asks for a code of your app."))
            return _show_recovery_codes(codes)
    address = app_address(form.secret, user.username)
    drawn = {"picture": qr_code(address), "secret": grouped(form.secret), "address": address}
    return form_page("factors/app.html", form, **drawn)


@factors.route("/factors/app/remove", methods=["GET", "POST"])
def remove_app() -> Page:
    """Turn off one-time codes."""
    user = signed_in_user()
    if queries.find_totp_secret(user) is None:
        return redirect(url_for("factors.index"))
    form = ConfirmForm()
    if form.validate_on_submit() and _is_confirmed(user, form):
        services.turn_off_codes(user)
        db.session.commit()
        flash(gettext("Codes of an app are off."))
        return redirect(url_for("factors.index"))
    return form_page("factors/remove_app.html", form)


@factors.route("/factors/recovery-codes", methods=["GET", "POST"])
@repeated_after_conflict
def renew_recovery_codes() -> Page:
    """Make new recovery codes; the old ones stop working."""
    user = signed_in_user()
    if not queries.find_factors(user).is_on:
        return redirect(url_for("factors.index"))
    form = ConfirmForm()
    if form.validate_on_submit() and _is_confirmed(user, form):
        codes = services.renew_recovery_codes(user)
        db.session.commit()
        return _show_recovery_codes(codes)
    return form_page("factors/renew_codes.html", form)


@factors.route("/factors/passkeys/new", methods=["GET", "POST"])
def add_passkey() -> Page:
    """Take the name of a new passkey and the password, then let a script of the next page make the passkey."""
    user = signed_in_user()
    if not has_place_for_passkeys():
        return render_template("factors/no_passkeys.html", address=this_site().origin)
    form = NewPasskeyForm()
    if form.validate_on_submit() and _is_confirmed(user, form):
        known = queries.list_passkeys(user)
        options = creation_options(user, known, this_site(), start_challenge(Purpose.ADD, utc_now()))
        return form_page("factors/make_passkey.html", MadePasskeyForm(), options=options)
    return form_page("factors/new_passkey.html", form)


@factors.post("/factors/passkeys")
@repeated_after_conflict
def save_passkey() -> Page:
    """Save a passkey that was just made; its challenge shows that the password was given."""
    user, form = signed_in_user(), MadePasskeyForm()
    try:
        challenge = take_challenge(Purpose.ADD, utc_now())
        made = read_new_passkey(valid_credential(form), this_site(), challenge)
        codes = services.add_passkey(user, form.name.data or "", this_site(), made)
    except PasskeyError:
        again = NewPasskeyForm(formdata=None, name=form.name.data)
        again.form_errors = [passkey_refused()]
        return form_page("factors/new_passkey.html", again)
    db.session.commit()
    flash(gettext("The passkey “%(name)s” is added.", name=form.name.data))
    return _show_recovery_codes(codes)


@factors.route("/factors/passkeys/<row_id:passkey_id>/remove", methods=["GET", "POST"])
def remove_passkey(passkey_id: int) -> Page:
    """Remove a passkey."""
    user = signed_in_user()
    passkey = found_or_404(queries.find_passkey(user, passkey_id))
    form = ConfirmForm()
    if form.validate_on_submit() and _is_confirmed(user, form):
        services.remove_passkey(user, passkey)
        db.session.commit()
        flash(gettext("The passkey “%(name)s” is removed.", name=passkey.name))
        return redirect(url_for("factors.index"))
    return form_page("factors/remove_passkey.html", form, passkey=passkey)


def _is_confirmed(user: User, form: ConfirmForm) -> bool:
    """Check the password of a form; what is wrong with it stands beside the field."""
    try:
        authenticate(user.username, form.password.data or "", *visit(user.username))
    except WrongCredentialsError:
        db.session.commit()  # the failure counts
        form.password.errors = [wrong_password()]
    except TooManyFailuresError:
        form.form_errors = [too_many_failures()]
    return not form.errors


def _show_recovery_codes(codes: list[str]) -> Page:
    """Show new recovery codes, which no other page can do; without any, show the factors."""
    if not codes:
        return redirect(url_for("factors.index"))
    return render_template("factors/recovery_codes.html", codes=codes)

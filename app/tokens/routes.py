"""The page of tokens."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from app.auth.login_pages import too_many_failures, visit, wrong_password
from app.auth.services import TooManyFailuresError, WrongCredentialsError, authenticate
from app.database.engine import db
from app.models.types import utc_now
from app.tokens import queries, services
from app.tokens.forms import TokenForm
from app.web.access import found_or_404, signed_in_user
from app.web.paging import form_page, repeated_after_conflict

if TYPE_CHECKING:
    from app.web.paging import Page

tokens = Blueprint("tokens", __name__)


@tokens.route("/", methods=["GET", "POST"])
@repeated_after_conflict
def index() -> Page:
    """List the tokens, and make a new one; its text is shown once, in the answer to the form."""
    user, form = signed_in_user(), TokenForm()
    if form.validate_on_submit():
        try:
            authenticate(user.username, form.password.data or "", *visit(user.username))
            made = services.make_token(user, _new_token(form), utc_now())
        except WrongCredentialsError:
            db.session.commit()  # the failure counts
            form.password.errors = [wrong_password()]
        except TooManyFailuresError:
            form.form_errors = [too_many_failures()]
        except services.LostTextError:
            flash(gettext("This form has made its token. It cannot be shown again: revoke it and make a new one."))
            return redirect(url_for(".index"))
        except services.TooManyTokensError:
            form.form_errors = [gettext("At most %(count)s tokens. Revoke one first.", count=services.MAX_TOKENS)]
        else:
            db.session.commit()
            return render_template("tokens/made.html", made=made)
    return form_page("tokens/index.html", form, tokens=queries.list_tokens(user), now=utc_now())


@tokens.post("/<row_id:token_id>/revoke")
def revoke(token_id: int) -> Page:
    user = signed_in_user()
    token = found_or_404(queries.get_token(user, token_id))
    services.revoke_token(user, token)
    db.session.commit()
    flash(gettext("The token “%(name)s” is revoked.", name=token.name))
    return redirect(url_for(".index"))


def _new_token(form: TokenForm) -> services.NewToken:
    return services.NewToken(
        name=form.name.data or "",
        may_add=form.may_add.data,
        may_read=form.may_read.data,
        days=int(form.days.data),
        form_key=form.key.data or secrets.token_urlsafe(),
    )

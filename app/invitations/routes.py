"""The page of invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext

from app.database.engine import db
from app.invitations import queries, services
from app.invitations.forms import InvitationForm
from app.models.types import utc_now
from app.web.access import found_or_404, signed_in_user
from app.web.extensions import settings
from app.web.paging import form_page

if TYPE_CHECKING:
    from app.web.paging import Page

invitations = Blueprint("invitations", __name__)


@invitations.before_request
def need_a_door() -> None:
    """Answer 404 where whoever runs the server alone makes accounts."""
    if settings().registration == "closed":
        abort(404)


@invitations.route("/", methods=["GET", "POST"])
def index() -> Page:
    """List the open invitations, and make a new one; its link is shown once, in the answer to the form."""
    user, form = signed_in_user(), InvitationForm()
    if form.validate_on_submit():
        try:
            token = services.make_invitation(user, form.name.data or "", utc_now())
        except services.TooManyInvitationsError:
            most = services.MAX_INVITATIONS
            form.form_errors = [gettext("At most %(count)s open invitations. Withdraw one first.", count=most)]
        else:
            db.session.commit()
            link = url_for("auth.register", invitation=token, _external=True)
            return render_template("invitations/made.html", name=form.name.data, link=link)
    return form_page("invitations/index.html", form, invitations=queries.list_invitations(user, utc_now()))


@invitations.post("/<row_id:invitation_id>/revoke")
def revoke(invitation_id: int) -> Page:
    """Withdraw an invitation."""
    invitation = found_or_404(queries.get_invitation(signed_in_user(), invitation_id))
    services.revoke_invitation(invitation)
    db.session.commit()
    flash(gettext("The invitation for %(name)s is withdrawn.", name=invitation.name))
    return redirect(url_for(".index"))

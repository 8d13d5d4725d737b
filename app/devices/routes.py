"""Pages of the devices on which somebody is logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from app.database.engine import db
from app.devices import queries, services
from app.devices.forms import NameForm
from app.models.types import utc_now
from app.web.access import found_or_404, signed_in_user
from app.web.extensions import settings
from app.web.paging import form_page, repeated_after_conflict

if TYPE_CHECKING:
    from app.models import LoginSession
    from app.web.paging import Page

devices = Blueprint("devices", __name__)


@devices.get("/")
def index() -> Page:
    """List the devices, this one first."""
    found = queries.list_devices(signed_in_user(), utc_now())
    return render_template("devices/index.html", devices=found, idle_days=settings().session_idle.days)


@devices.route("/<row_id:session_id>/name", methods=["GET", "POST"])
@repeated_after_conflict
def name(session_id: int) -> Page:
    """Call a device by a name."""
    device = _get(session_id)
    form = NameForm(obj=device)
    if form.validate_on_submit():
        services.rename_device(device, form.name.data or "")
        db.session.commit()
        flash(gettext("The name of the device is saved."))
        return redirect(url_for(".index"))
    return form_page("devices/name.html", form, device=device)


@devices.post("/<row_id:session_id>/end")
@repeated_after_conflict
def end(session_id: int) -> Page:
    """Log out on one device."""
    device = _get(session_id)
    services.end_device(signed_in_user(), device)
    db.session.commit()
    flash(gettext("%(device)s is logged out.", device=device.name or device.device or gettext("The device")))
    return redirect(url_for(".index"))


@devices.post("/end-others")
def end_others() -> Page:
    """Log out everywhere but here."""
    services.end_other_devices(signed_in_user())
    db.session.commit()
    flash(gettext("All other devices are logged out."))
    return redirect(url_for(".index"))


def _get(session_id: int) -> LoginSession:
    return found_or_404(queries.get_device(signed_in_user(), session_id))

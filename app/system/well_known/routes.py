"""What machines ask for at known addresses: crawlers, password managers, and who has found a hole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, url_for

from app.models.types import utc_now
from app.web.extensions import settings

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

well_known = Blueprint("well_known", __name__)

_VALID_FOR = dt.timedelta(days=90)  # from each request on; RFC 9116 wants less than a year


@well_known.get("/robots.txt")
def robots() -> Response:
    """Ask crawlers to stay away: all is private."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@well_known.get("/.well-known/security.txt")
def security() -> Response:
    """Say whom to tell about a hole (RFC 9116); 404 if no setting names anybody."""
    contact = settings().security_contact or abort(404)
    expires = (utc_now() + _VALID_FOR).isoformat(timespec="seconds")
    text = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, hr\n"
    return Response(text, mimetype="text/plain")


@well_known.get("/.well-known/change-password")
def change_password() -> BaseResponse:
    """Lead password managers to the form (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect(url_for("auth.password"))

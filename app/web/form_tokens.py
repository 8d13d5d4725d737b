"""CSRF tokens that also say whose form it is, so that a form sent after a log-out can be shown again to its owner.

A form with an old token never changes anything. If its page has the same URL, the form is shown again with what was
typed and an error, and only to the user who typed it.
"""

from __future__ import annotations

import secrets

from flask import current_app, g, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer

_SALT = "wtf-csrf-token"  # Flask-WTF's own
WAITING_TOKEN = "form_token"  # noqa: S105 - the name of the field that has the token of a form that waits for the log-in


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """CSRF protection that lets an old token of the same user pass to the form, whose own check then fails."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - Flask-WTF's signature
        """Check the token of this request.

        Raises:
            CSRFError: it is not valid in this session, and the form cannot be shown again.
        """
        try:
            super().protect(apply_exemptions)
        except CSRFError:
            g.has_bad_form_token = True
            if not (current_user.is_authenticated and is_form_of(current_user.id) and has_page_of_form()):
                raise


def has_bad_token() -> bool:
    """Tell whether this request had a form whose token is not of this session."""
    return bool(g.get("has_bad_form_token"))


def new_token(user_id: int) -> str:
    """Return the secret of a session; its forms carry it signed."""
    return f"{user_id}.{secrets.token_hex(16)}"


def has_page_of_form() -> bool:
    """Tell whether a GET of this URL shows the form that was sent."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def has_owner() -> bool:
    """Tell whether the form that was sent was opened by a signed-in user."""
    return bool(_owner())


def is_form_of(user_id: int) -> bool:
    """Tell whether this user opened the form that was sent, in this session or an earlier one."""
    return _owner() == str(user_id)


def _owner() -> str:
    token = request.form.get(WAITING_TOKEN) or request.form.get("csrf_token", "")
    try:
        kept: str = URLSafeTimedSerializer(current_app.config["WTF_CSRF_SECRET_KEY"], salt=_SALT).loads(token)
    except BadData:
        return ""
    return kept.partition(".")[0] if "." in kept else ""  # a guest's has no owner

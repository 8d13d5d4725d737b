"""The tokens of forms. Each says whose form it is, so that one from before a log-in comes back to its owner.

A form whose token has ended changes nothing. But where a page has its form at the same address, it may be shown again
with what was typed: the form checks the token too, and so has an error. Nobody but the owner sees it.
"""

from __future__ import annotations

import secrets

from flask import current_app, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from itsdangerous import BadData, URLSafeTimedSerializer

_SALT = "wtf-csrf-token"  # Flask-WTF's own
WAITING_TOKEN = "form_token"  # noqa: S105 - the name of the field that has the token of a form that waits for the log-in


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """The check of every form's token, which lets an old one of the same person through to the form's own check."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - Flask-WTF's signature
        """Check the token of this request.

        Raises:
            CSRFError: it is not of this session, and the form cannot be shown again.
        """
        try:
            super().protect(apply_exemptions)
        except CSRFError:
            if not (current_user.is_authenticated and is_form_of(current_user.id) and has_page_of_form()):
                raise


def new_token(user_id: int) -> str:
    """Return what the session keeps, and what the tokens of its forms carry, signed."""
    return f"{user_id}.{secrets.token_hex(16)}"


def has_page_of_form() -> bool:
    """Tell whether the form that was sent stands on a page with its own address."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def has_owner() -> bool:
    """Tell whether somebody who was signed in has opened the form that was sent."""
    return bool(_owner())


def is_form_of(user_id: int) -> bool:
    """Tell whether this user has opened the form that was sent, in this session or an earlier one."""
    return _owner() == str(user_id)


def _owner() -> str:
    token = request.form.get(WAITING_TOKEN) or request.form.get("csrf_token", "")
    try:
        kept: str = URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT).loads(token)
    except BadData:
        return ""
    return kept.partition(".")[0] if "." in kept else ""  # a guest's has no owner

"""The cookie of "remember me", also where the key that signed it has been exchanged."""

from __future__ import annotations

from typing import Any

from flask import current_app, session
from flask_login import LoginManager, decode_cookie, encode_cookie


class RememberingLogins(LoginManager):  # type: ignore[misc]
    """Flask-Login itself knows one key: take the cookie of a former one too, and send it signed anew."""

    def _load_user_from_remember_cookie(self, cookie: str) -> Any:
        return super()._load_user_from_remember_cookie(_signed_anew(cookie))


def _signed_anew(cookie: str) -> str:
    for key in current_app.config["SECRET_KEY_FALLBACKS"]:
        if user_id := decode_cookie(cookie, key=key):
            session["_remember"] = "set"  # by which Flask-Login sends it
            anew: str = encode_cookie(user_id)
            return anew
    return cookie

"""Devices that have logged in before: a cookie by which guesses of strangers do not lock the owner out.

The cookie is a random token, and a signature for each account that has logged in on the device. It opens nothing, and
says nothing about accounts: only the server can tell whose a signature is, and only when given the username.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from flask import after_this_request, request
from itsdangerous import Signer

from app.core.text import same_name_key
from app.web.extensions import settings

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

KNOWN_DEVICE_COOKIE = "known_device"
_LIFETIME = dt.timedelta(days=400)  # the longest that browsers allow
_MAX_ACCOUNTS = 8  # of a device that a family shares; the oldest is forgotten
_TOKEN = re.compile(r"[\w-]{22}", re.ASCII)  # 128 random bits in base64


def known_device(username: str) -> str:
    """Return the hash of this device's token if the account has logged in on it before, else an empty text."""
    token, signatures = _read_cookie()
    is_known = any(_signer().verify_signature(_message(token, username), signature) for signature in signatures)
    return hashlib.sha256(token.encode()).hexdigest() if is_known else ""


def remember_device(username: str) -> None:
    """Let the answer to this request tell the browser that the account has logged in on it."""
    token, signatures = _read_cookie()
    own = _signer().get_signature(_message(token, username)).decode()
    others = [signature for signature in signatures if signature != own]
    value = ".".join([token, own, *others[: _MAX_ACCOUNTS - 1]])

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(KNOWN_DEVICE_COOKIE, value, max_age=_LIFETIME, httponly=True, samesite="Lax")
        return response


def _read_cookie() -> tuple[str, list[str]]:
    """Return the device's token, a new one where there is none, and the signatures."""
    token, *signatures = request.cookies.get(KNOWN_DEVICE_COOKIE, "").split(".")
    if not _TOKEN.fullmatch(token):
        return secrets.token_urlsafe(16), []
    return token, signatures[:_MAX_ACCOUNTS]


def _signer() -> Signer:
    return Signer(settings().secret_keys, salt="known-device", key_derivation="hmac", digest_method=hashlib.sha256)


def _message(token: str, username: str) -> str:
    return f"{token}.{same_name_key(username)}"

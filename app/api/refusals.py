"""Why a request is not let in, in words and in the headers that programs read (RFC 6750)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext

from app.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from app.models import ApiToken

_REALM = 'Bearer realm="potrosnja"'


def bearer_token() -> str:
    """Return the token that was sent, empty if there is none; `request.authorization` raises for some damaged ones."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def missing_scope(token: ApiToken) -> str:
    """Return the name of the scope that this request needs and the token does not have, empty if it may."""
    if request.method in {"GET", "HEAD"}:
        return "" if token.may_read else "read"
    return "" if token.may_add else "add"


def refuse_token(*, is_expired: bool) -> Response:
    text = gettext("This token has ended. Make a new one in your account.") if is_expired else ""
    text = text or gettext("Send a token of your account: Authorization: Bearer potrosnja_…")
    header = f'{_REALM}, error="invalid_token"' if "Authorization" in request.headers else _REALM
    return problem(401, gettext("No valid token"), text, headers=[("WWW-Authenticate", header)])


def refuse_scope(scope: str) -> Response:
    header = f'{_REALM}, error="insufficient_scope", scope="{scope}"'
    text = gettext("This token may not do that. It needs the scope “%(scope)s”.", scope=scope)
    return problem(403, gettext("Not allowed"), text, headers=[("WWW-Authenticate", header)])


def refuse_for_now(seconds: int) -> Response:
    text = gettext("Too many requests with this token. Wait %(seconds)s seconds.", seconds=seconds)
    return problem(429, gettext("Too many requests"), text, headers=[("Retry-After", str(seconds))])


def refuse_key() -> Response:
    text = gettext("Something else was sent with this Idempotency-Key. Use a new key for a new request.")
    return problem(422, gettext("This was not saved"), text, errors={"Idempotency-Key": text})


def refuse_filters(errors: Mapping[str, str]) -> Response:
    return problem(400, gettext("A filter cannot be read"), " ".join(errors.values()), errors=errors)

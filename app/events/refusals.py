"""Lines in the host's log for refused forms and pages: method and path, but no query and nothing that was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request
from flask_login import current_user

from app.events.services import Refusal, record_refusal
from app.web.form_tokens import has_bad_token

if TYPE_CHECKING:
    from flask import Flask, Response

_NOT_FOUND = 404


def register_refusal_log(app: Flask) -> None:
    app.after_request(_note_refusal)


def _note_refusal(response: Response) -> Response:
    if has_bad_token():
        record_refusal(Refusal.FORM, _user_id(), method=request.method, path=request.path)
    elif response.status_code == _NOT_FOUND and request.endpoint and (user_id := _user_id()):
        # A guest is led to the log-in instead.
        record_refusal(Refusal.NOT_FOUND, user_id, method=request.method, path=request.path)
    return response


def _user_id() -> int | None:
    """Return whose request it is, None for a guest. Asked only if need be: the database may have failed."""
    return current_user.id if g.get("_login_user") and current_user.is_authenticated else None

"""A number for each request, in all that is logged meanwhile and in the answer, and a line in the log of requests."""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import TYPE_CHECKING

from flask import g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from app.web.extensions import settings

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

HEADER = "X-Request-ID"
access_log = logging.getLogger("potrosnja.access")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def register_request_log(app: Flask) -> None:
    """Register the hooks; before all others, so that what those log has the number."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(lambda _error: clear_contextvars())  # the thread goes on to other requests


def _begin() -> None:
    g.began_at = time.perf_counter()
    g.request_id = _given_id() or secrets.token_hex(8)
    bind_contextvars(request_id=g.request_id)


def _given_id() -> str:
    """Return the number that the proxy gave, if there is a proxy and it is one."""
    given = request.headers.get(HEADER, "") if settings().trusted_proxies else ""
    return given if _ID.fullmatch(given) else ""


def _end(response: Response) -> Response:
    if "request_id" in g:
        response.headers[HEADER] = g.request_id
        if access_log.isEnabledFor(logging.INFO):
            access_log.info("request", extra=_describe(response))
    return response


def _describe(response: Response) -> dict[str, object]:
    """Return what the line says: no query, which holds what people search for, and nobody's name."""
    return {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "milliseconds": round(1000 * (time.perf_counter() - g.began_at), 1),
        "address": request.remote_addr,
    }

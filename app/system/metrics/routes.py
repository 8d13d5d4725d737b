"""`/metrics`, for who has the token of METRICS_TOKEN; for all others there is no such address."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, current_app, request

from app.system.metrics.queries import read_gauges
from app.web.extensions import settings

if TYPE_CHECKING:
    from flask import Flask

metrics = Blueprint("metrics", __name__)


def register_metrics(app: Flask) -> None:
    """Count requests, if there is a token to ask with."""
    if app.config["SETTINGS"].metrics_token:
        # Late: the package takes some megabytes, and few installations are watched.
        from app.system.metrics.exposition import count_requests  # noqa: PLC0415 - the reason is above

        count_requests(app)


@metrics.get("/metrics")
def show() -> Response:
    if not _has_token():
        abort(404)
    # Late, as above.
    from app.system.metrics.exposition import CONTENT_TYPE, write_figures  # noqa: PLC0415 - the reason is above

    text = write_figures(current_app.extensions["metrics"], read_gauges())
    return Response(text, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _has_token() -> bool:
    token = settings().metrics_token
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())

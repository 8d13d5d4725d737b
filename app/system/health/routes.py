"""The health checks, for monitoring."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, jsonify

from app.system.health.services import Health, check_health

if TYPE_CHECKING:
    from flask import Response

health = Blueprint("health", __name__)

_FRESH_SECONDS = 5  # the endpoint is public, so the disk is tried at most this often
_PATIENCE_SECONDS = 2  # for another request that is checking
_one_at_a_time = Lock()


@health.get("/healthz")
def show() -> Response:
    """Answer that this process answers: who restarts processes asks here, and a restart mends no database."""
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Answer 200 when the database and the upload folder can be used and have room, else 503."""
    found = _recent_health()
    answer = jsonify(
        status="ok" if found.is_well else "failing",
        database=found.database,
        migrations=found.migrations,
        uploads=found.uploads,
    )
    return answer, 200 if found.is_well else 503


def _recent_health() -> Health:
    """Return a recent result, or check again. One request at a time checks; others wait a moment at most."""
    asked_at = time.monotonic()
    if not _one_at_a_time.acquire(timeout=_PATIENCE_SECONDS):
        return Health(database=False, migrations=False, uploads=False)  # a check that takes so long has failed
    try:
        found: Health | None = current_app.extensions.get("health")
        if found is None or found.seen_at < asked_at - _FRESH_SECONDS:
            found = current_app.extensions["health"] = check_health()
        return found
    finally:
        _one_at_a_time.release()

"""Whether the application can do its work, for whatever watches it."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, jsonify

from app.system.health.services import Health, check_health

if TYPE_CHECKING:
    from flask import Response

health = Blueprint("health", __name__)

_FRESH_SECONDS = 5  # everybody may ask, and as often as they like; the disk is tried out only so often
_PATIENCE_SECONDS = 2  # with another request that is trying it out
_one_at_a_time = Lock()


@health.get("/healthz")
def show() -> tuple[Response, int]:
    """Answer 200 when the database and the upload folder can be read and written and have room, else 503."""
    found = _recent_health()
    is_well = found.database and found.uploads
    answer = jsonify(status="ok" if is_well else "failing", database=found.database, uploads=found.uploads)
    return answer, 200 if is_well else 503


def _recent_health() -> Health:
    """Return what was found out lately. Only one request at a time finds out more, and none waits long for it."""
    asked_at = time.monotonic()
    if not _one_at_a_time.acquire(timeout=_PATIENCE_SECONDS):
        return Health(database=False, uploads=False)  # what takes so long does not work
    try:
        found: Health | None = current_app.extensions.get("health")
        if found is None or found.seen_at < asked_at - _FRESH_SECONDS:
            found = current_app.extensions["health"] = check_health()
        return found
    finally:
        _one_at_a_time.release()

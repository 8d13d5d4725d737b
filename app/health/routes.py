"""Whether the application can do its work, for whatever watches it."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, jsonify

from app.health.services import look

if TYPE_CHECKING:
    from flask import Response

    from app.health.services import Health

health = Blueprint("health", __name__)

_FRESH_SECONDS = 5  # everybody may ask, and as often as they like; the disk is tried out only so often
_one_at_a_time = Lock()


@health.get("/healthz")
def show() -> tuple[Response, int]:
    """Answer 200 when the database and the upload folder can be read and written and have room, else 503."""
    found = _look_if_it_is_long_ago()
    is_well = found.database and found.uploads
    answer = jsonify(status="ok" if is_well else "failing", database=found.database, uploads=found.uploads)
    return answer, 200 if is_well else 503


def _look_if_it_is_long_ago() -> Health:
    asked_at = time.monotonic()
    with _one_at_a_time:  # who waits here gets what the one before found out meanwhile
        found: Health | None = current_app.extensions.get("health")
        if found is None or found.seen_at < asked_at - _FRESH_SECONDS:
            found = current_app.extensions["health"] = look()
        return found

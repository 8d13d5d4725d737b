"""Pages that are sent while they are made, so that work of seconds shows how far it is, without a script."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Response, get_flashed_messages, stream_template

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS_A_PIECE = 0.25  # what is ready sooner is sent in one piece


def stream_page(template: str, status: int = 200, **context: Any) -> Response:
    """Return a page that a template makes while it does the work of its context.

    The database session of the request has ended by then: work that changes a row reads it anew.
    """
    get_flashed_messages()  # they go from the cookie, which is sent before the page
    response = Response(_in_pieces(stream_template(template, **context)), status)
    response.headers["X-Accel-Buffering"] = "no"  # tells nginx to pass each piece on
    return response


def _in_pieces(parts: Iterator[str]) -> Iterator[str]:
    ready: list[str] = []
    sent_at = time.monotonic()
    for part in parts:
        ready.append(part)
        if time.monotonic() - sent_at > _SECONDS_A_PIECE:
            yield "".join(ready)
            ready.clear()
            sent_at = time.monotonic()
    yield "".join(ready)

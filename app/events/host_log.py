"""The host's log of events: lines of JSON on standard error, for a journal or a program that bans addresses."""

from __future__ import annotations

import logging

from app.events.services import host_log


def write_host_log() -> None:
    """Write the lines of events, each alone: what else is logged may have another form."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    host_log.handlers = [handler]
    host_log.setLevel(logging.INFO)
    host_log.propagate = False

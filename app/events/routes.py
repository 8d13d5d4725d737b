"""The page of what happened to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from app.events import queries
from app.events.messages import KIND_NAMES
from app.models.account_event import EVENTS_KEPT
from app.models.types import utc_now
from app.web.access import signed_in_user
from app.web.paging import requested_paging

if TYPE_CHECKING:
    from app.web.paging import Page

events = Blueprint("events", __name__)

_PAGE_SIZE = 50


@events.get("/")
def index() -> Page:
    """List what happened to the account, the latest first."""
    user, now = signed_in_user(), utc_now()
    paging = requested_paging(queries.count_events(user, now), _PAGE_SIZE)
    listed = queries.list_events(user, now, paging)
    return render_template(
        "events/index.html", events=listed, paging=paging, names=KIND_NAMES, kept_days=EVENTS_KEPT.days
    )

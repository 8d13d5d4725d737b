"""The URL of a report. That of a list has the same query as the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from app.core.periods import FIRST_DATE, LAST_DATE

if TYPE_CHECKING:
    from app.core.periods import DateRange


def report_url(days: DateRange) -> str:
    """Return the URL of the report of these days, as far as the filter knows them."""
    values: dict[str, Any] = {"from": max(days.begin, FIRST_DATE), "to": min(days.last, LAST_DATE)}
    return url_for("report.show", **values)

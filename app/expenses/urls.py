"""URLs of the list with filters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import g, url_for

from app.core.periods import FIRST_DATE, LAST_DATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.core.periods import DateRange


def expenses_url(days: DateRange | None = None, category_id: int | None = None, **filters: object) -> str:
    """Return the URL of the list with filters, named as in `FilterForm`.

    A page has hundreds of these, so the list's own URL is built once, and only what may need it is quoted.
    """
    category = [] if category_id is None else [f"category_id={category_id}"]
    dates = [f"from={max(days.begin, FIRST_DATE)}", f"to={min(days.last, LAST_DATE)}"] if days else []  # that it knows
    more = [urlencode(filters)] if filters else []
    query = "&".join([*category, *dates, *more])
    return f"{_base_url()}?{query}" if query else _base_url()


def list_url(values: Mapping[str, object]) -> str:
    """Return the URL of the list with the query parameters of `FilterForm`, whatever was typed in them."""
    return f"{_base_url()}?{urlencode(values)}"


def _base_url() -> str:
    try:
        url: str = g.expenses_url
    except AttributeError:
        url = g.expenses_url = url_for("expenses.index")
    return url

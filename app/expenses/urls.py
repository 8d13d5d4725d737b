"""The address of the list with filters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import g, url_for

from app.core.periods import FIRST_DATE, LAST_DATE

if TYPE_CHECKING:
    from app.core.periods import DateRange


def expenses_url(days: DateRange | None = None, category_id: int | None = None, **filters: object) -> str:
    """Return the address of the list with some filters; `FilterForm` reads them, by the same names.

    A page has hundreds of these addresses, so the address of the list is looked up once for a request.
    """
    if "expenses_url" not in g:
        g.expenses_url = url_for("expenses.index")
    values = dict(filters)
    if category_id is not None:
        values["category_id"] = category_id
    if days is not None:  # as far as the list knows days
        values |= {"from": max(days.begin, FIRST_DATE), "to": min(days.last, LAST_DATE)}
    return f"{g.expenses_url}?{urlencode(values)}" if values else str(g.expenses_url)

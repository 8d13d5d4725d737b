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
    category = {} if category_id is None else {"category_id": category_id}
    dates = {"from": max(days.begin, FIRST_DATE), "to": min(days.last, LAST_DATE)} if days else {}  # that it knows
    values = {**category, **dates, **filters}
    return f"{g.expenses_url}?{urlencode(values)}" if values else str(g.expenses_url)

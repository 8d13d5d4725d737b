"""Ranges of days as a table to join: the database then finds each one's rows by the index on the day."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, bindparam, column, literal_column, select, union_all, values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import CTE, Select

    from app.periods import DateRange

_MOST_PARTS = 100  # of a union; SQLite takes 500


def ranges_table(ranges: Sequence[DateRange]) -> CTE:
    """Return the ranges as a table, with their position, from 0; it takes the parameters of its days."""
    if len(ranges) <= _MOST_PARTS:
        return _united_ranges(len(ranges))
    columns = (column("position", Integer), column("begins_on", Date), column("ends_on", Date))
    rows = [(position, days.begin, days.end) for position, days in enumerate(ranges)]
    return values(*columns, name="ranges").data(rows).cte("days")


@lru_cache(maxsize=_MOST_PARTS)
def _united_ranges(count: int) -> CTE:
    """Return so many ranges, whose days are parameters; a table of values is compiled anew for every request."""
    rows: list[Select[*tuple[Any, ...]]] = [
        select(
            literal_column(str(position)).label("position"),
            bindparam(f"begin_{position}", type_=Date).label("begins_on"),
            bindparam(f"end_{position}", type_=Date).label("ends_on"),
        )
        for position in range(count)
    ]
    return union_all(*rows).cte("days")


def range_parameters(ranges: Sequence[DateRange]) -> dict[str, dt.date]:
    """Return the days of ranges as parameters, where their table asks for them."""
    if len(ranges) > _MOST_PARTS:
        return {}
    begins = {f"begin_{position}": days.begin for position, days in enumerate(ranges)}
    return begins | {f"end_{position}": days.end for position, days in enumerate(ranges)}

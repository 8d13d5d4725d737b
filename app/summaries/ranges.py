"""Ranges of days as a table to join, so that the database reads each from the index by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, bindparam, literal_column, select, union_all

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    from app.core.periods import DateRange

MOST_RANGES = 400  # in one statement: SQLite allows 500 SELECTs in a UNION


def ranges_table(count: int) -> CTE:
    """Return a table of `count` ranges with the columns `position` (from 0), `begins_on` and `ends_on`.

    Not `values()`: SQLAlchemy compiles a statement with it anew each time, which takes 3 ms.
    """
    rows = [
        select(
            literal_column(str(position), Integer).label("position"),
            bindparam(f"begin_{position}", type_=Date).label("begins_on"),
            bindparam(f"end_{position}", type_=Date).label("ends_on"),
        )
        for position in range(count)
    ]
    return union_all(*rows).cte("days")


def ranges_parameters(ranges: Sequence[DateRange]) -> dict[str, Any]:
    """Return the parameters of the table."""
    begins = {f"begin_{position}": days.begin for position, days in enumerate(ranges)}
    return begins | {f"end_{position}": days.end for position, days in enumerate(ranges)}


def lies_in(day: InstrumentedAttribute[dt.date], ranges: CTE) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for a day to be in a range of the table."""
    return day >= ranges.c.begins_on, day < ranges.c.ends_on

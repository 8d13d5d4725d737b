"""Ranges of days as a table to join: the database then finds each one's rows by the index on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, column, values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

    from app.core.periods import DateRange


def ranges_table(ranges: Sequence[DateRange]) -> CTE:
    """Return the ranges as a table with the columns `position`, from 0, `begins_on` and `ends_on`."""
    columns = (column("position", Integer), column("begins_on", Date), column("ends_on", Date))
    rows = [(position, days.begin, days.end) for position, days in enumerate(ranges)]
    return values(*columns, name="days").data(rows).cte("days")


def lies_in(day: InstrumentedAttribute[dt.date], ranges: CTE) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a day lies in a range of the table."""
    return day >= ranges.c.begins_on, day < ranges.c.ends_on

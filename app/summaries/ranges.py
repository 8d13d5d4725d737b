"""Ranges of days as a table to join: the database then finds each one's rows by the index on the day.

However many they are, they are one parameter of one statement: a list of days in JSON. So nothing is compiled anew when
there is one more month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Date, Integer, bindparam, cast, column, func, literal_column, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.extensions import db

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import CTE, ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler

    from app.periods import DateRange

_RANGES = bindparam("ranges", type_=JSON)


def ranges_table() -> CTE:
    """Return the ranges as a table, with their position, from 0; it takes the parameter of its days."""
    return _TABLES[db.session.get_bind().dialect.name]


def lies_in(day: InstrumentedAttribute[dt.date], ranges: CTE) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a day lies in a range of the table."""
    return day >= ranges.c.begins_on, day < ranges.c.ends_on


def ranges_parameter(ranges: Sequence[DateRange]) -> dict[str, list[tuple[str, str]]]:
    """Return the ranges as the parameter for which their table asks."""
    return {"ranges": [(days.begin.isoformat(), days.end.isoformat()) for days in ranges]}


def _table_of_sqlite() -> CTE:
    item = func.json_each(_RANGES).table_valued(column("key", Integer), "value")
    begin, end = (func.json_extract(item.c.value, literal_column(path), type_=Date) for path in ("'$[0]'", "'$[1]'"))
    return select(item.c.key.label("position"), begin.label("begins_on"), end.label("ends_on")).cte("days")


def _table_of_postgresql() -> CTE:
    item = func.json_array_elements(_RANGES).table_valued("value", with_ordinality="number").render_derived()
    begin, end = (cast(item.c.value.op("->>")(literal_column(place)), Date) for place in ("0", "1"))
    position = type_coerce(item.c.number, Integer) - literal_column("1")
    return select(position.label("position"), begin.label("begins_on"), end.label("ends_on")).cte("days")


class json_array(GenericFunction[list[int]]):  # noqa: N801 - the name of the function in SQL
    """Several numbers as one: what a subquery in a row of another statement may return is one value."""

    type = JSON()
    inherit_cache = True


@compiles(json_array, "postgresql")
def _build_array(function: json_array, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_build_array({compiler.process(function.clauses, **options)})"


_TABLES = {"sqlite": _table_of_sqlite(), "postgresql": _table_of_postgresql()}

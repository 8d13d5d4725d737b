"""Indexes of some rows only, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Index
from sqlalchemy import text as sql_text

if TYPE_CHECKING:
    from sqlalchemy import MetaData

_CONDITION = "condition"


def partial_index(condition: str, name: str | None, *columns: str, is_unique: bool = False) -> Index:
    """Return an index that holds the rows of the condition only.

    SQLAlchemy would load all of PostgreSQL's dialect for an argument `postgresql_where`: 2 MB in every process, also
    on SQLite. Only migrations read the condition, and `declare_conditions` tells it to them.
    """
    where = sql_text(condition)
    return Index(name, *columns, unique=is_unique, sqlite_where=where, info={_CONDITION: where})


def declare_conditions(metadata: MetaData) -> None:
    """Make the conditions of all indexes known to PostgreSQL's dialect, as migrations need them."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if _CONDITION in index.info:
                index.dialect_kwargs["postgresql_where"] = index.info[_CONDITION]

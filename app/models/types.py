"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from sqlalchemy import BigInteger, DateTime, Index, Integer, text
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

MAX_ID = 2**63 - 1

# SQLite numbers rows by itself for INTEGER alone; there it holds 64 bits anyway.
RowId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Turn an aware moment into UTC.

        Raises:
            ValueError: the moment has no timezone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment without a timezone says nothing"
            raise ValueError(msg)
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return the moment in UTC; SQLite forgets the timezone, PostgreSQL answers in the session's own."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def utc_now() -> dt.datetime:
    """Return the present moment."""
    return dt.datetime.now(dt.UTC)


primary_key = Annotated[int, mapped_column(RowId, primary_key=True)]
# What tells one showing of a form from every other: 128 bits that nobody guesses, as text.
FORM_KEY_LENGTH = 22
created_at = Annotated[dt.datetime, mapped_column(UtcDateTime, default=utc_now)]


def partial_index(condition: str, name: str | None, *columns: str, is_unique: bool = False) -> Index:
    """Return an index that holds the rows of the condition only."""
    where = text(condition)
    return Index(name, *columns, unique=is_unique, sqlite_where=where, postgresql_where=where)

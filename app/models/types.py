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

# SQLite generates ids for INTEGER only, which has 64 bits there.
RowId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A timezone-aware datetime, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Convert to UTC.

        Raises:
            ValueError: the datetime has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment without a timezone says nothing"
            raise ValueError(msg)
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return it in UTC: SQLite drops the time zone, PostgreSQL returns that of the session."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


primary_key = Annotated[int, mapped_column(RowId, primary_key=True)]
# A form's key is 128 random bits, in base64.
FORM_KEY_LENGTH = 22
created_at = Annotated[dt.datetime, mapped_column(UtcDateTime, default=utc_now)]


def partial_index(condition: str, name: str | None, *columns: str, is_unique: bool = False) -> Index:
    """Return an index of the rows that match a condition."""
    where = text(condition)
    return Index(name, *columns, unique=is_unique, sqlite_where=where, postgresql_where=where)

"""What the database alone needs for a page: the same SQL through the plain driver."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@dataclass(frozen=True)
class Statement:
    """SQL as the driver gets it."""

    sql: str
    parameters: Any
    is_many: bool


@contextmanager
def recorded_statements(engine: Engine) -> Iterator[list[Statement]]:
    """Collect what is sent to the database meanwhile."""
    statements: list[Statement] = []

    def record(*arguments: Any) -> None:
        _, _, sql, parameters, _, is_many = arguments
        statements.append(Statement(sql, parameters, is_many))

    event.listen(engine, "before_cursor_execute", record)
    yield statements
    event.remove(engine, "before_cursor_execute", record)


class Driver:
    """A connection of the plain driver, set up as the application's own are."""

    def __init__(self, engine: Engine) -> None:
        self._pooled = engine.raw_connection()  # out of the pool for as long as this lives
        self._connection: Any = self._pooled.driver_connection

    def replay(self, statements: list[Statement], *, is_writing: bool) -> None:
        """Send the statements and fetch all of their rows, in one transaction."""
        cursor = self._connection.cursor()
        for statement in statements:
            (cursor.executemany if statement.is_many else cursor.execute)(statement.sql, statement.parameters)
            if cursor.description:
                cursor.fetchall()
        cursor.close()
        if is_writing:
            self._connection.commit()
        else:
            self._connection.rollback()

    def close(self) -> None:
        self._pooled.close()

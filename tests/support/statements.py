"""What is asked of the database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

from app.database.engine import db

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """Collect what is sent to the database meanwhile, by pages that are made anew."""
    statements: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", remember)
    yield statements
    event.remove(engine, "before_cursor_execute", remember)

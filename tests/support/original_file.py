"""The database file of the original Potrošnja, as its models and SQLAlchemy made it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import bcrypt
from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, MetaData, String, Table, create_engine
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from pathlib import Path

_metadata = MetaData()
_user = Table(
    "user",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("ime", String(50), nullable=False),
    Column("prezime", String(50), nullable=False),
    Column("username", String(50), unique=True, nullable=False),
    Column("password", String(100), nullable=False),
)
_category = Table(
    "kategorija",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("naziv", String(100), nullable=False),
    Column("user_id", Integer, ForeignKey("user.id"), nullable=False),
)
_expense = Table(
    "potrosnja",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("kategorija", String(50)),
    Column("trosak", String(50)),
    Column("naziv_slike", String(50)),
    Column("slika", LargeBinary),
    Column("datum", Date),
    Column("user_id", Integer, ForeignKey("user.id"), nullable=False),
)


class OriginalFile:
    """A file that the original has filled."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with create_engine(f"sqlite:///{path}", poolclass=NullPool).connect() as connection:
            _metadata.create_all(connection)
            connection.commit()
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")  # as SQLite is by itself

    def insert(self, table: str, **fields: Any) -> int:
        """Insert a row past the types of the columns, and return its id."""
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        with closing(sqlite3.connect(self.path)) as connection, connection:
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
            return connection.execute(statement, list(fields.values())).lastrowid or 0

    def person(self, username: str = "ana", password: str = "tajna", **fields: Any) -> int:  # noqa: S107
        """Register somebody: the hash is bytes, in a column for text."""
        password_hash = bcrypt.hashpw(password.encode(), bcrypt.gensalt(4))
        defaults = {"ime": "Ana", "prezime": "Horvat", "password": password_hash}
        return self.insert("user", username=username, **{**defaults, **fields})

    def category(self, user_id: int, name: str) -> int:
        return self.insert("kategorija", naziv=name, user_id=user_id)

    def expense(self, user_id: int | None, amount: object = "12.50", **fields: Any) -> int:
        defaults = {"kategorija": "Hrana", "datum": dt.date(2024, 3, 7).isoformat(), "naziv_slike": "logo.png"}
        return self.insert("potrosnja", user_id=user_id, trosak=amount, **{**defaults, **fields})

"""Reading the database of a backup, also one of an older version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import column, inspect, literal, select
from sqlalchemy import table as named_table

from app.database.copy.queries import read_contents
from app.database.revisions import MIGRATIONS
from app.receipts.storage import file_names

if TYPE_CHECKING:
    from sqlalchemy import Connection, TableClause

    from app.database.copy.queries import Contents


@dataclass(frozen=True)
class StoredReceipt:
    """The SHA-256 of a receipt's file, and the names of all its files in the store, the stored one first."""

    sha256: str
    names: list[str]


@dataclass(frozen=True)
class State:
    """What a database has at one moment: its migration, empty if there is none, its contents, and receipts by key."""

    revision: str
    contents: Contents
    receipts: dict[str, StoredReceipt]

    @property
    def sums(self) -> dict[str, dict[str, int]]:
        """Cents by table and user id, both as text, as JSON has them."""
        sums: dict[str, dict[str, int]] = {}
        for (user_id, table), cents in self.contents.sums.items():
            sums.setdefault(table, {})[str(user_id)] = cents
        return sums


def read_state(connection: Connection) -> State:
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    inspector = inspect(connection)
    tables = {
        name: named_table(name, *(column(str(each["name"])) for each in inspector.get_columns(name)))
        for name in sorted(inspector.get_table_names())
    }
    receipts = _read_receipts(connection, tables["receipt"]) if "receipt" in tables else {}
    return State(revision, read_contents(connection, list(tables.values())), receipts)


def _read_receipts(connection: Connection, table: TableClause) -> dict[str, StoredReceipt]:
    columns = table.columns
    page_count = columns["page_count"] if "page_count" in columns else literal(1)  # all were images once
    rows = connection.execute(select(columns["storage_key"], columns["sha256"], page_count))
    return {key: StoredReceipt(sha256, file_names(key, count)) for key, sha256, count in rows}


def is_known_revision(revision: str) -> bool:
    """Tell whether this code can use a database at a migration, or migrate it."""
    try:
        return ScriptDirectory(str(MIGRATIONS)).get_revision(revision) is not None
    except CommandError:
        return False

"""Reading the database of a backup, also one of an older version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import column, inspect, select
from sqlalchemy import table as named_table

from app.database.copy.queries import read_contents
from app.database.migrate import MIGRATIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.database.copy.queries import Contents


_RECEIPTS = named_table("receipt", column("storage_key"), column("sha256"))


@dataclass(frozen=True)
class State:
    """What a database has at one moment: its migration, its contents, and the SHA-256 of each receipt by its key."""

    revision: str
    contents: Contents
    receipts: dict[str, str]

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
    tables = [
        named_table(name, *(column(str(each["name"])) for each in inspector.get_columns(name)))
        for name in sorted(inspector.get_table_names())
    ]
    receipts = {row.storage_key: row.sha256 for row in connection.execute(select(_RECEIPTS))}
    return State(revision, read_contents(connection, tables), receipts)


def is_known_revision(revision: str) -> bool:
    """Tell whether this code can use a database at a migration, or migrate it."""
    try:
        return ScriptDirectory(str(MIGRATIONS)).get_revision(revision) is not None
    except CommandError:
        return False

"""The text of receipts can be searched: an index of its trigrams. Nothing that people entered changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

TABLE = "receipt_reading"
OWNER_INDEX = "ix_receipt_reading_user_id_receipt_id"
TRIGRAM_INDEX = "ix_receipt_reading_by_trigram"
# In SQLite a virtual table beside the readings, which has their trigrams only. Triggers keep it.
SEARCH = "receipt_search"
FORGET_OLD = f"INSERT INTO {SEARCH} ({SEARCH}, rowid, search_text) VALUES ('delete', old.id, old.search_text);"  # noqa: S608 - constants
ADD_NEW = f"INSERT INTO {SEARCH} (rowid, search_text) VALUES (new.id, new.search_text);"  # noqa: S608
TRIGGERS = {
    f"{SEARCH}_insert": f"AFTER INSERT ON {TABLE} BEGIN {ADD_NEW} END",
    f"{SEARCH}_delete": f"AFTER DELETE ON {TABLE} BEGIN {FORGET_OLD} END",
    f"{SEARCH}_update": f"AFTER UPDATE OF search_text ON {TABLE} BEGIN {FORGET_OLD} {ADD_NEW} END",
}


def upgrade() -> None:
    op.create_index(op.f(OWNER_INDEX), TABLE, ["user_id", "receipt_id"])
    if op.get_bind().dialect.name == "sqlite":
        _create_search_table()
    else:
        _create_trigram_index()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute(f"DROP TABLE {SEARCH}")
    else:
        op.execute(f"DROP INDEX IF EXISTS {TRIGRAM_INDEX}")
    op.drop_index(op.f(OWNER_INDEX), TABLE)


def _create_search_table() -> None:
    options = f"content='{TABLE}', content_rowid='id', tokenize='trigram case_sensitive 1'"
    op.execute(f"CREATE VIRTUAL TABLE {SEARCH} USING fts5(search_text, {options})")
    op.execute(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('rebuild')")  # noqa: S608 - a constant
    for name, action in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {action}")


def _create_trigram_index() -> None:
    """Index trigrams where the extension may be used; without it a search reads the texts."""
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            op.execute(f"CREATE INDEX {TRIGRAM_INDEX} ON {TABLE} USING gin (search_text gin_trgm_ops)")
    except sa.exc.DBAPIError:
        return

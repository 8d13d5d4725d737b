"""A number in each account that the database itself draws anew whenever something of the account changes.

Pages are kept by it (`app/kept_pages.py`), so whatever writes has to change it: the application, a command, or a person
with a database shell. It is drawn, not counted: a database that came back from a backup must not meet pages of what
was there later. A row that moves to another account changes both. Only TRUNCATE of PostgreSQL goes unnoticed.

PostgreSQL waits for the end of the transaction: the lock on the account comes last then, and two transactions cannot
wait for each other. Of many changes the first one draws: an account's row that this transaction wrote has a new number,
because every change of the row itself draws one too.

A later migration that rebuilds one of the tables on SQLite loses its triggers and has to make them again; one that
rebuilds `user` has to drop them all before it. A test writes to each table and says which one is silent.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = ("category", "expense", "receipt", "recurring_decision", "savings_goal", "spending_limit")
SQLITE_EVENTS = {"insert": "NEW.user_id", "update": "OLD.user_id, NEW.user_id", "delete": "OLD.user_id"}


def upgrade() -> None:
    op.add_column("user", sa.Column("data_version", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("user") as batch:
        batch.alter_column("data_version", server_default=None)
    if op.get_bind().dialect.name == "sqlite":
        _make_sqlite_triggers()
    else:
        _make_postgresql_triggers()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for event in SQLITE_EVENTS:
                op.execute(f"DROP TRIGGER {table}_{event}_draws_version")
    else:
        op.execute("DROP FUNCTION draw_owners_version() CASCADE")
        op.execute("DROP FUNCTION draw_data_version() CASCADE")
    with op.batch_alter_table("user") as batch:
        batch.drop_column("data_version")


def _make_sqlite_triggers() -> None:
    for table in TABLES:
        for event, owners in SQLITE_EVENTS.items():
            change = f'UPDATE "user" SET data_version = random() WHERE id IN ({owners})'  # noqa: S608
            op.execute(
                f"CREATE TRIGGER {table}_{event}_draws_version AFTER {event.upper()} ON {table} BEGIN {change}; END"
            )


def _make_postgresql_triggers() -> None:
    op.execute(
        """
        CREATE FUNCTION draw_data_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.data_version := floor(random() * 9e18)::bigint;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION draw_owners_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE "user" SET data_version = 0
            WHERE id IN (OLD.user_id, NEW.user_id) AND xmin <> pg_current_xact_id()::xid;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        'CREATE TRIGGER user_draws_version BEFORE UPDATE ON "user" FOR EACH ROW EXECUTE FUNCTION draw_data_version()'
    )
    for table in TABLES:
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_draws_version AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION draw_owners_version()"
        )

"""The number in each account that the database drew anew with every change, and the triggers that drew it, go.

Pages were kept in memory by it. They are made fast enough without that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.rebuilding import rebuild

revision = "0014"
down_revision = "0013"

TABLES = ("category", "expense", "receipt", "recurring_decision", "savings_goal", "spending_limit")


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table in TABLES:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_{event}_draws_version")
    else:
        op.execute("DROP FUNCTION IF EXISTS draw_owners_version() CASCADE")  # with the triggers that call it
        op.execute("DROP FUNCTION IF EXISTS draw_data_version() CASCADE")
    # A database that began with this version of 0010 has never had the column.
    if any(column["name"] == "data_version" for column in sa.inspect(connection).get_columns("user")):
        with rebuild("user") as batch:
            batch.drop_column("data_version")


def downgrade() -> None:
    """Do nothing: the code of 0013 works without the column as long as its 0010 is the one that stands here."""

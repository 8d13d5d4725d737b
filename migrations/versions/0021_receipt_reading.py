"""What was read from receipts: each one that is there gets a row, and is not read yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "receipt_reading"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("receipt_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("code_payload", sa.Text(), nullable=True),
        sa.Column("tax_number", sa.String(14), nullable=True),
        sa.Column("text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("search_text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("engine", sa.String(40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f(f"fk_{TABLE}_receipt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{TABLE}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("receipt_id", name=op.f(f"uq_{TABLE}_receipt_id")),
        sqlite_autoincrement=True,
    )
    _create_index("queued_at")
    _create_index("user_id", "tax_number")
    op.execute(
        f"INSERT INTO {TABLE} (receipt_id, user_id, state, created_at) "  # noqa: S608 - constants
        "SELECT id, user_id, 'unread', created_at FROM receipt ORDER BY id"
    )


def downgrade() -> None:
    op.drop_table(TABLE)


def _create_index(*columns: str) -> None:
    """Index the rows that have the last column."""
    where = sa.text(f"{columns[-1]} IS NOT NULL")
    name = op.f(f"ix_{TABLE}_{'_'.join(columns)}")
    op.create_index(name, TABLE, list(columns), sqlite_where=where, postgresql_where=where)

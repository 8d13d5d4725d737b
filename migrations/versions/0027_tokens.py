"""Tokens for phones and scripts, and the answers they got. Expenses may wait to be checked; those that exist do not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNCHECKED_INDEX = "ix_expense_unchecked"
IS_UNCHECKED = sa.text("unchecked_since IS NOT NULL")


def upgrade() -> None:
    _create("api_token", *_token_columns())
    _create("api_answer", *_answer_columns())
    for table, column in (("api_token", "user_id"), ("api_answer", "created_at")):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.add_column("expense", sa.Column("unchecked_since", sa.DateTime(timezone=True), nullable=True))
    where = {"sqlite_where": IS_UNCHECKED, "postgresql_where": IS_UNCHECKED}
    op.create_index(UNCHECKED_INDEX, "expense", ["user_id", "deleted_at"], **where)


def downgrade() -> None:
    op.drop_index(UNCHECKED_INDEX, "expense")
    op.drop_column("expense", "unchecked_since")
    op.drop_table("api_answer")
    op.drop_table("api_token")


def _create(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        *columns,
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _token_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("may_add", sa.Boolean(), nullable=False),
        sa.Column("may_read", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_count", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        sa.CheckConstraint("may_add OR may_read", name=op.f("ck_api_token_token_has_a_scope")),
    )


def _answer_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.UniqueConstraint("user_id", "key_hash", name=op.f("uq_api_answer_user_id_key_hash")),
    )

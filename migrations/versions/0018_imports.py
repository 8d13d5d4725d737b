"""Imports, what tells their rows apart, what was said about them, and a name for each account in its archives."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
USER = sa.table("user", sa.column("id", ROW_ID), sa.column("archive_key", sa.String(32)))


def upgrade() -> None:
    _name_accounts()
    _create("import_batch", *_batch_columns())
    _create("import_key", *_key_columns())
    _create("import_memory", *_memory_columns())
    for table, *columns in (
        ("import_batch", "user_id"),
        ("import_batch", "created_at"),
        ("import_key", "expense_id", "user_id"),
        ("import_key", "batch_id", "user_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)


def downgrade() -> None:
    for table in ("import_memory", "import_key", "import_batch"):
        op.drop_table(table)
    op.drop_index(op.f("ix_user_archive_key"), "user")
    op.drop_column("user", "archive_key")


def _name_accounts() -> None:
    op.add_column("user", sa.Column("archive_key", sa.String(32), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    for user_id in connection.scalars(sa.select(USER.c.id)).all():
        connection.execute(USER.update().where(USER.c.id == user_id).values(archive_key=uuid.uuid4().hex))
    op.create_index(op.f("ix_user_archive_key"), "user", ["archive_key"], unique=True)


def _create(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )


def _batch_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("storage_key", sa.String(64)),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_import_batch_id_user_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_import_batch_storage_key")),
    )


def _key_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("expense_id", ROW_ID),
        sa.Column("batch_id", ROW_ID),
        sa.ForeignKeyConstraint(
            ["expense_id", "user_id"],
            ["expense.id", "expense.user_id"],
            name=op.f("fk_import_key_expense_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id", "user_id"],
            ["import_batch.id", "import_batch.user_id"],
            name=op.f("fk_import_key_batch_id_user_id"),
        ),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_import_key_user_id_key")),
    )


def _memory_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("shape", sa.String(64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.UniqueConstraint("user_id", "shape", name=op.f("uq_import_memory_user_id_shape")),
    )

"""The table of spending limits is called `budget`, with all its rules; its rows and its last number stay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.rebuilding import SEQUENCES

revision = "0015"
down_revision = "0014"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD, NEW = "spending_limit", "budget"
COLUMNS = "id, user_id, category_id, amount_cents, valid_from, created_at"


def upgrade() -> None:
    _move(OLD, NEW)


def downgrade() -> None:
    _move(NEW, OLD)


def _move(old: str, new: str) -> None:
    _create_table(new)
    op.execute(f"INSERT INTO {new} ({COLUMNS}) SELECT {COLUMNS} FROM {old}")  # noqa: S608
    _go_on_counting(old, new)
    op.drop_table(old)
    op.create_index(op.f(f"ix_{new}_user_id_category_id"), new, ["user_id", "category_id"])
    _create_unique_index(new, ["user_id", "valid_from"], "category_id IS NULL")
    _create_unique_index(new, ["user_id", "category_id", "valid_from"], "category_id IS NOT NULL")


def _create_table(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("category_id", ROW_ID, nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount_cents > 0 AND amount_cents <= 999999999999", name=op.f(f"ck_{name}_amount_is_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["category_id", "user_id"],
            ["category.id", "category.user_id"],
            name=op.f(f"fk_{name}_category_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{name}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
    )


def _create_unique_index(table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    name = op.f(f"ix_{table}_{'_'.join(columns)}")
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _go_on_counting(old: str, new: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        last = connection.scalar(sa.select(SEQUENCES.c.seq).where(SEQUENCES.c.name == old))
        connection.execute(SEQUENCES.delete().where(SEQUENCES.c.name == new))
        if last is not None:
            connection.execute(SEQUENCES.insert().values(name=new, seq=last))
    else:
        last = connection.scalar(sa.text(f"SELECT pg_sequence_last_value('{old}_id_seq')"))
        if last is not None:
            connection.execute(sa.text(f"SELECT setval('{new}_id_seq', {last})"))

"""The first tables: accounts, categories, expenses, receipts, failed log-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MAX_CENTS = 999_999_999_999


def upgrade() -> None:
    op.create_table(
        "user",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("username", sa.String(40), nullable=False),
        sa.Column("username_key", sa.String(160), nullable=False),
        sa.Column("first_name", sa.String(50), nullable=False),
        sa.Column("last_name", sa.String(50), nullable=False),
        sa.Column("password_hash", sa.String(60), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("month_start_day", sa.Integer(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("month_start_day BETWEEN 1 AND 28", name=op.f("ck_user_month_start_day_in_every_month")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("username_key", name=op.f("uq_user_username_key")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("username_key", sa.String(160), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    op.create_index(op.f("ix_login_failure_created_at"), "login_failure", ["created_at"])
    op.create_table(
        "category",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_category_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_category_id_user_id")),
        sa.UniqueConstraint("user_id", "name_key", name=op.f("uq_category_user_id_name_key")),
    )
    op.create_table(
        "expense",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("category_id", ROW_ID, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("merchant", sa.String(100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_expense_amount_is_not_zero")),
        sa.CheckConstraint(
            f"amount_cents BETWEEN -{MAX_CENTS} AND {MAX_CENTS}", name=op.f("ck_expense_amount_is_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["category_id", "user_id"],
            ["category.id", "category.user_id"],
            name=op.f("fk_expense_category_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_expense_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_expense_id_user_id")),
    )
    for columns in (
        ["user_id", "spent_on", "id", "category_id", "amount_cents"],
        ["user_id", "category_id", "spent_on", "amount_cents"],
        ["user_id", "amount_cents", "id"],
    ):
        op.create_index(op.f(f"ix_expense_{'_'.join(columns)}"), "expense", columns)
    op.create_table(
        "receipt",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("expense_id", ROW_ID, nullable=True),
        sa.Column("storage_key", sa.String(64), nullable=False),
        sa.Column("original_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(20), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["expense_id", "user_id"], ["expense.id", "expense.user_id"], name=op.f("fk_receipt_expense_id_user_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_receipt_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_receipt_storage_key")),
    )
    op.create_index(op.f("ix_receipt_expense_id_user_id_position"), "receipt", ["expense_id", "user_id", "position"])
    op.create_index(op.f("ix_receipt_user_id"), "receipt", ["user_id"])


def downgrade() -> None:
    for table in ("receipt", "expense", "category", "login_failure", "user"):
        op.drop_table(table)

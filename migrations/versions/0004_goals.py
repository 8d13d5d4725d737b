"""Spending limits for each month, and a savings goal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AMOUNT_IS_BOUNDED = "amount_cents > 0 AND amount_cents <= 999999999999"


def upgrade() -> None:
    op.create_table(
        "spending_limit",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("category_id", ROW_ID, nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(AMOUNT_IS_BOUNDED, name=op.f("ck_spending_limit_amount_is_bounded")),
        sa.ForeignKeyConstraint(
            ["category_id", "user_id"],
            ["category.id", "category.user_id"],
            name=op.f("fk_spending_limit_category_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_spending_limit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_limit")),
    )
    op.create_index(op.f("ix_spending_limit_user_id_category_id"), "spending_limit", ["user_id", "category_id"])
    _create_unique_index(["user_id", "valid_from"], "category_id IS NULL")
    _create_unique_index(["user_id", "category_id", "valid_from"], "category_id IS NOT NULL")
    op.create_table(
        "savings_goal",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(AMOUNT_IS_BOUNDED, name=op.f("ck_savings_goal_amount_is_bounded")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_savings_goal_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_goal")),
        sa.UniqueConstraint("user_id", name=op.f("uq_savings_goal_user_id")),
    )


def downgrade() -> None:
    op.drop_table("savings_goal")
    op.drop_table("spending_limit")


def _create_unique_index(columns: list[str], where: str) -> None:
    condition = sa.text(where)
    name = op.f(f"ix_spending_limit_{'_'.join(columns)}")
    op.create_index(name, "spending_limit", columns, unique=True, sqlite_where=condition, postgresql_where=condition)

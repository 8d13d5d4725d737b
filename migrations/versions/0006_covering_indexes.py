"""Indexes that answer by themselves: SQLite wants `deleted_at` in them, although it is always empty there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

CONDITION = "deleted_at IS NULL"
INDEXES = {
    "ix_expense_by_day": ["user_id", "spent_on", "id", "category_id", "amount_cents"],
    "ix_expense_by_category": ["user_id", "category_id", "spent_on", "amount_cents"],
    "ix_expense_by_merchant": ["user_id", "merchant_key", "spent_on", "amount_cents"],
    "ix_expense_by_amount": ["user_id", "amount_cents", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(op.f(f"ix_expense_{'_'.join(columns)}"), "expense")
        _create_index(name, [*columns, "deleted_at"])


def downgrade() -> None:
    for name, columns in INDEXES.items():
        op.drop_index(op.f(name), "expense")
        _create_index(f"ix_expense_{'_'.join(columns)}", columns)


def _create_index(name: str, columns: list[str]) -> None:
    condition = sa.text(CONDITION)
    op.create_index(op.f(name), "expense", columns, sqlite_where=condition, postgresql_where=condition)

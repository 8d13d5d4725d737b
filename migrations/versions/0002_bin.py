"""A bin for expenses and receipts: what lies in it leaves the indexes of the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEPT_INDEXES = (
    ["user_id", "spent_on", "id", "category_id", "amount_cents"],
    ["user_id", "category_id", "spent_on", "amount_cents"],
    ["user_id", "amount_cents", "id"],
)


def upgrade() -> None:
    op.add_column("receipt", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("expense", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    for columns in KEPT_INDEXES:
        _replace_index(columns, "deleted_at IS NULL")
    op.create_index(op.f("ix_expense_category_id_user_id"), "expense", ["category_id", "user_id"])
    _create_index(["deleted_at", "user_id"], "deleted_at IS NOT NULL")


def downgrade() -> None:
    """Go back to deleting at once: what lies in the bin goes; `flask receipts check` finds its files."""
    op.execute("DELETE FROM receipt WHERE deleted_at IS NOT NULL")
    op.execute("DELETE FROM receipt WHERE expense_id IN (SELECT id FROM expense WHERE deleted_at IS NOT NULL)")
    op.execute("DELETE FROM expense WHERE deleted_at IS NOT NULL")
    op.drop_index(op.f("ix_expense_deleted_at_user_id"), "expense")
    op.drop_index(op.f("ix_expense_category_id_user_id"), "expense")
    for columns in KEPT_INDEXES:
        _replace_index(columns, None)
    op.drop_column("expense", "deleted_at")
    op.drop_column("receipt", "deleted_at")


def _replace_index(columns: list[str], where: str | None) -> None:
    op.drop_index(op.f(f"ix_expense_{'_'.join(columns)}"), "expense")
    _create_index(columns, where)


def _create_index(columns: list[str], where: str | None) -> None:
    condition = sa.text(where) if where else None
    name = op.f(f"ix_expense_{'_'.join(columns)}")
    op.create_index(name, "expense", columns, sqlite_where=condition, postgresql_where=condition)

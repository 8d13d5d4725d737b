"""Merchants told apart without case and diacritics, so that their expenses can be summed and found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.text import search_key

revision = "0003"
down_revision = "0002"

MAX_LENGTH = 400
INDEX = "ix_expense_user_id_merchant_key_spent_on_amount_cents"
BATCH_ROWS = 10_000


def upgrade() -> None:
    op.add_column(
        "expense", sa.Column("merchant_key", sa.String(MAX_LENGTH), nullable=False, server_default=sa.text("''"))
    )
    _fill_keys()
    condition = sa.text("deleted_at IS NULL")
    columns = ["user_id", "merchant_key", "spent_on", "amount_cents"]
    op.create_index(op.f(INDEX), "expense", columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_index(op.f(INDEX), "expense")
    op.drop_column("expense", "merchant_key")


def _fill_keys() -> None:
    expense = sa.table("expense", sa.column("id"), sa.column("merchant"), sa.column("merchant_key"))
    fill = expense.update().where(expense.c.id == sa.bindparam("row_id")).values(merchant_key=sa.bindparam("key"))
    connection, last_id = op.get_bind(), 0
    page = sa.select(expense.c.id, expense.c.merchant).order_by(expense.c.id).limit(BATCH_ROWS)
    while rows := connection.execute(page.where(expense.c.id > last_id)).all():
        last_id = rows[-1].id
        connection.execute(fill, [{"row_id": row.id, "key": search_key(row.merchant)[:MAX_LENGTH]} for row in rows])

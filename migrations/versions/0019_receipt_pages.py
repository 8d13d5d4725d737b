"""Receipts may be PDFs with pages, and remember the bytes that were sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

INDEX = "ix_receipt_user_id_sent_sha256"


def upgrade() -> None:
    op.add_column("receipt", sa.Column("sent_sha256", sa.String(64), nullable=False, server_default=sa.text("''")))
    op.add_column("receipt", sa.Column("page_count", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.create_index(op.f(INDEX), "receipt", ["user_id", "sent_sha256"])


def downgrade() -> None:
    op.drop_index(op.f(INDEX), "receipt")
    op.drop_column("receipt", "page_count")
    op.drop_column("receipt", "sent_sha256")

"""Receipts remember the expenses that a person told them apart from; older ones remember none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("receipt", sa.Column("told_apart", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("receipt", "told_apart")

"""What people decide about recurring payments: confirmed or dismissed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recurring_decision",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("merchant_key", sa.String(400), nullable=False),
        sa.Column("rhythm", sa.String(10), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recurring_decision_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_decision")),
        sa.UniqueConstraint(
            "user_id", "merchant_key", "rhythm", name=op.f("uq_recurring_decision_user_id_merchant_key_rhythm")
        ),
    )


def downgrade() -> None:
    op.drop_table("recurring_decision")

"""Failed log-ins know the device they came from, and registrations are counted. Nothing that people entered changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0023"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REGISTRATION = "registration"


def upgrade() -> None:
    device_hash = sa.Column("device_hash", sa.String(64), nullable=False, server_default=sa.text("''"))
    op.add_column("login_failure", device_hash)
    op.create_table(
        REGISTRATION,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REGISTRATION}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{REGISTRATION}_created_at"), REGISTRATION, ["created_at"])


def downgrade() -> None:
    op.drop_table(REGISTRATION)
    op.drop_column("login_failure", "device_hash")

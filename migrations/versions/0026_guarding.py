"""Invitations; registrations are counted, and failed log-ins know their device. Nothing that people entered changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REGISTRATION = "registration"
INVITATION = "invitation"


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
    op.create_table(
        INVITATION,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{INVITATION}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{INVITATION}")),
        sa.UniqueConstraint("token_hash", name=op.f(f"uq_{INVITATION}_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{INVITATION}_user_id"), INVITATION, ["user_id"])


def downgrade() -> None:
    op.drop_table(INVITATION)
    op.drop_table(REGISTRATION)
    op.drop_column("login_failure", "device_hash")

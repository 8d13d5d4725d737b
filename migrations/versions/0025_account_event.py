"""What happens to an account is kept, and sessions know their device. Nothing that people entered changes.

Of a session that is there already nothing is known but when it began: that is when it was last seen.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.rebuilding import rebuild

revision = "0025"
down_revision = "0024"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "account_event"
SESSION = "login_session"
TEXTS = {"name": 40, "device": 60, "address": 45}


def upgrade() -> None:
    _create_events()
    _describe_sessions()


def _create_events() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("device", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{TABLE}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_user_id_created_at"), TABLE, ["user_id", "created_at"])
    op.create_index(op.f(f"ix_{TABLE}_created_at"), TABLE, ["created_at"])


def _describe_sessions() -> None:
    for name, length in TEXTS.items():
        op.add_column(SESSION, sa.Column(name, sa.String(length), nullable=False, server_default=sa.text("''")))
    op.add_column(SESSION, sa.Column("is_remembered", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column(SESSION, sa.Column("last_seen_at", sa.DateTime(timezone=True)))
    op.execute(f"UPDATE {SESSION} SET last_seen_at = created_at")  # noqa: S608 - a constant
    with rebuild(SESSION) as batch:
        batch.alter_column("last_seen_at", nullable=False)


def downgrade() -> None:
    for name in (*TEXTS, "is_remembered", "last_seen_at"):
        op.drop_column(SESSION, name)
    op.drop_table(TABLE)

"""Tokens remember the form that made them, so that a form sent twice makes one; older ones remember none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
_CONDITION = sa.text("form_key_hash IS NOT NULL")


def upgrade() -> None:
    op.add_column("api_token", sa.Column("form_key_hash", sa.String(64), nullable=True))
    op.create_index(
        "ix_api_token_user_id_form_key_hash",
        "api_token",
        ["user_id", "form_key_hash"],
        unique=True,
        sqlite_where=_CONDITION,
        postgresql_where=_CONDITION,
    )


def downgrade() -> None:
    op.drop_index("ix_api_token_user_id_form_key_hash", "api_token")
    op.drop_column("api_token", "form_key_hash")

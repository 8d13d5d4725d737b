"""Which of several subscriptions of one merchant a decision about a recurring payment is about: its amount.

The decisions that are there keep 0, and stay about all that the merchant gets in the rhythm.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.rebuilding import rebuild

revision = "0012"
down_revision = "0011"

TABLE = "recurring_decision"
OLD_KEY = "uq_recurring_decision_user_id_merchant_key_rhythm"
NEW_KEY = "uq_recurring_decision_user_id_merchant_key_rhythm_amount_cents"


def upgrade() -> None:
    with rebuild(TABLE) as batch:
        batch.add_column(sa.Column("amount_cents", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
        batch.drop_constraint(op.f(OLD_KEY), type_="unique")
        batch.create_unique_constraint(op.f(NEW_KEY), ["user_id", "merchant_key", "rhythm", "amount_cents"])


def downgrade() -> None:
    """Leave the latest of several decisions: the older code knows one for each merchant and rhythm."""
    latest = f"SELECT max(id) FROM {TABLE} GROUP BY user_id, merchant_key, rhythm"  # noqa: S608
    op.execute(f"DELETE FROM {TABLE} WHERE id NOT IN ({latest})")  # noqa: S608
    with rebuild(TABLE) as batch:
        batch.drop_constraint(op.f(NEW_KEY), type_="unique")
        batch.create_unique_constraint(op.f(OLD_KEY), ["user_id", "merchant_key", "rhythm"])
        batch.drop_column("amount_cents")

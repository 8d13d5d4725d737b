"""Categories have an icon: those that still have the name of a starter category get its icon, all others the tag."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ICONS = {
    "cart": ("groceries", "namirnice"),
    "fork": ("restaurants", "restorani"),
    "house": ("housing", "stanovanje"),
    "bolt": ("bills", "režije"),
    "tram": ("transport", "prijevoz"),
    "heart": ("health", "zdravlje"),
    "shirt": ("clothes", "odjeća"),
    "ticket": ("fun", "zabava"),
    "gift": ("gifts", "pokloni"),
}
category = sa.table("category", sa.column("name_key", sa.String), sa.column("icon", sa.String))


def upgrade() -> None:
    op.add_column("category", sa.Column("icon", sa.String(20), nullable=False, server_default=sa.text("'tag'")))
    for icon, names in ICONS.items():
        op.execute(category.update().where(category.c.name_key.in_(names)).values(icon=icon))


def downgrade() -> None:
    op.drop_column("category", "icon")

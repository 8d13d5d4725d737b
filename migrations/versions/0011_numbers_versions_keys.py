"""Numbers that are never given twice, versions of expenses, and keys of the forms that made something.

SQLite gives the highest number again after its row was deleted, unless the table is made with AUTOINCREMENT: so every
table is made anew, with the same indexes in the same order (of those that serve equally SQLite takes the youngest) and
the same triggers. A later migration that rebuilds a table does it with `rebuild` of `migrations/rebuilding.py`: the new
table then has AUTOINCREMENT too, and knows the last number. PostgreSQL counts apart from the rows anyway.

An expense's `version` is named by each UPDATE of it, so that of two at once the second one is noticed. A form that is
sent twice carries one `form_key`, which its user can have used once for an expense, and once for each photo
(with the number that a photo has among equal ones of the form).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.rebuilding import rebuild

revision = "0011"
down_revision = "0010"

TABLES = (
    *("user", "login_failure", "login_session", "category", "expense"),
    *("receipt", "spending_limit", "savings_goal", "recurring_decision"),
)
KEYS = {"expense": ["user_id", "form_key"], "receipt": ["user_id", "form_key", "sha256"]}
LENGTHS = {"expense": 22, "receipt": 25}


def upgrade() -> None:
    op.add_column("expense", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")))
    for table, length in LENGTHS.items():
        op.add_column(table, sa.Column("form_key", sa.String(length), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _make_tables_anew()
    for table, columns in KEYS.items():
        condition = sa.text("form_key IS NOT NULL")
        name = op.f(_index_name(table, columns))
        op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """Take versions and keys away; on SQLite, numbers go on being given once, which older code does not mind."""
    for table, columns in KEYS.items():
        op.drop_index(op.f(_index_name(table, columns)), table)
        op.drop_column(table, "form_key")
    op.drop_column("expense", "version")


def _index_name(table: str, columns: list[str]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def _make_tables_anew() -> None:
    connection = op.get_bind()
    # Indexes without a statement are those of constraints: they come with their tables.
    statement = (
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql > '' ORDER BY rowid"
    )
    beside_tables = connection.exec_driver_sql(statement).all()
    for kind, name, _ in beside_tables:
        connection.exec_driver_sql(f'DROP {kind} "{name}"')
    for table in TABLES:
        with rebuild(table, recreate="always"):
            pass
    for _, _, sql in beside_tables:
        connection.exec_driver_sql(sql)

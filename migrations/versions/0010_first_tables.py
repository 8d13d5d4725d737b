"""The tables as they were at the tenth migration, which are the first ones that this code knows.

The nine before it are gone: a database that is older is started once with the code that still had them
(`OLDEST_COMMIT` in `app/migration.py`). One that is at this number goes on from here.

SQLite reads an index alone where it holds every column that the question names, so `deleted_at` stands in the indexes
although it is always empty there. Of two indexes that serve equally it takes the younger one: the small one by day is
made after the large one of texts. PostgreSQL keeps no text so long in an index, but finds a part of one by trigrams:
with 100,000 expenses of one person the page of a rare text took nine times as long as the first page without that
index. The extension comes with PostgreSQL; where it is forbidden, searching works without it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
MAX_CENTS = 999_999_999_999
AMOUNT_IS_BOUNDED = f"amount_cents > 0 AND amount_cents <= {MAX_CENTS}"
TABLES = (
    *("user", "login_failure", "category", "expense", "receipt"),
    *("spending_limit", "savings_goal", "recurring_decision", "login_session"),
)
KEPT, DELETED = "deleted_at IS NULL", "deleted_at IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "user",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("username", sa.String(40), nullable=False),
        sa.Column("username_key", sa.String(160), nullable=False),
        sa.Column("first_name", sa.String(50), nullable=False),
        sa.Column("last_name", sa.String(50), nullable=False),
        sa.Column("password_hash", sa.String(60), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("month_start_day", sa.Integer(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("month_start_day BETWEEN 1 AND 28", name=op.f("ck_user_month_start_day_in_every_month")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("username_key", name=op.f("uq_user_username_key")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("username_key", sa.String(160), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    op.create_index(op.f("ix_login_failure_created_at"), "login_failure", ["created_at"])
    op.create_table(
        "category",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_category_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_category_id_user_id")),
        sa.UniqueConstraint("user_id", "name_key", name=op.f("uq_category_user_id_name_key")),
    )
    op.create_table(
        "expense",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("category_id", ROW_ID, nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("merchant", sa.String(100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("merchant_key", sa.String(400), nullable=False, server_default=sa.text("''")),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_expense_amount_is_not_zero")),
        sa.CheckConstraint(
            f"amount_cents BETWEEN -{MAX_CENTS} AND {MAX_CENTS}", name=op.f("ck_expense_amount_is_bounded")
        ),
        sa.ForeignKeyConstraint(
            ["category_id", "user_id"],
            ["category.id", "category.user_id"],
            name=op.f("fk_expense_category_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_expense_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense")),
        sa.UniqueConstraint("id", "user_id", name=op.f("uq_expense_id_user_id")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("expense_id", ROW_ID, nullable=True),
        sa.Column("storage_key", sa.String(64), nullable=False),
        sa.Column("original_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(20), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["expense_id", "user_id"], ["expense.id", "expense.user_id"], name=op.f("fk_receipt_expense_id_user_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_receipt_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_receipt_storage_key")),
    )
    op.create_index(op.f("ix_receipt_expense_id_user_id_position"), "receipt", ["expense_id", "user_id", "position"])
    op.create_index(op.f("ix_receipt_user_id"), "receipt", ["user_id"])
    op.create_index(op.f("ix_expense_category_id_user_id"), "expense", ["category_id", "user_id"])
    _create_partial_index("ix_expense_deleted_at_user_id", "expense", ["deleted_at", "user_id"], DELETED)
    op.create_table(
        "spending_limit",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("category_id", ROW_ID, nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(AMOUNT_IS_BOUNDED, name=op.f("ck_spending_limit_amount_is_bounded")),
        sa.ForeignKeyConstraint(
            ["category_id", "user_id"],
            ["category.id", "category.user_id"],
            name=op.f("fk_spending_limit_category_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_spending_limit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_limit")),
    )
    op.create_index(op.f("ix_spending_limit_user_id_category_id"), "spending_limit", ["user_id", "category_id"])
    for columns, condition in (
        (["user_id", "valid_from"], "category_id IS NULL"),
        (["user_id", "category_id", "valid_from"], "category_id IS NOT NULL"),
    ):
        name = f"ix_spending_limit_{'_'.join(columns)}"
        _create_partial_index(name, "spending_limit", columns, condition, unique=True)
    op.create_table(
        "savings_goal",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(AMOUNT_IS_BOUNDED, name=op.f("ck_savings_goal_amount_is_bounded")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_savings_goal_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_goal")),
        sa.UniqueConstraint("user_id", name=op.f("uq_savings_goal_user_id")),
    )
    op.create_table(
        "recurring_decision",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("merchant_key", sa.String(400), nullable=False),
        sa.Column("rhythm", sa.String(10), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recurring_decision_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_decision")),
        sa.UniqueConstraint(
            "user_id", "merchant_key", "rhythm", name=op.f("uq_recurring_decision_user_id_merchant_key_rhythm")
        ),
    )
    op.create_table(
        "login_session",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_index(op.f("ix_login_session_user_id"), "login_session", ["user_id"])
    op.create_index(op.f("ix_login_session_created_at"), "login_session", ["created_at"])
    _create_kept_indexes()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_kept_indexes() -> None:
    """Make the indexes of the expenses that are not deleted."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    texts = ["user_id", "spent_on", "id", "search_text", "amount_cents", "deleted_at"]
    indexes = {
        "ix_expense_by_category": ["user_id", "category_id", "spent_on", "amount_cents", "deleted_at"],
        "ix_expense_by_merchant": ["user_id", "merchant_key", "spent_on", "amount_cents", "deleted_at"],
        "ix_expense_by_amount": ["user_id", "amount_cents", "id", "deleted_at"],
        **({"ix_expense_by_text": texts} if is_sqlite else {}),
        "ix_expense_by_day": ["user_id", "spent_on", "id", "category_id", "amount_cents", "deleted_at"],
    }
    for name, columns in indexes.items():
        _create_partial_index(name, "expense", columns, KEPT)
    if not is_sqlite:
        _create_trigram_index()


def _create_trigram_index() -> None:
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            op.execute(
                "CREATE INDEX ix_expense_by_trigram ON expense USING gin (search_text gin_trgm_ops) "
                "WHERE deleted_at IS NULL"
            )
    except sa.exc.DBAPIError:
        return


def _create_partial_index(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(op.f(name), table, columns, unique=unique, sqlite_where=where, postgresql_where=where)

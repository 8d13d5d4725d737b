"""Search finds letters such as æ by plain ones, and what is in a category by the category's name.

The keys that hold such a letter are made anew. Of two decisions about what were two merchants the latest stays. The
index that a search scans on SQLite gets the category, and the smaller one by day is made anew after it (0008).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.text import search_key

revision = "0013"
down_revision = "0012"

PLAIN = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
KEY_MAX_LENGTH = 400
BATCH_ROWS = 10_000
NAME, DAY_NAME = "ix_expense_by_text", "ix_expense_by_day"
OLD_COLUMNS = ["user_id", "spent_on", "id", "search_text", "amount_cents", "deleted_at"]
COLUMNS = ["user_id", "spent_on", "id", "search_text", "category_id", "amount_cents", "deleted_at"]
DAY_COLUMNS = ["user_id", "spent_on", "id", "category_id", "amount_cents", "deleted_at"]

EXPENSE = sa.table("expense", *map(sa.column, ("id", "merchant", "note", "search_text", "merchant_key")))
DECISION = sa.table("recurring_decision", *map(sa.column, ("id", "user_id", "merchant_key", "rhythm", "amount_cents")))


def upgrade() -> None:
    _fold_expenses()
    _fold_decisions()
    _index(COLUMNS)


def downgrade() -> None:
    """Leave the keys as they are: the older code finds such texts by the plain letters."""
    _index(OLD_COLUMNS)


def _fold_expenses() -> None:
    connection, last_id = op.get_bind(), 0
    has_letter = sa.or_(*(EXPENSE.c.search_text.contains(letter) for letter in PLAIN))
    page = sa.select(EXPENSE.c.id, EXPENSE.c.merchant, EXPENSE.c.note).where(has_letter).order_by(EXPENSE.c.id)
    values = {"search_text": sa.bindparam("text"), "merchant_key": sa.bindparam("key")}
    fill = EXPENSE.update().where(EXPENSE.c.id == sa.bindparam("row_id")).values(values)
    while rows := connection.execute(page.where(EXPENSE.c.id > last_id).limit(BATCH_ROWS)).all():
        last_id = rows[-1].id
        connection.execute(fill, [{"row_id": row.id, **_keys(row.merchant, row.note)} for row in rows])


def _keys(merchant: str, note: str) -> dict[str, str]:
    return {"text": search_key(f"{merchant} {note}"), "key": search_key(merchant)[:KEY_MAX_LENGTH]}


def _fold_decisions() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(DECISION).order_by(DECISION.c.id)).all()
    folded = {row.id: row.merchant_key.translate(str.maketrans(PLAIN))[:KEY_MAX_LENGTH] for row in rows}
    latest = {(row.user_id, folded[row.id], row.rhythm, row.amount_cents): row.id for row in rows}
    connection.execute(DECISION.delete().where(DECISION.c.id.in_(folded.keys() - {*latest.values()})))
    for row in rows:
        if folded[row.id] != row.merchant_key:
            connection.execute(DECISION.update().where(DECISION.c.id == row.id).values(merchant_key=folded[row.id]))


def _index(columns: list[str]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name, wanted in ((NAME, columns), (DAY_NAME, DAY_COLUMNS)):
        op.drop_index(op.f(name), "expense")
        op.create_index(op.f(name), "expense", wanted, sqlite_where=sa.text("deleted_at IS NULL"))

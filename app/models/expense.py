"""An expense, or a refund when the amount is negative."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql_text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.money import MAX_CENTS
from app.core.text import search_key
from app.database.engine import Base
from app.models.category import Category
from app.models.receipt import Receipt
from app.models.types import FORM_KEY_LENGTH, RowId, UtcDateTime, created_at, partial_index, primary_key, utc_now

MERCHANT_MAX_LENGTH = 100
NOTE_MAX_LENGTH = 2000
_MERCHANT_KEY_MAX_LENGTH = 4 * MERCHANT_MAX_LENGTH


def merchant_key(merchant: str) -> str:
    """Return the key that all spellings of a merchant share."""
    return search_key(merchant)[:_MERCHANT_KEY_MAX_LENGTH]


def search_text(merchant: str, note: str) -> str:
    """Return the text in which a search looks."""
    return search_key(f"{merchant} {note}")


def _kept_index(name: str, *columns: str) -> Index:
    """Return an index by user of the expenses that are not in the trash."""
    return partial_index("deleted_at IS NULL", name, "user_id", *columns)


class Expense(Base):
    """Money spent on a day.

    `search_text` is merchant and note without case and diacritics, `merchant_key` the merchant alone.

    With `deleted_at` set it is in the trash, and nothing else shows or counts it. With `unchecked_since` set it came
    from a phone or a script, and its owner has not looked at it yet.
    """

    __tablename__ = "expense"
    __table_args__ = (
        ForeignKeyConstraint(["category_id", "user_id"], ["category.id", "category.user_id"]),
        UniqueConstraint("id", "user_id"),  # for the composite foreign key of receipts
        CheckConstraint("amount_cents <> 0", name="amount_is_not_zero"),
        CheckConstraint(f"amount_cents BETWEEN -{MAX_CENTS} AND {MAX_CENTS}", name="amount_is_bounded"),
        # For lists by day, and sums by day, category and merchant. They have all columns that these queries name, even
        # `deleted_at`, which is always empty here: only then SQLite reads the index without the table.
        _kept_index("ix_expense_by_day", "spent_on", "id", "category_id", "amount_cents", "deleted_at"),
        _kept_index("ix_expense_by_category", "category_id", "spent_on", "amount_cents", "deleted_at"),
        _kept_index("ix_expense_by_merchant", "merchant_key", "spent_on", "amount_cents", "deleted_at"),
        # For searching texts, which scans this index only. PostgreSQL cannot index texts this long.
        _kept_index(
            *("ix_expense_by_text", "spent_on", "id", "search_text", "category_id", "amount_cents", "deleted_at")
        ).ddl_if("sqlite"),
        # For the largest expenses.
        _kept_index("ix_expense_by_amount", "amount_cents", "id", "deleted_at"),
        # A form saves one expense, however often it is sent.
        partial_index("form_key IS NOT NULL", None, "user_id", "form_key", is_unique=True),
        # For the foreign key when a category is deleted; includes the trash.
        Index(None, "category_id", "user_id"),
        # For what came by itself and is to be checked.
        partial_index("unchecked_since IS NOT NULL", "ix_expense_unchecked", "user_id", "deleted_at"),
        # For the trash.
        partial_index("deleted_at IS NOT NULL", None, "deleted_at", "user_id"),
    )

    id: Mapped[primary_key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    category_id: Mapped[int] = mapped_column(RowId)
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    spent_on: Mapped[dt.date]
    merchant: Mapped[str] = mapped_column(String(MERCHANT_MAX_LENGTH), default="")
    merchant_key: Mapped[str] = mapped_column(
        String(_MERCHANT_KEY_MAX_LENGTH), default="", server_default=sql_text("''")
    )
    note: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[created_at]
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)
    deleted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    unchecked_since: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default=sql_text("1"))
    form_key: Mapped[str | None] = mapped_column(String(FORM_KEY_LENGTH))

    # Optimistic locking: of two updates of the same version, the second one fails.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's name and kind

    category: Mapped[Category] = relationship(viewonly=True)
    receipts: Mapped[list[Receipt]] = relationship(
        viewonly=True,
        primaryjoin=lambda: (
            (Receipt.expense_id == Expense.id) & (Receipt.user_id == Expense.user_id) & Receipt.deleted_at.is_(None)
        ),
        order_by=(Receipt.position, Receipt.id),
    )

    @validates("merchant", "note")
    def _keep_search_text(self, key: str, text: str) -> str:
        texts = {"merchant": self.merchant or "", "note": self.note or "", key: text}
        self.search_text = search_text(**texts)
        self.merchant_key = merchant_key(texts["merchant"])
        return text

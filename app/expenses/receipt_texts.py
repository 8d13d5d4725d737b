"""Searching the text that was read from receipts, and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from app.core.text import search_key
from app.database.engine import db
from app.models import Expense, Receipt, ReceiptReading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement
    from sqlalchemy.sql.compiler import SQLCompiler

    from app.expenses.queries import ExpenseRow
    from app.expenses.search import Search
    from app.models import User

SHORTEST_WORD = 3  # characters: both databases index trigrams
_WORDS_AROUND = 3
_ANY_READING = aliased(ReceiptReading)
_HAS_READINGS = exists().where(_ANY_READING.user_id == bindparam("user_id"))


@dataclass(frozen=True)
class Excerpt:
    """A few words of a receipt around the one that was found."""

    before: str
    found: str
    after: str


class _Says(FunctionElement[Any]):
    """Whether the text of a reading contains a word.

    Its arguments are the id, a phrase of FTS5, a LIKE, and whether the person has readings at all.

    It has no type: SQLAlchemy would write `= 1` behind a Boolean, and SQLite would not begin with what is found.
    """

    inherit_cache = True


@compiles(_Says)
def _compile_like(element: _Says, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(list(element.clauses)[2], **options)


@compiles(_Says, "sqlite")
def _compile_match(element: _Says, compiler: SQLCompiler, **options: Any) -> str:
    """Look the phrase up in the table of trigrams, once for a statement, and not for somebody without readings."""
    number, phrase, _, own = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{number} IN (SELECT rowid FROM receipt_search WHERE receipt_search MATCH {phrase} AND {own})"  # noqa: S608 - compiled clauses


def is_in_receipt(word: str) -> ColumnElement[bool]:
    """Return the condition for expenses with a receipt whose text contains a folded word of SHORTEST_WORD or more."""
    found = (
        select(Receipt.expense_id)
        .join(ReceiptReading, ReceiptReading.receipt_id == Receipt.id)
        .where(ReceiptReading.user_id == bindparam("user_id"), _says(word))
        .where(Receipt.expense_id.is_not(None), Receipt.deleted_at.is_(None))
    )
    return Expense.id.in_(found)


def find_excerpts(user: User, search: Search, rows: Iterable[ExpenseRow]) -> dict[int, Excerpt]:
    """Return for expenses, by id, where their receipts say a word that the expense itself does not."""
    missing = {row.id: words for row in rows if (words := _words_elsewhere(search, row))}
    if not missing:
        return {}
    words = sorted({word for some in missing.values() for word in some})
    statement = (
        select(Expense.id, ReceiptReading.text)
        .join(Receipt, Receipt.expense_id == Expense.id)
        .join(ReceiptReading, ReceiptReading.receipt_id == Receipt.id)
        .where(Expense.user_id == user.id, Expense.id.in_(missing), Receipt.deleted_at.is_(None))
        .where(or_(*(ReceiptReading.search_text.contains(word, autoescape=True) for word in words)))
        .order_by(Receipt.position, Receipt.id)
    )
    found: dict[int, Excerpt] = {}
    for expense_id, text in db.session.execute(statement):
        excerpt = excerpt_of(text, missing[expense_id])
        if excerpt and expense_id not in found:
            found[expense_id] = excerpt
    return found


def excerpt_of(text: str, words: Iterable[str]) -> Excerpt | None:
    """Return the first place of a text that has one of the folded words, or None."""
    typed, keys = text.split(), search_key(text).split()
    if len(keys) != len(typed):  # a character has become two words
        keys = [search_key(word) for word in typed]
    for place, key in enumerate(keys):
        if any(word in key for word in words):
            before = " ".join(typed[max(0, place - _WORDS_AROUND) : place])
            return Excerpt(before, typed[place], " ".join(typed[place + 1 : place + 1 + _WORDS_AROUND]))
    return None


def _says(word: str) -> _Says:
    phrase = '"' + word.replace('"', '""') + '"'
    like = ReceiptReading.search_text.contains(word, autoescape=True)
    return _Says(ReceiptReading.id, literal(phrase), like, _HAS_READINGS)


def _words_elsewhere(search: Search, row: ExpenseRow) -> list[str]:
    """Return the words that neither the texts nor the category nor the amount of an expense explain."""
    if row.amount_cents in search.amounts:
        return []
    own = search_key(f"{row.merchant} {row.note} {row.category_name}")
    return [
        word.text
        for word in search.words
        if len(word.text) >= SHORTEST_WORD and word.text not in own and row.amount_cents not in word.amounts
    ]

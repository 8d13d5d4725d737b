"""Which expenses are wanted, and the conditions in SQL that let them through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, exists, extract, or_

from app.expenses.search import NO_SEARCH
from app.models import Expense, Receipt
from app.models.expense import merchant_key

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import ColumnElement

    from app.core.periods import DateRange
    from app.expenses.search import Search, Word
    from app.models import User


@dataclass(frozen=True)
class ExpenseFilter:
    """Which expenses are wanted; what is none or empty does not narrow them.

    `begin` and `last` are both included, as people mean them; amounts are in cents; `merchant` is meant whole and in
    any spelling; `weekday` counts from Monday, which is 0.
    """

    search: Search = NO_SEARCH
    category_id: int | None = None
    begin: dt.date | None = None
    last: dt.date | None = None
    min_cents: int | None = None
    max_cents: int | None = None
    has_receipt: bool | None = None
    merchant: str = ""
    weekday: int | None = None

    @classmethod
    def of_days(cls, days: DateRange) -> ExpenseFilter:
        """Return the filter that lets a range of days through."""
        return cls(begin=days.begin, last=days.last)


HAS_RECEIPT = exists().where(
    Receipt.expense_id == Expense.id, Receipt.user_id == Expense.user_id, Receipt.deleted_at.is_(None)
)
# What `matching` begins with, for statements that are built once, for which `parameters_of` gives the values.
IS_OWN = and_(Expense.user_id == bindparam("user_id"), Expense.deleted_at.is_(None))
IS_OWN_IN_DAYS = and_(IS_OWN, Expense.spent_on >= bindparam("begin"), Expense.spent_on < bindparam("end"))


def parameters_of(user: User, days: DateRange | None = None) -> dict[str, Any]:
    """Return the parameters of IS_OWN, and with days those of IS_OWN_IN_DAYS."""
    return {"user_id": user.id, **({"begin": days.begin, "end": days.end} if days else {})}


def matching(user: User, wanted: ExpenseFilter) -> list[ColumnElement[bool]]:
    """Return the conditions under which an expense is the user's own, not in the trash, and wanted."""
    conditions = [Expense.user_id == user.id, Expense.deleted_at.is_(None)]
    if wanted.begin is not None:
        conditions.append(Expense.spent_on >= wanted.begin)
    if wanted.last is not None:
        conditions.append(Expense.spent_on <= wanted.last)
    if wanted.category_id is not None:
        conditions.append(Expense.category_id == wanted.category_id)
    if wanted.min_cents is not None:
        conditions.append(Expense.amount_cents >= wanted.min_cents)
    if wanted.max_cents is not None:
        conditions.append(Expense.amount_cents <= wanted.max_cents)
    if wanted.has_receipt is not None:
        conditions.append(HAS_RECEIPT if wanted.has_receipt else ~HAS_RECEIPT)
    if wanted.merchant:
        conditions.append(Expense.merchant_key == merchant_key(wanted.merchant))
    if wanted.weekday is not None:
        conditions.append(extract("dow", Expense.spent_on) == (wanted.weekday + 1) % 7)  # SQL begins with Sunday
    return conditions + _found_by(wanted.search)


def _found_by(search: Search) -> list[ColumnElement[bool]]:
    in_words = [_has_word(word) for word in search.words]
    return [or_(Expense.amount_cents.in_(search.amounts), and_(*in_words))] if search.amounts else in_words


def _has_word(word: Word) -> ColumnElement[bool]:
    """Return the condition under which a word is found; no index but the one of texts is needed to judge it."""
    places = [Expense.search_text.contains(word.text, autoescape=True)]
    if word.amounts:
        places.append(Expense.amount_cents.in_(word.amounts))
    if word.category_ids:
        # The numbers are written out: a hundred letters and a thousand categories are more than a statement may bind.
        places.append(Expense.category_id.in_(bindparam(None, word.category_ids, expanding=True, literal_execute=True)))
    return or_(*places)

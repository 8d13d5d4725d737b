"""Filters of expenses, and their SQL conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, exists, extract, or_

from app.expenses.receipt_texts import SHORTEST_WORD, is_in_receipt
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
    """A filter of expenses; None and empty values do not filter.

    `begin` and `last` are both included; `merchant` matches the whole name in any spelling; `weekday` is 0 on Monday;
    `is_unchecked` finds what is to be checked only.
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
    is_unchecked: bool = False

    @classmethod
    def of_days(cls, days: DateRange) -> ExpenseFilter:
        return cls(begin=days.begin, last=days.last)

    @property
    def shape(self) -> tuple[str, ...]:
        """The names of the conditions in use: filters of one shape share a statement."""
        names = [name for name in _FIELDS if getattr(self, name) not in {None, ""}]
        receipt = [] if self.has_receipt is None else ["with_receipt" if self.has_receipt else "without_receipt"]
        return (*names, *receipt, *(["unchecked"] if self.is_unchecked else []))


HAS_RECEIPT = exists().where(
    Receipt.expense_id == Expense.id, Receipt.user_id == Expense.user_id, Receipt.deleted_at.is_(None)
)
# Statements are built once from these conditions; `parameters_of` and `filter_parameters` return the values.
IS_OWN = and_(Expense.user_id == bindparam("user_id"), Expense.deleted_at.is_(None))
IS_OWN_IN_DAYS = and_(IS_OWN, Expense.spent_on >= bindparam("begin"), Expense.spent_on < bindparam("end"))
_FIELDS: dict[str, ColumnElement[bool]] = {
    "begin": Expense.spent_on >= bindparam("begin"),
    "last": Expense.spent_on <= bindparam("last"),
    "category_id": Expense.category_id == bindparam("category_id"),
    "min_cents": Expense.amount_cents >= bindparam("min_cents"),
    "max_cents": Expense.amount_cents <= bindparam("max_cents"),
    "merchant": Expense.merchant_key == bindparam("merchant"),
    "weekday": extract("dow", Expense.spent_on) == bindparam("weekday"),
}
_CONDITIONS = {
    **_FIELDS,
    "with_receipt": HAS_RECEIPT,
    "without_receipt": ~HAS_RECEIPT,
    "unchecked": Expense.unchecked_since.is_not(None),
}


def parameters_of(user: User, days: DateRange | None = None) -> dict[str, Any]:
    """Return the parameters of IS_OWN or, with days, of IS_OWN_IN_DAYS."""
    return {"user_id": user.id, **({"begin": days.begin, "end": days.end} if days else {})}


def filter_parameters(user: User, wanted: ExpenseFilter) -> dict[str, Any]:
    values = {name: getattr(wanted, name) for name in wanted.shape if name in _FIELDS}
    if wanted.merchant:
        values["merchant"] = merchant_key(wanted.merchant)
    if wanted.weekday is not None:
        values["weekday"] = (wanted.weekday + 1) % 7  # 0 is Sunday in SQL
    return {"user_id": user.id, **values}


def conditions_of(shape: tuple[str, ...], search: Search = NO_SEARCH) -> list[ColumnElement[bool]]:
    """Return the conditions for the user's expenses that match a filter and are not in the trash."""
    return [IS_OWN, *(_CONDITIONS[name] for name in shape), *_found_by(search)]


def _found_by(search: Search) -> list[ColumnElement[bool]]:
    in_words = [_has_word(word) for word in search.words]
    return [or_(Expense.amount_cents.in_(search.amounts), and_(*in_words))] if search.amounts else in_words


def _has_word(word: Word) -> ColumnElement[bool]:
    """Return the condition for one word of a search; the index by text covers all but the receipts."""
    places = [Expense.search_text.contains(word.text, autoescape=True)]
    if len(word.text) >= SHORTEST_WORD:
        places.append(is_in_receipt(word.text))
    if word.amounts:
        places.append(Expense.amount_cents.in_(word.amounts))
    if word.category_ids:
        # Written as literals: 100 words with 1,000 categories would exceed the limit of bound parameters.
        places.append(Expense.category_id.in_(bindparam(None, word.category_ids, expanding=True, literal_execute=True)))
    return or_(*places)

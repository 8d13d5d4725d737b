"""Reading receipts in the order of their expenses, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, bindparam, exists, select, tuple_

from app.core.periods import Month
from app.database.engine import db
from app.expenses.filtering import conditions_of, filter_parameters
from app.models import Expense, Receipt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Row, Select

    from app.expenses.filtering import ExpenseFilter
    from app.expenses.search import Search
    from app.models import User

PAGE_SIZE = 60  # pictures
_MOST_STATEMENTS = 64
# An expense's receipts have its owner, by their foreign key. With the owner named too, SQLite would go through all
# receipts of the person for each expense.
_IS_ITS_RECEIPT = (Receipt.expense_id == Expense.id) & Receipt.deleted_at.is_(None)
_SHOWN: tuple[Any, ...] = (
    *(Receipt.id, Receipt.width, Receipt.height, Receipt.page_count),
    *(Expense.id, Expense.spent_on, Expense.amount_cents, Expense.merchant, Expense.category_id),
)
_PLACE = (Expense.spent_on, Expense.id, Receipt.id)
_PLACE_OF_ONE = (
    select(*_PLACE)
    .join(Receipt, _IS_ITS_RECEIPT)
    .where(Expense.user_id == bindparam("user_id"), Receipt.id == bindparam("receipt_id"))
    .where(Expense.deleted_at.is_(None))
)


@dataclass(frozen=True)
class Shot:
    """A receipt as the gallery shows it."""

    receipt_id: int
    width: int
    height: int
    page_count: int
    expense_id: int
    spent_on: dt.date
    amount_cents: int
    merchant: str
    category_id: int


@dataclass(frozen=True)
class Shots:
    """A page of the gallery, newest first, and whether there are newer and older ones."""

    shots: Sequence[Shot]
    has_newer: bool
    has_older: bool


def list_shots(user: User, wanted: ExpenseFilter, beside_id: int | None = None, *, is_newer: bool = False) -> Shots:
    """Return a page: the newest receipts, or those next to one that is shown on another page.

    One row more than a page is read, which tells whether there is another page.
    """
    place = find_place(user, beside_id)
    found = _list_beside(user, wanted, place, is_newer=is_newer, limit=PAGE_SIZE + 1)
    has_more = len(found) > PAGE_SIZE
    shots = found[:PAGE_SIZE]
    if is_newer and place:
        return Shots(shots[::-1], has_more, has_older=True)
    return Shots(shots, place is not None, has_more)


def find_neighbors(user: User, wanted: ExpenseFilter, receipt_id: int) -> tuple[int | None, int | None]:
    """Return the ids of the receipts before and after one, in the order of the gallery."""
    place = find_place(user, receipt_id)
    if place is None:
        return None, None
    before, after = (_list_beside(user, wanted, place, is_newer=newer, limit=1) for newer in (True, False))
    return before[0].receipt_id if before else None, after[0].receipt_id if after else None


def find_place(user: User, receipt_id: int | None) -> Row[dt.date, int, int] | None:
    """Return the day, expense and number of a receipt that has an expense, or None."""
    if receipt_id is None:
        return None
    return db.session.execute(_PLACE_OF_ONE, {"user_id": user.id, "receipt_id": receipt_id}).one_or_none()


def has_receipts(user: User) -> bool:
    """Tell whether the user has any receipt with an expense."""
    return bool(db.session.scalar(select(exists().where(Receipt.user_id == user.id, Receipt.expense_id.is_not(None)))))


def group_by_month(shots: Sequence[Shot], first_day: int) -> list[tuple[Month, list[Shot]]]:
    """Group receipts that are in order by the months of a person, which begin on a day of their own."""
    groups = groupby(shots, lambda shot: Month.containing(shot.spent_on, first_day))
    return [(month, list(group)) for month, group in groups]


def _list_beside(
    user: User, wanted: ExpenseFilter, place: Row[dt.date, int, int] | None, *, is_newer: bool, limit: int
) -> Sequence[Shot]:
    """Return receipts from a place on, the nearest first; without a place the newest."""
    values = dict(zip(("place_day", "place_expense", "place_receipt"), place, strict=True)) if place else {}
    statement = _statement(wanted.shape, wanted.search, is_newer=is_newer and place is not None, has_place=bool(place))
    rows = db.session.execute(statement, {**filter_parameters(user, wanted), **values, "limit": limit})
    return [Shot(*row) for row in rows]


@lru_cache(maxsize=_MOST_STATEMENTS)
def _statement(shape: tuple[str, ...], search: Search, *, is_newer: bool, has_place: bool) -> Select[Any]:
    order = _PLACE if is_newer else tuple(column.desc() for column in _PLACE)
    statement = select(*_SHOWN).join(Receipt, _IS_ITS_RECEIPT).where(*conditions_of(shape, search))
    if has_place:
        place, day = tuple_(*_PLACE), bindparam("place_day", type_=Date)
        here = tuple_(day, bindparam("place_expense"), bindparam("place_receipt"))
        # The day alone is what the index by day can begin at.
        statement = statement.where(
            *((place > here, Expense.spent_on >= day) if is_newer else (place < here, Expense.spent_on <= day))
        )
    return statement.order_by(*order).limit(bindparam("limit"))

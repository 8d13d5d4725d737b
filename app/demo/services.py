"""Filling an account with the demo's expenses."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.core.periods import Month
from app.database.engine import db
from app.demo.drawings import draw_receipt
from app.demo.habits import LIMITS
from app.demo.spending import generate_spending
from app.expenses.services import ExpenseEntry, save_expense
from app.goals.calculations import named_day
from app.goals.services import SavingsEntry, save_limit, save_savings_goal
from app.models import Category, Expense
from app.receipts.images import clean_image
from app.receipts.services import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.demo.spending import DemoExpense
    from app.models import User

_MONTHS_OF_LIMITS, _MONTHS_OF_SAVING = 10, 8  # behind and ahead
_SAVED_FOR, _SAVINGS_CENTS = "Bicycle", 900_00


def fill_demo(user: User, seed: int, until: dt.date) -> int:
    """Add two years of expenses with receipts, up to and including `until`; return how many.

    The user has the starter categories, in their order, and no others.
    """
    statement = select(Category.id).where(Category.user_id == user.id).order_by(Category.id)
    category_ids = db.session.scalars(statement).all()
    expenses = generate_spending(seed, until)
    for place, demo in enumerate(expenses):
        entry = ExpenseEntry(
            amount_cents=demo.amount_cents,
            category_id=category_ids[demo.category],
            spent_on=demo.spent_on,
            merchant=demo.merchant,
            note=demo.note,
            uploads=[_photograph(demo, seed)] if demo.has_receipt else [],
        )
        entered_at = _entered_at(demo.spent_on, place)
        save_expense(user, Expense(created_at=entered_at, updated_at=entered_at), entry)
    _set_goals(user, category_ids, Month.containing(until, user.month_start_day))
    return len(expenses)


def _set_goals(user: User, category_ids: Sequence[int], month: Month) -> None:
    """Set limits that were kept in some months and missed in others, and save for something."""
    for kind, amount_cents in LIMITS.items():
        begin = named_day(month.shifted(-_MONTHS_OF_LIMITS))
        save_limit(user, None if kind is None else category_ids[kind], amount_cents, begin)
    due_on = named_day(month.shifted(_MONTHS_OF_SAVING))
    entry = SavingsEntry(_SAVED_FOR, _SAVINGS_CENTS, due_on)
    save_savings_goal(user, None, entry, month.shifted(-_MONTHS_OF_LIMITS))


def _photograph(demo: DemoExpense, seed: int) -> Upload:
    content = draw_receipt(demo, seed)
    return Upload(clean_image(io.BytesIO(content), max_bytes=len(content)), f"receipt-{demo.spent_on}.jpg")


def _entered_at(spent_on: dt.date, place: int) -> dt.datetime:
    """Return a moment early on the day, later for each place, so that the day's expenses keep their order."""
    return dt.datetime.combine(spent_on, dt.time(), dt.UTC) + dt.timedelta(seconds=place)

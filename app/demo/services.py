"""Filling an account with the demo's expenses."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from flask_babel import gettext
from sqlalchemy import and_, delete, exists, select

from app.categories.services import STARTER_CATEGORIES
from app.core.periods import Month
from app.database.engine import db
from app.demo.drawings import draw_receipt
from app.demo.habits import LIMITS
from app.demo.spending import generate_spending
from app.expenses.queries import has_expenses
from app.expenses.services import ExpenseEntry, save_expense
from app.goals.calculations import named_day
from app.goals.services import SavingsEntry, save_limit, save_savings_goal
from app.models import Budget, Category, Expense, Receipt, RecurringDecision, SavingsGoal
from app.receipts.images import clean_image
from app.receipts.services import remove_receipts
from app.receipts.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from app.demo.spending import DemoExpense
    from app.models import User

_MONTHS_OF_LIMITS, _MONTHS_OF_SAVING = 10, 8  # behind and ahead
_MARK = "sample-"  # begins the form key of what the demo adds, so that it can be removed again
_FIRST_KEY, _LAST_KEY = (_MARK + digit * 15 for digit in "09")
_SEED, _SAMPLE_RECEIPTS = 1, 5
_SAVINGS_CENTS = 900_00


def fill_demo(user: User, seed: int, until: dt.date, most_receipts: int | None = None) -> int:
    """Add two years of expenses with their receipts, or the latest of these; return how many expenses.

    The last day is `until`. The user has the starter categories, in their order, and no others.
    """
    category_ids = _list_category_ids(user)
    expenses = generate_spending(seed, until)
    shown = [demo for demo in expenses if demo.has_receipt]
    photographed = set(shown if most_receipts is None else shown[-most_receipts:])
    for place, demo in enumerate(expenses):
        entry = ExpenseEntry(
            amount_cents=demo.amount_cents,
            category_id=category_ids[demo.category],
            spent_on=demo.spent_on,
            merchant=demo.merchant,
            note=gettext(demo.note) if demo.note else "",
            uploads=[_photograph(demo, seed)] if demo in photographed else [],
            form_key=f"{_MARK}{place:015}",
        )
        entered_at = _entered_at(demo.spent_on, place)
        save_expense(user, Expense(created_at=entered_at, updated_at=entered_at), entry)
    _set_goals(user, category_ids, Month.containing(until, user.month_start_day))
    return len(expenses)


def can_add_sample(user: User) -> bool:
    """Tell whether the account is as it was when it was made: no expense, and the starter categories."""
    return not has_expenses(user) and len(_list_category_ids(user)) == len(STARTER_CATEGORIES)


def add_sample(user: User, until: dt.date) -> None:
    """Fill a new account with the demo's data, with few receipts: drawing one takes a third of a second."""
    fill_demo(user, _SEED, until, _SAMPLE_RECEIPTS)


def has_sample(user: User) -> bool:
    return bool(db.session.scalar(select(exists().where(_is_sample(user)))))


def remove_sample(user: User) -> None:
    """Delete the expenses of the demo for good with their receipts, and all limits, goals and decisions."""
    remove_receipts(Receipt.expense_id.in_(select(Expense.id).where(_is_sample(user))))
    db.session.execute(delete(Expense).where(_is_sample(user)))
    for model in (Budget, SavingsGoal, RecurringDecision):
        db.session.execute(delete(model).where(model.user_id == user.id))


def _is_sample(user: User) -> ColumnElement[bool]:
    """Return the condition for what the demo added; the index finds the range, in which PostgreSQL may sort others."""
    is_marked = Expense.form_key.startswith(_MARK, autoescape=True)
    return and_(Expense.user_id == user.id, Expense.form_key.between(_FIRST_KEY, _LAST_KEY), is_marked)


def _list_category_ids(user: User) -> Sequence[int]:
    return db.session.scalars(select(Category.id).where(Category.user_id == user.id).order_by(Category.id)).all()


def _set_goals(user: User, category_ids: Sequence[int], month: Month) -> None:
    """Set limits that were kept in some months and missed in others, and save for something."""
    for kind, amount_cents in LIMITS.items():
        begin = named_day(month.shifted(-_MONTHS_OF_LIMITS))
        save_limit(user, None if kind is None else category_ids[kind], amount_cents, begin)
    due_on = named_day(month.shifted(_MONTHS_OF_SAVING))
    entry = SavingsEntry(gettext("Bicycle"), _SAVINGS_CENTS, due_on)
    save_savings_goal(user, None, entry, month.shifted(-_MONTHS_OF_LIMITS))


def _photograph(demo: DemoExpense, seed: int) -> Upload:
    content = draw_receipt(demo, seed)
    return Upload(clean_image(io.BytesIO(content), max_bytes=len(content)), f"receipt-{demo.spent_on}.jpg")


def _entered_at(spent_on: dt.date, place: int) -> dt.datetime:
    """Return a moment early on the day, later for each place, so that the day's expenses keep their order."""
    return dt.datetime.combine(spent_on, dt.time(), dt.UTC) + dt.timedelta(seconds=place)

"""What the pages with the form of an expense share: looking up what it offers, and saving it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, url_for
from flask_babel import gettext

from app.categories.queries import list_categories, list_frequent_categories
from app.expenses import queries, services
from app.expenses.alike import Entry, Scope, describe_receipts, describe_uploads, find_alike
from app.expenses.forms import ExpenseChoices, NewExpenseForm
from app.expenses.messages import twin_question
from app.expenses.suggested import fill_in, suggest_for_form
from app.expenses.twins import find_twin
from app.models.types import utc_now
from app.receipts.queries import list_waiting
from app.web.access import signed_in_user
from app.web.formatting import amount
from app.web.localization import money_format, today_for
from app.web.paging import flash_with_removal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.expenses.alike import Alike
    from app.expenses.forms import ExpenseForm
    from app.expenses.twins import Twin
    from app.models import Expense, Receipt, ReceiptReading
    from app.receipts.forms import AddReceiptsForm

_RECENTLY = dt.timedelta(days=90)  # the days that count for the frequent categories
_A_MOMENT = dt.timedelta(minutes=10)  # the time in which the same expense once more may be a mistake


@dataclass(frozen=True)
class Saved:
    """An expense that was saved at `now`, and the one that was added moments before and says the same."""

    expense: Expense
    now: dt.datetime
    twin: Twin | None


def expense_choices() -> ExpenseChoices:
    user = signed_in_user()
    return ExpenseChoices(today_for(user), list_categories(user))


def offer_known(form: ExpenseForm) -> None:
    """Look up the frequent categories and the known merchants before the form is shown; saving does not need them."""
    user = signed_in_user()
    form.suggest(list_frequent_categories(user, today_for(user) - _RECENTLY), queries.suggest_merchants(user))


def suggest_from(form: ExpenseForm, reading: ReceiptReading | None) -> None:
    """Offer what was read from a receipt; while nothing was sent yet, fill it in. Call `offer_known` before."""
    user = signed_in_user()
    form.suggested = suggest_for_form(user, reading, today_for(user), money_format().digits)
    if not form.is_submitted():
        fill_in(form, form.suggested)


def find_alike_sent(form: ExpenseForm) -> Alike | None:
    """Return the expense that the new receipts of a form seem to belong to, unless the user was asked about it."""
    user, is_new = signed_in_user(), isinstance(form, NewExpenseForm)
    if form.waiting.data:
        form.waiting.offer(list_waiting(user))
    if is_new and form.expense.id is not None:
        return None
    receipts = form.waiting.chosen
    sent = [*describe_receipts(receipts), *describe_uploads(form.receipts.uploads)]
    entry = Entry(form.amount.data or 0, form.spent_on.data, form.merchant.data or "") if is_new else None
    return find_alike(user, sent, Scope(_told_apart(form, receipts), form.key.data), entry)


def find_alike_uploads(form: AddReceiptsForm) -> Alike | None:
    """Return the expense that receipts seem to belong to which come without one."""
    return find_alike(signed_in_user(), describe_uploads(form.receipts.uploads), Scope(form_key=form.key.data))


def find_alike_waiting(receipt: Receipt) -> Alike | None:
    """Return the expense, or the receipt that came before, that a waiting one looks like."""
    scope = Scope(frozenset(receipt.told_apart or ()), waiting_before=receipt.id)
    return find_alike(signed_in_user(), describe_receipts([receipt]), scope)


def _told_apart(form: ExpenseForm, receipts: Sequence[Receipt]) -> frozenset[int]:
    """Return the numbers of the expenses that the user was asked about, now or before."""
    return frozenset(form.told_apart.data or ()).union(*(receipt.told_apart or () for receipt in receipts))


def save_form(form: ExpenseForm) -> Saved:
    """Save the expense of a valid form, without committing; look for a twin of a new one."""
    user, now, is_new = signed_in_user(), utc_now(), form.expense.id is None
    entry = services.ExpenseEntry(
        amount_cents=form.amount.data or 0,
        category_id=form.category_id.data,
        spent_on=form.spent_on.data,  # type: ignore[arg-type]
        merchant=form.merchant.data or "",
        note=form.note.data or "",
        uploads=form.receipts.uploads,
        waiting=form.waiting.chosen,
        form_key=form.key.data,
        told_apart=frozenset(form.told_apart.data or ()),
        twins=_twins(form),
    )
    expense = services.save_expense(user, form.expense, entry)
    is_asked = is_new and not form.told_apart.data
    return Saved(expense, now, find_twin(user, expense, now - _A_MOMENT) if is_asked else None)


def _twins(form: ExpenseForm) -> list[Receipt]:
    """Return the waiting receipts that look like one of the form, but are others."""
    numbers = form.twins.data or ()
    return [receipt for receipt in list_waiting(signed_in_user()) if receipt.id in numbers] if numbers else []


def flash_saved(form: ExpenseForm, saved: Saved) -> None:
    """Flash the amount and category as they were understood; ask about a new expense that is there twice."""
    expense = saved.expense
    understood = {"amount": amount(expense.amount_cents), "category": form.category_name}
    flash(gettext("%(amount)s in %(category)s is saved.", **understood))
    if saved.twin is not None:
        question = twin_question(expense, saved.twin, saved.now)
        flash_with_removal(question, url_for("expenses.delete", expense_id=expense.id))

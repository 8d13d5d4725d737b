"""The queue: one waiting receipt after the other, beside the form of its expense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask_babel import gettext

from app.database.engine import db
from app.expenses.form_pages import (
    expense_choices,
    find_alike_sent,
    find_alike_waiting,
    flash_saved,
    offer_known,
    save_form,
    suggest_from,
)
from app.expenses.forms import NewExpenseForm
from app.expenses.queries import find_made_by, get_expense
from app.expenses.suggested import is_being_read
from app.inbox import queries
from app.inbox.forms import AfterForm, BelongingForm, RotateForm
from app.models import Expense
from app.receipts.rotating import rotate
from app.receipts.services import add_to_expense, delete_receipt
from app.web.access import found_or_404, signed_in_user
from app.web.forms import KeyedForm
from app.web.localization import today_for
from app.web.paging import flash_with_undo, form_page, repeated_after_conflict

if TYPE_CHECKING:
    from flask import Response

    from app.expenses.alike import Alike
    from app.inbox.queries import QueueEntry
    from app.models import Receipt
    from app.web.paging import Page

inbox = Blueprint("inbox", __name__)


@inbox.get("/next")
def show_next() -> Page:
    """Lead to the waiting receipt after another one, or to the first."""
    form = AfterForm(formdata=request.args)
    after = form.after.data or 0 if form.validate() else 0
    receipt_id = queries.find_next_id(signed_in_user(), after)
    return redirect(url_for("receipts.index") if receipt_id is None else url_for(".show", receipt_id=receipt_id))


@inbox.route("/queue/<row_id:receipt_id>", methods=["GET", "POST"])
@repeated_after_conflict
def show(receipt_id: int) -> Page:
    """Show a waiting receipt beside the form of its expense; saving leads to the next, rotating keeps what is typed."""
    entry = _get_entry(receipt_id)
    form = _form_of(entry.receipt)
    if entry.receipt.expense_id not in {None, form.expense.id}:
        return _go_past_used(receipt_id)
    rotation = RotateForm()
    if rotation.validate_on_submit() and rotation.rotate.data:
        rotate(entry.receipt, rotation.rotate.data)
        db.session.commit()
    elif form.validate_on_submit():
        return _save(entry, form)
    return _queue_page(entry, form, find_alike_waiting(entry.receipt))


def _save(entry: QueueEntry, form: NewExpenseForm) -> Page:
    """Save the expense of a receipt, unless it looks like one that is there and nobody has said that it is not."""
    if alike := find_alike_sent(form):
        return _queue_page(entry, form, alike)
    saved = save_form(form)
    db.session.commit()
    flash_saved(form, saved)
    return _go_on(entry.receipt.id)


@inbox.post("/queue/<row_id:receipt_id>/expense")
@repeated_after_conflict
def attach(receipt_id: int) -> Page:
    """Add a waiting receipt to an expense that exists."""
    user, receipt, form = signed_in_user(), _get_entry(receipt_id).receipt, BelongingForm()
    if not form.validate():
        abort(400)
    expense = found_or_404(get_expense(user, form.expense_id.data or 0))
    if receipt.expense_id not in {None, expense.id}:
        return _go_past_used(receipt_id)
    add_to_expense(user, expense, [receipt])
    db.session.commit()
    flash(gettext("The receipt is added."))
    return _go_on(receipt_id)


@inbox.post("/queue/<row_id:receipt_id>/delete")
def delete(receipt_id: int) -> Page:
    """Move what is no receipt to the trash."""
    receipt = _get_entry(receipt_id).receipt
    if receipt.expense_id is not None:
        return _go_past_used(receipt_id)
    delete_receipt(receipt)
    db.session.commit()
    flash_with_undo(gettext("The photo is in the trash."), url_for("trash.restore_receipt", receipt_id=receipt_id))
    return _go_on(receipt_id)


@inbox.get("/<row_id:receipt_id>/reading")
def reading_state(receipt_id: int) -> Response:
    """Say whether a receipt is being read, for the script that asks about once a second."""
    return jsonify(is_being_read=is_being_read(_get_entry(receipt_id).reading))


def _get_entry(receipt_id: int) -> QueueEntry:
    return found_or_404(queries.get_entry(signed_in_user(), receipt_id))


def _form_of(receipt: Receipt) -> NewExpenseForm:
    """Return the form of a new expense with the receipt, or of the one that this form has saved before."""
    user = signed_in_user()
    made = find_made_by(user, KeyedForm().key.data) if request.method == "POST" else None
    form = NewExpenseForm(made or Expense(), expense_choices())
    form.waiting.offer([receipt])
    form.waiting.choose([receipt])
    return form


def _queue_page(entry: QueueEntry, form: NewExpenseForm, alike: Alike | None) -> Page:
    user = signed_in_user()
    offer_known(form)
    suggest_from(form, entry.reading)
    amounts = {choice.value for choice in form.suggested.amount} if form.suggested else set()
    likely = queries.list_likely_expenses(user, amounts, form.spent_on.data or today_for(user))
    return form_page("inbox/show.html", form, receipt=entry.receipt, count=entry.count, likely=likely, alike=alike)


def _go_on(receipt_id: int) -> Page:
    return redirect(url_for(".show_next", after=receipt_id))


def _go_past_used(receipt_id: int) -> Page:
    """Lead to the next receipt from one that another tab or device has used."""
    flash(gettext("That receipt belongs to an expense already."))
    return _go_on(receipt_id)

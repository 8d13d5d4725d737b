"""The pages of expenses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app.core.periods import FIRST_DATE, Month
from app.database.engine import db
from app.expenses import queries, services
from app.expenses.form_pages import (
    expense_choices,
    find_alike_sent,
    find_alike_uploads,
    flash_saved,
    offer_known,
    save_form,
    suggest_from,
)
from app.expenses.forms import ExpenseForm, NewExpenseForm
from app.expenses.listing import find_expenses, render_list
from app.expenses.messages import back_from_trash, named
from app.expenses.query_forms import PrefillForm
from app.expenses.selection_forms import SelectionForm
from app.models import Expense
from app.reading.queries import get_reading
from app.receipts.forms import AddReceiptsForm
from app.receipts.queries import list_waiting
from app.receipts.services import add_waiting_receipts
from app.web.access import found_or_404, safe_next, signed_in_user
from app.web.forms import KeyedForm, receipts_not_added
from app.web.localization import today_for
from app.web.paging import flash_with_undo, form_page, repeated_after_conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.expenses.alike import Alike
    from app.web.paging import Page

expenses = Blueprint("expenses", __name__)


@expenses.get("/")
def index() -> Page:
    """List expenses: those of this month, or what the URL asks for."""
    found = find_expenses()
    return render_list(found, SelectionForm(found.categories, found.total))


@expenses.route("/new", methods=["GET", "POST"])
@repeated_after_conflict
def create() -> Page:
    """Add an expense. "Save and add another" opens the form again with the same date and category."""
    user = signed_in_user()
    expense, waiting_ids = _wanted_expense()
    form = NewExpenseForm(expense, expense_choices(), waiting_ids=waiting_ids)
    is_valid = form.validate_on_submit()
    alike = find_alike_sent(form) if is_valid else None
    if alike or not is_valid:
        _add_waiting_receipts(form)
        return _expense_page("expenses/new.html", form, alike)
    expense = _save(form)
    if "add_another" in request.form:
        return redirect(url_for(".create", category_id=expense.category_id, spent_on=expense.spent_on.isoformat()))
    month = Month.containing(expense.spent_on, user.month_start_day)
    is_at_home = month == Month.containing(today_for(user), user.month_start_day) or month.begin < FIRST_DATE
    return redirect(url_for("home.index") if is_at_home else url_for("summaries.show_month", month=month))


@expenses.get("/<row_id:expense_id>")
def show(expense_id: int) -> Page:
    """Show an expense with its receipts."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    return render_template("expenses/show.html", expense=expense, form=AddReceiptsForm())


@expenses.route("/<row_id:expense_id>/edit", methods=["GET", "POST"])
@repeated_after_conflict
def edit(expense_id: int) -> Page:
    """Change an expense, or add receipts to it."""
    expense = _find_expense_of_form(expense_id)
    if expense is None:
        return _page_about_nothing()
    form = ExpenseForm(expense, expense_choices(), waiting_ids=_wanted_receipt_ids())
    is_valid = form.validate_on_submit()
    alike = find_alike_sent(form) if is_valid or request.method == "GET" else None
    if alike or not is_valid:
        _add_waiting_receipts(form)
        return _expense_page("expenses/edit.html", form, alike, expense=expense)
    was_deleted = expense.deleted_at is not None
    _save(form)
    if was_deleted:
        flash(back_from_trash())
    return redirect(url_for(".show", expense_id=expense.id))


@expenses.post("/<row_id:expense_id>/receipts")
@repeated_after_conflict
def add_receipts(expense_id: int) -> Page:
    """Add receipts to an expense."""
    expense = _find_expense_of_form(expense_id)
    if expense is None:
        return _page_about_nothing()
    was_deleted = expense.deleted_at is not None
    form = AddReceiptsForm()
    is_valid = form.validate_on_submit()
    uploads = form.receipts.uploads  # includes the good ones of a form with errors
    if was_deleted and not uploads:
        abort(404)
    if is_valid and not was_deleted and find_alike_uploads(form):
        return _ask_before_adding(expense, form)
    services.add_receipts_to_expense(signed_in_user(), expense, uploads, form.key.data)
    db.session.commit()
    if was_deleted:
        flash(back_from_trash())
    if not is_valid:
        db.session.refresh(expense)
        return form_page("expenses/show.html", form, expense=expense)
    flash(gettext("The receipt is added."))
    return redirect(url_for(".show", expense_id=expense.id))


@expenses.post("/<row_id:expense_id>/check")
@repeated_after_conflict
def check(expense_id: int) -> Page:
    """Say that an expense that came from a phone or a script is right."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    services.mark_checked(expense)
    db.session.commit()
    flash(gettext("%(amount)s in %(category)s is right.", **named(expense)))
    back = request.args.get("next")
    return redirect(safe_next(back) if back else url_for(".show", expense_id=expense.id))


@expenses.post("/<row_id:expense_id>/delete")
@repeated_after_conflict
def delete(expense_id: int) -> Page:
    """Move an expense to the trash."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    services.delete_expense(expense)
    db.session.commit()
    undo_url = url_for("trash.restore_expense", expense_id=expense.id)
    flash_with_undo(gettext("%(amount)s in %(category)s is deleted.", **named(expense)), undo_url)
    return redirect(url_for(".index"))


def _ask_before_adding(expense: Expense, form: AddReceiptsForm) -> Page:
    """Keep the receipts as waiting ones, and lead to the form of the expense, which asks about them."""
    receipts = add_waiting_receipts(signed_in_user(), form.receipts.uploads, form.key.data)
    db.session.commit()
    return redirect(url_for(".edit", expense_id=expense.id, waiting=[receipt.id for receipt in receipts]), 303)


def _find_expense_of_form(expense_id: int) -> Expense | None:
    """Find the expense of a form. On POST it may be in the trash: another tab may have deleted it meanwhile."""
    return queries.get_expense(signed_in_user(), expense_id, may_be_deleted=request.method == "POST")


def _page_about_nothing() -> Page:
    """Answer 404 for an expense that is gone; on POST, offer what was typed as a new expense."""
    if request.method != "POST":
        abort(404)
    form = NewExpenseForm(Expense(), expense_choices())
    form.validate()
    form.form_errors.append(gettext("This expense is not there any more. Save to add it as a new one."))
    _add_waiting_receipts(form)
    _complete(form)
    return render_template("expenses/new.html", form=form, alike=None, adds_another=False), 404


def _wanted_expense() -> tuple[Expense, Sequence[int]]:
    """Return the new expense, filled in by the link, and the numbers of waiting receipts to add.

    On POST the form has all values; it may have saved its expense before.
    """
    if request.method == "POST":
        return queries.find_made_by(signed_in_user(), KeyedForm().key.data) or Expense(), ()
    prefill = PrefillForm(formdata=request.args)
    number = prefill.repeated_id
    repeated = None if number is None else found_or_404(queries.get_expense(signed_in_user(), number))
    return prefill.to_expense(repeated), prefill.waiting.data or ()


def _wanted_receipt_ids() -> Sequence[int]:
    """Return the numbers of the waiting receipts that the link to a form adds."""
    return () if request.method == "POST" else PrefillForm(formdata=request.args).waiting.data or ()


def _expense_page(template: str, form: ExpenseForm, alike: Alike | None, **context: Any) -> Page:
    _complete(form)
    return form_page(template, form, alike=alike, adds_another="add_another" in request.form, **context)


def _complete(form: ExpenseForm) -> None:
    """Look up suggestions before the form is shown; saving does not need them."""
    user = signed_in_user()
    form.waiting.offer(list_waiting(user))
    offer_known(form)
    if isinstance(form, NewExpenseForm):
        chosen = form.waiting.chosen
        suggest_from(form, get_reading(user, chosen[0].id) if chosen else None)


def _add_waiting_receipts(form: ExpenseForm) -> None:
    """Add the good receipts of a form with errors as waiting ones, so that nobody has to choose them again.

    A form with an old token must not change anything: another site may have sent it.
    """
    if form.has_old_token and form.receipts.data:
        form.form_errors.append(receipts_not_added())
    elif form.receipts.uploads:
        receipts = add_waiting_receipts(signed_in_user(), form.receipts.uploads, form.key.data)
        db.session.commit()
        form.waiting.choose(receipts)


def _save(form: ExpenseForm) -> Expense:
    if form.waiting.data:
        form.waiting.offer(list_waiting(signed_in_user()))
    saved = save_form(form)
    db.session.commit()
    flash_saved(form, saved)
    return saved.expense

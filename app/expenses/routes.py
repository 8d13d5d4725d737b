"""The pages of expenses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app.access import found_or_404, signed_in_user
from app.categories.queries import list_categories
from app.expenses import queries, services
from app.expenses.forms import AddReceiptsForm, ExpenseForm, FilterForm, PrefillForm
from app.extensions import db
from app.filters import amount
from app.localization import today_for
from app.pages import form_page, requested_paging
from app.periods import Month
from app.receipts.services import add_receipts

if TYPE_CHECKING:
    from app.models import Expense
    from app.pages import Page

expenses = Blueprint("expenses", __name__)


@expenses.get("/")
def index() -> Page:
    """List the wanted expenses, by day when they are sorted by day."""
    user = signed_in_user()
    form = FilterForm(list_categories(user), formdata=request.args)
    form.validate()
    total = queries.total_expenses(user, form.wanted)
    paging = requested_paging(total.count, queries.PAGE_SIZE)
    rows = queries.list_expenses(user, form.wanted, form.order, paging.number)
    return render_template(
        "expenses/index.html",
        form=form,
        total=total,
        rows=rows,
        days=queries.group_by_day(user, form.wanted, rows) if form.order.is_by_day else [],
        paging=paging,
    )


@expenses.route("/new", methods=["GET", "POST"])
def create() -> Page:
    """Add an expense; "Save and add another" keeps the date and the category."""
    user = signed_in_user()
    expense = PrefillForm(formdata=request.args).to_expense()
    form = _expense_form(expense)
    if not form.validate_on_submit():
        return form_page("expenses/new.html", form)
    _save(expense, form)
    if "add_another" in request.form:
        return redirect(url_for(".create", category_id=expense.category_id, spent_on=expense.spent_on.isoformat()))
    month = Month.containing(expense.spent_on, user.month_start_day)
    is_this_month = month == Month.containing(today_for(user), user.month_start_day)
    return redirect(url_for("summaries.home") if is_this_month else url_for("summaries.show_month", month=month))


@expenses.get("/<row_id:expense_id>")
def show(expense_id: int) -> Page:
    """Show an expense with its receipts."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    return render_template("expenses/show.html", expense=expense, form=AddReceiptsForm())


@expenses.route("/<row_id:expense_id>/edit", methods=["GET", "POST"])
def edit(expense_id: int) -> Page:
    """Change an expense, or add receipts to it."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    form = _expense_form(expense)
    if not form.validate_on_submit():
        return form_page("expenses/edit.html", form, expense=expense)
    _save(expense, form)
    return redirect(url_for(".show", expense_id=expense.id))


@expenses.post("/<row_id:expense_id>/receipts")
def attach(expense_id: int) -> Page:
    """Add receipts to an expense."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    form = AddReceiptsForm()
    if not form.validate_on_submit():
        return form_page("expenses/show.html", form, expense=expense)
    add_receipts(signed_in_user(), expense, form.receipts.uploads)
    db.session.commit()
    flash(gettext("The receipt is added."))
    return redirect(url_for(".show", expense_id=expense.id))


@expenses.post("/<row_id:expense_id>/delete")
def delete(expense_id: int) -> Page:
    """Delete an expense with its receipts."""
    expense = found_or_404(queries.get_expense(signed_in_user(), expense_id))
    services.delete_expense(signed_in_user(), expense)
    db.session.commit()
    flash(gettext("%(amount)s in %(category)s is deleted.", **_named(expense)))
    return redirect(url_for(".index"))


def _expense_form(expense: Expense) -> ExpenseForm:
    user = signed_in_user()
    return ExpenseForm(expense, list_categories(user), today_for(user))


def _save(expense: Expense, form: ExpenseForm) -> None:
    """Save and say what was understood."""
    entry = services.ExpenseEntry(
        amount_cents=form.amount.data or 0,
        category_id=form.category_id.data,
        spent_on=form.spent_on.data,  # type: ignore[arg-type]
        merchant=form.merchant.data or "",
        note=form.note.data or "",
        uploads=form.receipts.uploads,
    )
    services.save_expense(signed_in_user(), expense, entry)
    db.session.commit()
    flash(
        gettext("%(amount)s in %(category)s is saved.", amount=amount(entry.amount_cents), category=form.category_name)
    )


def _named(expense: Expense) -> dict[str, str]:
    return {"amount": amount(expense.amount_cents), "category": expense.category.name}

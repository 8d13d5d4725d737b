"""What is done with selected expenses of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext, ngettext

from app.database.engine import db
from app.expenses.listing import find_expenses, render_list
from app.expenses.selection_forms import SelectionForm
from app.expenses.urls import list_url
from app.models.types import utc_now
from app.selections import services
from app.selections.queries import Selection, get_change
from app.web.access import found_or_404, signed_in_user
from app.web.paging import flash_with_undo, repeated_after_conflict

if TYPE_CHECKING:
    from app.expenses.query_forms import FilterForm
    from app.models import ExpenseChange
    from app.web.paging import Page

selections = Blueprint("selections", __name__)


@selections.post("/")
@repeated_after_conflict
def change() -> Page:
    """Change or delete the selected expenses. The URL has the filters of the list, as the list itself has them."""
    found = find_expenses()
    form = SelectionForm(found.categories, found.total)
    if not form.validate_on_submit():
        return render_list(found, form), 400
    selection = Selection(found=found.filters.wanted) if form.everything.data else Selection(form.expense_ids)
    change = _apply(form, selection)
    db.session.commit()
    _flash_change(form, change, found.filters)
    return redirect(list_url(found.filters.url_values))


@selections.post("/<row_id:change_id>/undo")
@repeated_after_conflict
def undo(change_id: int) -> Page:
    """Undo a change of many expenses."""
    user = signed_in_user()
    change = found_or_404(get_change(user, change_id, utc_now() - services.KEPT_FOR))
    all_count = len(change.rows)
    count = services.undo(user, change)
    db.session.commit()
    if count:
        flash(ngettext("%(num)d expense is as it was.", "%(num)d expenses are as they were.", count))
    if count < all_count:
        flash(
            ngettext(
                "%(num)d was changed meanwhile and stays.",
                "%(num)d were changed meanwhile and stay.",
                all_count - count,
            )
        )
    return redirect(list_url(find_expenses().filters.url_values))


def _apply(form: SelectionForm, selection: Selection) -> ExpenseChange:
    user = signed_in_user()
    if form.action.data == "delete":
        return services.delete_expenses(user, selection)
    if form.action.data == "merchant":
        return services.change_merchant(user, selection, form.new_merchant.data or "")
    return services.change_category(user, selection, form.new_category.data)


def _flash_change(form: SelectionForm, change: ExpenseChange, filters: FilterForm) -> None:
    count = len(change.rows)
    if not count:
        flash(gettext("Nothing had to be changed."))
        return
    texts = {
        "category": ngettext(
            "%(num)d expense is in %(category)s now.",
            "%(num)d expenses are in %(category)s now.",
            count,
            category=filters.category_names.get(form.new_category.data, ""),
        ),
        "merchant": ngettext(
            "%(num)d expense has the merchant %(merchant)s now.",
            "%(num)d expenses have the merchant %(merchant)s now.",
            count,
            merchant=form.new_merchant.data,
        ),
        "delete": ngettext("%(num)d expense is deleted.", "%(num)d expenses are deleted.", count),
    }
    flash_with_undo(texts[str(form.action.data)], url_for(".undo", change_id=change.id, **filters.url_values))

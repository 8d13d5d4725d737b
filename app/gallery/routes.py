"""The pages of the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request, url_for

from app.categories.queries import list_categories
from app.core.periods import Month
from app.expenses.chips import filter_chips
from app.gallery import queries
from app.gallery.query_forms import GalleryForm, PlaceForm
from app.receipts.queries import count_waiting, get_receipt
from app.web.access import found_or_404, signed_in_user
from app.web.localization import today_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.web.paging import Page

gallery = Blueprint("gallery", __name__)


@gallery.get("/")
def index() -> Page:
    """Show the receipts of all expenses, or of those that the filters of the list find."""
    user, form, place = signed_in_user(), _read_filters(), PlaceForm(formdata=request.args)
    place.validate()
    page = queries.list_shots(user, form.wanted, place.receipt_id, is_newer=place.is_newer)
    return render_template(
        "gallery/index.html",
        form=form,
        chips=filter_chips(form, _url),
        page=page,
        months=queries.group_by_month(page.shots, user.month_start_day),
        waiting_count=count_waiting(user),
        is_new=not page.shots and not queries.has_receipts(user),
    )


@gallery.get("/<row_id:receipt_id>")
def show(receipt_id: int) -> Page:
    """Show a receipt fitted to the window, or in full size, with arrows through the gallery."""
    user, form = signed_in_user(), _read_filters()
    receipt = found_or_404(get_receipt(user, receipt_id))
    previous_id, next_id = queries.find_neighbors(user, form.wanted, receipt_id)
    return render_template(
        "gallery/show.html",
        receipt=receipt,
        previous_id=previous_id,
        next_id=next_id,
        url_values=form.url_values,
        is_zoomed=request.args.get("zoom") == "1",
    )


def _read_filters() -> GalleryForm:
    user = signed_in_user()
    this_month = Month.containing(today_for(user), user.month_start_day)
    form = GalleryForm(list_categories(user), this_month, formdata=request.args)
    form.validate()
    return form


def _url(values: Mapping[str, Any]) -> str:
    return url_for(".index", **values)

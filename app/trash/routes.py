"""The page of the trash."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from app.database.engine import db
from app.events.services import record_event
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.trash import queries, services
from app.web.access import found_or_404, signed_in_user
from app.web.formatting import amount

if TYPE_CHECKING:
    from app.web.paging import Page

trash = Blueprint("trash", __name__)

_LONGEST_MISTAKE = dt.timedelta(days=1)


@trash.before_app_request
def remove_due_once_a_day() -> None:
    """Empty the trash of what is due, with the first POST of the day in each worker. It saves a scheduler."""
    now = utc_now()
    if request.method == "POST" and current_app.config.get("TRASH_CHECKED_ON") != now.date():
        # What is due is judged by the newest expense that is at least a day old: the clock may be ahead, and one that
        # is wrong for less than a day then removes nothing. With one visit a month, the trash empties a visit later.
        services.remove_due(queries.last_entry_before(now - _LONGEST_MISTAKE))
        db.session.commit()
        current_app.config["TRASH_CHECKED_ON"] = now.date()


@trash.get("/")
def index() -> Page:
    """Show what can be restored."""
    content = queries.list_trash(signed_in_user())
    return render_template("trash/index.html", content=content, kept_for=services.KEPT_FOR)


@trash.post("/expenses/<row_id:expense_id>/restore")
def restore_expense(expense_id: int) -> Page:
    expense = found_or_404(queries.get_deleted_expense(signed_in_user(), expense_id))
    services.restore_expense(expense)
    db.session.commit()
    understood = {"amount": amount(expense.amount_cents), "category": expense.category.name}
    flash(gettext("%(amount)s in %(category)s is back.", **understood))
    return redirect(url_for("expenses.show", expense_id=expense.id))


@trash.post("/receipts/<row_id:receipt_id>/restore")
def restore_receipt(receipt_id: int) -> Page:
    receipt = found_or_404(queries.get_deleted_receipt(signed_in_user(), receipt_id))
    services.restore_receipt(receipt)
    db.session.commit()
    flash(gettext("The receipt is back."))
    return redirect(url_for("receipts.show", receipt_id=receipt.id))


@trash.post("/empty")
def empty() -> Page:
    """Delete everything in the trash for good."""
    user = signed_in_user()
    services.empty_trash(user)
    record_event(user.id, EventKind.TRASH_EMPTIED)
    db.session.commit()
    flash(gettext("The trash is empty."))
    return redirect(url_for(".index"))

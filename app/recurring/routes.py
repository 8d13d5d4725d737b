"""Pages of recurring payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext

from app.core.money import format_plain
from app.database.engine import db
from app.expenses.queries import find_first_day
from app.expenses.urls import expenses_url
from app.recurring import queries, services
from app.recurring.forms import DecisionForm
from app.web.access import found_or_404, signed_in_user
from app.web.localization import money_format, today_for
from app.web.paging import flash_with_undo, repeated_after_conflict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from app.models import User
    from app.recurring.detection import Payment
    from app.web.paging import Page

recurring = Blueprint("recurring", __name__)


@recurring.get("/")
def index() -> Page:
    """List recurring payments, with their yearly cost and next date."""
    user = signed_in_user()
    today = today_for(user)
    return render_template(
        "recurring/index.html",
        overview=queries.get_overview(user, today),
        since=_first_day_looked_at(user, today),
        today=today,
        payments_url=_payments_url,
    )


@recurring.post("/confirm")
@repeated_after_conflict
def confirm() -> Page:
    """Confirm a recurring payment that was found."""
    return _decide(is_confirmed=True)


@recurring.post("/dismiss")
@repeated_after_conflict
def dismiss() -> Page:
    """Dismiss a recurring payment, so that it is not shown again."""
    return _decide(is_confirmed=False)


@recurring.post("/<row_id:decision_id>/reset")
def reset(decision_id: int) -> Page:
    """Take a decision back."""
    decision = found_or_404(queries.get_decision(signed_in_user(), decision_id))
    services.withdraw(decision)
    db.session.commit()
    flash(gettext("It is among what was found again."))
    return redirect(url_for(".index"))


def _decide(*, is_confirmed: bool) -> Page:
    user = signed_in_user()
    form = DecisionForm(queries.get_overview(user, today_for(user)).found)
    if not form.validate_on_submit():
        abort(400)
    decision = services.decide(user, form.listed, is_confirmed=is_confirmed)
    db.session.commit()
    merchant = form.listed.payment.latest.merchant
    text = (
        gettext("%(name)s is confirmed.", name=merchant)
        if is_confirmed
        else gettext("%(name)s is dismissed and will not be counted.", name=merchant)
    )
    flash_with_undo(text, url_for(".reset", decision_id=decision.id))
    return redirect(url_for(".index"))


def _first_day_looked_at(user: User, today: dt.date) -> dt.date | None:
    """Return the first day with expenses that were looked at, or None."""
    first_day = find_first_day(user)
    return max(first_day, queries.first_day_read(today)) if first_day and first_day <= today else None


def _payments_url(payments: Sequence[Payment]) -> str:
    """Return the URL of the list of these payments, filtered by merchant, days and amounts, oldest first."""
    cents, style = [payment.cents for payment in payments], money_format()
    bounds = {
        "from": payments[0].spent_on.isoformat(),
        "to": payments[-1].spent_on.isoformat(),
        "min": format_plain(min(cents), style),
        "max": format_plain(max(cents), style),
    }
    return expenses_url(None, None, merchant=payments[-1].merchant, **bounds)

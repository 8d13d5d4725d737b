"""The pages of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from app.categories.queries import get_category
from app.core.periods import Month
from app.database.engine import db
from app.goals import queries, services
from app.goals.budget_status import list_goals, summarize_savings
from app.goals.calculations import limit_of, named_day, next_limit
from app.goals.forms import LimitForm, SavingsForm, TargetForm
from app.goals.suggestions import list_suggestions
from app.web.access import found_or_404, signed_in_user
from app.web.formatting import amount, month_name
from app.web.localization import today_for
from app.web.paging import form_page, repeated_after_conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.goals.budget_status import BudgetStatus
    from app.models import Category
    from app.web.paging import Page

goals = Blueprint("goals", __name__)


@goals.route("/", methods=["GET", "POST"])
@repeated_after_conflict
def index() -> Page:
    """Show each goal and suggested limits, and set a limit."""
    user = signed_in_user()
    month = _this_month()
    savings_goal = queries.get_savings_goal(user)
    status = queries.read_budget_status(user, month, today_for(user), savings_goal)
    categories = [item for item in status.by_name if not item.is_archived or item.id in status.limited_ids]
    form = _limit_form(status, categories)
    if form.validate_on_submit():
        _save_limit(form, status)
        return redirect(url_for(".index"))
    status = queries.with_payments(user, status)
    return form_page(
        "goals/index.html",
        form,
        status=status,
        goals=list_goals(status),
        suggestions=list_suggestions(status, [item for item in categories if not item.is_archived]),
        savings_goal=savings_goal,
        savings=summarize_savings(status, savings_goal) if savings_goal else None,
        has_total=limit_of(status.limits, None, month) is not None,
    )


@goals.post("/<row_id:limit_id>/remove")
def remove(limit_id: int) -> Page:
    """End a limit from this month on; past months keep it."""
    user = signed_in_user()
    limit = found_or_404(queries.get_limit(user, limit_id))
    category = get_category(user, limit.category_id) if limit.category_id else None
    services.end_limit(user, limit, _this_month())
    db.session.commit()
    name = category.name if category else gettext("Total")
    flash(gettext("%(name)s: no limit any more. Months before keep theirs.", name=name))
    return redirect(url_for(".index"))


@goals.route("/savings", methods=["GET", "POST"])
@repeated_after_conflict
def savings() -> Page:
    """Show what is saved by month, and change the goal."""
    user = signed_in_user()
    month, goal = _this_month(), queries.get_savings_goal(user)
    form = SavingsForm(goal, today_for(user))
    if form.validate_on_submit():
        entry = services.SavingsEntry(form.name.data or "", form.amount.data or 0, form.due_on.data)  # type: ignore[arg-type]
        services.save_savings_goal(user, goal, entry, month)
        db.session.commit()
        flash(
            gettext("%(amount)s for %(name)s is your savings goal.", amount=amount(entry.amount_cents), name=entry.name)
        )
        return redirect(url_for(".savings"))
    status = queries.read_budget_status(user, month, today_for(user), goal)
    return form_page(
        "goals/savings.html",
        form,
        status=status,
        savings_goal=goal,
        savings=summarize_savings(status, goal) if goal else None,
        has_total=limit_of(status.limits, None, month) is not None,
    )


@goals.post("/savings/remove")
def remove_savings() -> Page:
    """Delete the savings goal."""
    services.remove_savings_goal(signed_in_user())
    db.session.commit()
    flash(gettext("You have no savings goal any more."))
    return redirect(url_for(".index"))


def _this_month() -> Month:
    user = signed_in_user()
    return Month.containing(today_for(user), user.month_start_day)


def _limit_form(status: BudgetStatus, categories: Sequence[Category]) -> LimitForm:
    """Return the form of limits, filled in for the category in the URL."""
    target = TargetForm(categories, request.args)
    if not target.is_given:
        return LimitForm(categories, status.month)
    wanted = target.category_id.data
    limit = limit_of(status.limits, wanted, status.month) or next_limit(status.limits, wanted, status.month)
    if limit is None:
        return LimitForm(categories, status.month, category_id=wanted)
    valid_from = max(limit.valid_from, named_day(status.month))
    return LimitForm(categories, status.month, category_id=wanted, amount=limit.amount_cents, valid_from=valid_from)


def _save_limit(form: LimitForm, status: BudgetStatus) -> None:
    """Save, and flash the amount as it was understood; a limit that begins later stays."""
    cents, valid_from = form.amount.data or 0, form.valid_from.data
    services.save_limit(signed_in_user(), form.category_id.data, cents, valid_from)  # type: ignore[arg-type]
    db.session.commit()
    month = Month.containing(valid_from)  # type: ignore[arg-type]
    values = {"amount": amount(cents), "month": month_name(month)}
    if form.category_id.data is None:
        flash(gettext("At most %(amount)s in total, each month from %(month)s on.", **values))
    else:
        name = dict(form.category_id.choices)[form.category_id.data]  # type: ignore[arg-type]
        flash(gettext("At most %(amount)s for %(name)s, each month from %(month)s on.", name=name, **values))
    later = next_limit(status.limits, form.category_id.data, month)
    if later is not None:
        flash(
            gettext(
                "The limit that begins later stays: %(month)s.", month=month_name(Month.containing(later.valid_from))
            )
        )

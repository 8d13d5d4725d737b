"""The home page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, refresh

from app.auth.forms import PreferencesForm
from app.auth.services import set_preferences
from app.core.periods import DateRange, Month
from app.database.engine import db
from app.demo.services import add_sample, can_add_sample, has_sample, remove_sample
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import list_expenses
from app.goals.budget_status import list_running
from app.goals.coming import list_coming
from app.goals.queries import read_running_month
from app.home.queries import count_arrivals
from app.recurring.fixed_costs import FixedCosts
from app.summaries.changes import CategorySums
from app.summaries.chart_builders import month_categories_card
from app.summaries.pace_cards import pace_card
from app.summaries.queries import get_pace
from app.web.access import signed_in_user
from app.web.localization import today_for
from app.web.paging import form_page, repeated_after_conflict

if TYPE_CHECKING:
    from app.models import User
    from app.web.paging import Page

home = Blueprint("home", __name__)

_ROWS = 5  # of each card
_COMING = dt.timedelta(days=7)


@home.get("/")
def index() -> Page:
    """Say how this month goes: spent, left, what comes next."""
    user = signed_in_user()
    today = today_for(user)
    month = Month.containing(today, user.month_start_day)
    pace, _ = get_pace(user, month, today)
    if pace.first_day is None:
        return _welcome(user)
    status = read_running_month(user, pace, today)
    categories = CategorySums(status.categories.values(), status.sums, status.counts)
    limits = list_running(status)
    total = next((limit.progress for limit in limits if limit.category is None), None)
    return render_template(
        "home/index.html",
        today=today,
        month=month,
        pace=pace,
        pace_card=pace_card(pace, FixedCosts(status.recurring), total.limit_cents if total else None),
        total=total,
        limits=[limit for limit in limits if limit.category is not None][: _ROWS - 1],
        coming=list_coming(status.recurring, DateRange(today, today + _COMING), pace.booked)[:_ROWS],
        categories_card=month_categories_card(month, categories.totals(month.days)),
        latest=list_expenses(user, ExpenseFilter(), limit=_ROWS),
        arrivals=count_arrivals(user),
    )


@home.post("/welcome")
def welcome() -> Page:
    """Save what the first page asks for."""
    user = signed_in_user()
    form = PreferencesForm(user)
    if not form.validate_on_submit():
        return _welcome(user, form)
    set_preferences(user, form.language.data, form.currency.data, form.month_start_day.data or 1)
    db.session.commit()
    refresh()  # the message is in the new language
    flash(gettext("Your account is saved."))
    return redirect(url_for(".index"))


@home.post("/sample")
@repeated_after_conflict
def sample() -> Page:
    """Fill an account without expenses with made-up ones."""
    user = signed_in_user()
    if can_add_sample(user):
        add_sample(user, today_for(user))
        db.session.commit()
        flash(gettext("This is sample data. Remove it any time under More."))
    return redirect(url_for(".index"))


@home.post("/sample/remove")
def remove() -> Page:
    """Take the made-up expenses away."""
    user = signed_in_user()
    if has_sample(user):  # a page from before would else take limits that were set since
        remove_sample(user)
        db.session.commit()
        flash(gettext("The sample data is gone."))
    return redirect(url_for(".index"))


@home.get("/more/")
def more() -> Page:
    """Show what a phone's tab bar has no room for."""
    return render_template("home/more.html", has_sample=has_sample(signed_in_user()))


def _welcome(user: User, form: PreferencesForm | None = None) -> Page:
    form = form or PreferencesForm(user)
    return form_page("home/welcome.html", form, can_add_sample=can_add_sample(user), arrivals=count_arrivals(user))

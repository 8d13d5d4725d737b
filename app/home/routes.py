"""The home page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from app.core.periods import DateRange, Month
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import list_expenses
from app.goals.budget_status import list_running
from app.goals.coming import list_coming
from app.goals.queries import read_running_month
from app.summaries.changes import CategorySums
from app.summaries.chart_builders import month_categories_card, pace_card
from app.summaries.queries import get_pace
from app.web.access import signed_in_user
from app.web.localization import today_for

if TYPE_CHECKING:
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
    status = read_running_month(user, pace, today)
    categories = CategorySums(status.categories.values(), status.sums, status.counts)
    limits = list_running(status)
    return render_template(
        "home/index.html",
        today=today,
        month=month,
        pace=pace,
        pace_card=pace_card(pace),
        total=next((limit.progress for limit in limits if limit.category is None), None),
        limits=[limit for limit in limits if limit.category is not None][: _ROWS - 1],
        coming=list_coming(status.recurring, DateRange(today, today + _COMING), pace.booked)[:_ROWS],
        categories_card=month_categories_card(month, categories.totals(month.days)),
        latest=list_expenses(user, ExpenseFilter(), limit=_ROWS),
    )


@home.get("/more/")
def more() -> Page:
    """Show what a phone's tab bar has no room for."""
    return render_template("home/more.html")

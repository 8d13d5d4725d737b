"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from app.core.periods import Month
from app.core.statistics import average_cents
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import find_highest_expense, list_expenses
from app.goals.budget_status import list_warnings
from app.goals.queries import read_running_month
from app.summaries.changes import CategorySums
from app.summaries.chart_builders import month_categories_card
from app.summaries.queries import get_pace
from app.web.access import signed_in_user
from app.web.localization import today_for

if TYPE_CHECKING:
    from app.web.paging import Page

home = Blueprint("home", __name__)

_LATEST_EXPENSES = 5


@home.get("/")
def index() -> Page:
    """Show what this month has cost so far."""
    user = signed_in_user()
    today = today_for(user)
    month = Month.containing(today, user.month_start_day)
    pace, _ = get_pace(user, month, today)
    status = read_running_month(user, pace, today)
    categories = CategorySums(status.categories.values(), status.sums, status.counts)
    return render_template(
        "home/index.html",
        month=month,
        pace=pace,
        count=status.count(month.days, None),
        average_cents=average_cents(pace.so_far_cents, len(pace.recorded_days)),
        highest=find_highest_expense(user, month.days),
        categories_card=month_categories_card(month, categories.totals(month.days)),
        warnings=list_warnings(status),
        latest=list_expenses(user, ExpenseFilter(), limit=_LATEST_EXPENSES),
    )


@home.get("/more/")
def more() -> Page:
    """Show what a phone's tab bar has no room for."""
    return render_template("home/more.html")

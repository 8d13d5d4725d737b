"""The months, the years, and all time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_babel import gettext

from app.core.calendar_heat import shade_months
from app.core.periods import Month, Year
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import (
    PAGE_SIZE,
    SortOrder,
    find_highest_expense,
    group_by_day,
    list_expenses,
    total_expenses,
)
from app.summaries import figures, queries
from app.summaries.changes import read_categories
from app.web.access import signed_in_user
from app.web.formatting import month_name
from app.web.localization import today_for
from app.web.paging import requested_paging

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal

    from werkzeug.wrappers import Response

    from app.core.month_pace import Pace
    from app.models import User
    from app.summaries.figures import Figure, PaceFigure
    from app.summaries.queries import MonthTotal
    from app.web.paging import Page

summaries = Blueprint("summaries", __name__)

_LARGEST_EXPENSES = 10


@summaries.get("/months/")
def months() -> Page:
    """Show all months, and all time by category and by size."""
    user = signed_in_user()
    totals = queries.sum_by_month_of_used_years(user)
    return render_template(
        "summaries/months.html",
        totals=list(reversed(totals)),
        years=sorted({total.month.year for total in totals}, reverse=True),
        figures={
            "months": _all_months_figure(totals),
            "categories": _all_categories(user),
            "largest": _largest_expenses(user),
        },
    )


@summaries.get("/months/<month:month>")
def show_month(month: Month) -> Page:
    """Show a month: what it cost, on what, when, and its expenses."""
    user = signed_in_user()
    month = month.beginning_on(user.month_start_day)
    pace, sums = queries.get_pace(user, month, today_for(user))
    coverage = queries.get_coverage(user, month.days)
    paging = requested_paging(coverage.expense_count, PAGE_SIZE)
    rows = list_expenses(user, ExpenseFilter.of_days(month.days), offset=paging.offset)
    categories = read_categories(user, pace, month.days)
    return render_template(
        "summaries/month.html",
        month=month,
        this_month=Month.containing(today_for(user), user.month_start_day),
        coverage=coverage,
        highest=find_highest_expense(user, month.days),
        categories=figures.month_category_figure(month, categories.totals(month.days)),
        by_day=_day_figure(month, sums),
        pace=pace,
        pace_figure=_pace_figure(pace),
        calendar=shade_months([month], sums),
        changes=categories.changes(pace),
        days=group_by_day(rows, sums),
        paging=paging,
    )


@summaries.get("/years/<year:year>")
def show_year(year: int) -> Page:
    """Show a year: its months, its categories by month, its highest expense."""
    user = signed_in_user()
    own_year = Year(year, user.month_start_day)
    sums = queries.sum_by_day(user, own_year.days)
    return render_template(
        "summaries/year.html",
        year=own_year,
        calendar=shade_months(own_year.months, sums),
        total=total_expenses(user, ExpenseFilter.of_days(own_year.days)),
        highest=find_highest_expense(user, own_year.days),
        figure=_year_figure(user, year),
        categories=queries.sum_by_category_and_month(user, own_year.months),
    )


@summaries.get("/months/<any(months,categories,largest):name>.<any(png,svg):file_format>")
def all_time_chart(name: str, file_format: Literal["png", "svg"]) -> Response:
    """Download a chart of all time."""
    return figures.send_chart(_ALL_TIME_FIGURES[name](signed_in_user()), name, file_format)


@summaries.get("/months/<month:month>/<any(categories,days,pace):name>.<any(png,svg):file_format>")
def month_chart(month: Month, name: str, file_format: Literal["png", "svg"]) -> Response:
    """Download a chart of a month."""
    user = signed_in_user()
    return figures.send_chart(
        _MONTH_FIGURES[name](user, month.beginning_on(user.month_start_day)), f"{month}-{name}", file_format
    )


@summaries.get("/years/<year:year>/months.<any(png,svg):file_format>")
def year_chart(year: int, file_format: Literal["png", "svg"]) -> Response:
    """Download the chart of a year."""
    return figures.send_chart(_year_figure(signed_in_user(), year), f"{year}-months", file_format)


def _all_months(user: User) -> Figure:
    return _all_months_figure(queries.sum_by_month_of_used_years(user))


def _all_months_figure(totals: Sequence[MonthTotal]) -> Figure:
    downloads = figures.downloads_of(".all_time_chart", name="months")
    return figures.month_figure(totals, downloads, gettext("Spending by month"))


def _all_categories(user: User) -> Figure:
    downloads = figures.downloads_of(".all_time_chart", name="categories")
    return figures.category_figure(queries.sum_by_category(user), None, downloads, gettext("Spending by category"))


def _largest_expenses(user: User) -> Figure:
    rows = list_expenses(user, ExpenseFilter(min_cents=1), SortOrder.LARGEST, limit=_LARGEST_EXPENSES)
    return figures.largest_figure(
        rows, figures.downloads_of(".all_time_chart", name="largest"), gettext("Largest expenses")
    )


def _month_categories(user: User, month: Month) -> Figure:
    return figures.month_category_figure(month, queries.sum_by_category(user, month.days))


def _month_days(user: User, month: Month) -> Figure:
    return _day_figure(month, queries.sum_by_day(user, month.days))


def _day_figure(month: Month, sums: Mapping[dt.date, int]) -> Figure:
    downloads = figures.downloads_of(".month_chart", month=month, name="days")
    title = gettext("Spending by day, %(month)s", month=month_name(month))
    return figures.day_figure(month.days, sums, downloads, title)


def _month_pace(user: User, month: Month) -> PaceFigure:
    pace, _ = queries.get_pace(user, month, today_for(user))
    return _pace_figure(pace)


def _pace_figure(pace: Pace) -> PaceFigure:
    downloads = figures.downloads_of(".month_chart", month=pace.month, name="pace")
    title = gettext("Spending day after day, %(month)s", month=month_name(pace.month))
    return figures.pace_figure(pace, downloads, title)


def _year_figure(user: User, year: int) -> Figure:
    totals = queries.sum_by_month(user, Year(year, user.month_start_day).months)
    downloads = figures.downloads_of(".year_chart", year=year)
    return figures.month_figure(totals, downloads, gettext("Spending by month, %(year)s", year=year))


_ALL_TIME_FIGURES: dict[str, Callable[[User], Figure]] = {
    "months": _all_months,
    "categories": _all_categories,
    "largest": _largest_expenses,
}
_MONTH_FIGURES: dict[str, Callable[[User, Month], Figure | PaceFigure]] = {
    "categories": _month_categories,
    "days": _month_days,
    "pace": _month_pace,
}

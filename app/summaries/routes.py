"""Home, the months and the years."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, send_file
from flask_babel import gettext

from app.access import found_or_404, signed_in_user
from app.expenses.queries import (
    PAGE_SIZE,
    ExpenseFilter,
    SortOrder,
    find_highest_expense,
    group_by_day,
    list_expenses,
    total_expenses,
)
from app.filters import month_name
from app.localization import today_for
from app.pages import requested_paging
from app.periods import Month, Year
from app.summaries import calculations, figures, queries
from app.summaries.charts import draw_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from werkzeug.wrappers import Response

    from app.models import User
    from app.pages import Page
    from app.summaries.figures import Figure

summaries = Blueprint("summaries", __name__)

_LATEST_EXPENSES = 8
_LARGEST_EXPENSES = 10


@summaries.get("/")
def home() -> Page:
    """Show what this month has cost so far."""
    user = signed_in_user()
    today = today_for(user)
    month = Month.containing(today, user.month_start_day)
    so_far = queries.get_month_so_far(user, month, today)
    return render_template(
        "summaries/home.html",
        month=month,
        total=so_far.total,
        comparison=so_far.comparison,
        average_cents=calculations.average_cents(
            so_far.comparison.so_far_cents, len(calculations.elapsed_days(month, today))
        ),
        highest=find_highest_expense(user, month.days),
        categories=_month_categories(user, month),
        latest=list_expenses(user, ExpenseFilter(), page_size=_LATEST_EXPENSES),
    )


@summaries.get("/months/")
def months() -> Page:
    """Show all months, and all time by category and by size."""
    user = signed_in_user()
    totals = queries.sum_by_month_of_used_years(user)
    return render_template(
        "summaries/months.html",
        totals=list(reversed(totals)),
        years=sorted({total.month.year for total in totals}, reverse=True),
        figures={name: draw(user) for name, draw in _ALL_TIME_FIGURES.items()},
    )


@summaries.get("/months/<month:month>")
def show_month(month: Month) -> Page:
    """Show a month: what it cost, on what, when, and its expenses."""
    user = signed_in_user()
    month = month.beginning_on(user.month_start_day)
    wanted = ExpenseFilter.of_days(month.days)
    total = total_expenses(user, wanted)
    paging = requested_paging(total.count, PAGE_SIZE)
    return render_template(
        "summaries/month.html",
        month=month,
        this_month=Month.containing(today_for(user), user.month_start_day),
        total=total,
        highest=find_highest_expense(user, month.days),
        figures={name: draw(user, month) for name, draw in _MONTH_FIGURES.items()},
        days=group_by_day(user, wanted, list_expenses(user, wanted, page=paging.number)),
        paging=paging,
    )


@summaries.get("/years/<year:year>")
def show_year(year: int) -> Page:
    """Show a year: its months, its categories by month, its highest expense."""
    user = signed_in_user()
    own_year = Year(year, user.month_start_day)
    return render_template(
        "summaries/year.html",
        year=own_year,
        total=total_expenses(user, ExpenseFilter.of_days(own_year.days)),
        highest=find_highest_expense(user, own_year.days),
        figure=_year_figure(user, year),
        categories=queries.sum_by_category_and_month(user, own_year.months),
        expenses_url=figures.expenses_url,
    )


@summaries.get("/months/<any(months,categories,largest):name>.<any(png,svg):file_format>")
def all_time_chart(name: str, file_format: Literal["png", "svg"]) -> Response:
    """Download a chart of all time."""
    return _send(_ALL_TIME_FIGURES[name](signed_in_user()), name, file_format)


@summaries.get("/months/<month:month>/<any(categories,days):name>.<any(png,svg):file_format>")
def month_chart(month: Month, name: str, file_format: Literal["png", "svg"]) -> Response:
    """Download a chart of a month."""
    user = signed_in_user()
    return _send(_MONTH_FIGURES[name](user, month.beginning_on(user.month_start_day)), f"{month}-{name}", file_format)


@summaries.get("/years/<year:year>/months.<any(png,svg):file_format>")
def year_chart(year: int, file_format: Literal["png", "svg"]) -> Response:
    """Download the chart of a year."""
    return _send(_year_figure(signed_in_user(), year), f"{year}-months", file_format)


def _all_months(user: User) -> Figure:
    downloads = figures.downloads_of(".all_time_chart", name="months")
    return figures.month_figure(queries.sum_by_month_of_used_years(user), downloads, gettext("Spending by month"))


def _all_categories(user: User) -> Figure:
    downloads = figures.downloads_of(".all_time_chart", name="categories")
    return figures.category_figure(queries.sum_by_category(user), None, downloads, gettext("Spending by category"))


def _largest_expenses(user: User) -> Figure:
    rows = list_expenses(user, ExpenseFilter(min_cents=1), SortOrder.LARGEST, page_size=_LARGEST_EXPENSES)
    return figures.largest_figure(
        rows, figures.downloads_of(".all_time_chart", name="largest"), gettext("Largest expenses")
    )


def _month_categories(user: User, month: Month) -> Figure:
    downloads = figures.downloads_of(".month_chart", month=month, name="categories")
    title = gettext("Spending by category, %(month)s", month=month_name(month))
    return figures.category_figure(queries.sum_by_category(user, month.days), month.days, downloads, title)


def _month_days(user: User, month: Month) -> Figure:
    downloads = figures.downloads_of(".month_chart", month=month, name="days")
    title = gettext("Spending by day, %(month)s", month=month_name(month))
    return figures.day_figure(month.days, queries.sum_by_day(user, month.days), downloads, title)


def _year_figure(user: User, year: int) -> Figure:
    totals = queries.sum_by_month(user, Year(year, user.month_start_day).months)
    downloads = figures.downloads_of(".year_chart", year=year)
    return figures.month_figure(totals, downloads, gettext("Spending by month, %(year)s", year=year))


_ALL_TIME_FIGURES: dict[str, Callable[[User], Figure]] = {
    "months": _all_months,
    "categories": _all_categories,
    "largest": _largest_expenses,
}
_MONTH_FIGURES: dict[str, Callable[[User, Month], Figure]] = {
    "categories": _month_categories,
    "days": _month_days,
}


def _send(figure: Figure, name: str, file_format: Literal["png", "svg"]) -> Response:
    """Send a chart as a file; a chart of nothing is not found."""
    chart = found_or_404(None if figure.is_empty else figure.chart)
    return send_file(
        io.BytesIO(draw_file(chart, file_format)),
        mimetype={"png": "image/png", "svg": "image/svg+xml"}[file_format],
        as_attachment=True,
        download_name=f"potrosnja-{name}.{file_format}",
    )

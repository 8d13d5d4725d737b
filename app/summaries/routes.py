"""Pages of months, years and all time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for

from app.core.calendar_heat import shade_months
from app.core.periods import Month, Year
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import (
    PAGE_SIZE,
    SortOrder,
    find_highest_expense,
    group_by_day,
    list_expenses,
)
from app.summaries import queries
from app.summaries.all_time import sum_all_time
from app.summaries.changes import read_categories
from app.summaries.chart_builders import (
    all_categories_card,
    all_months_card,
    largest_card,
    month_categories_card,
    month_days_card,
    pace_card,
    year_card,
)
from app.summaries.downloads import FILE_FORMAT, send_chart
from app.web.access import signed_in_user
from app.web.localization import today_for
from app.web.paging import requested_paging

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from app.charts.files import FileFormat
    from app.expenses.queries import ExpenseRow
    from app.models import User
    from app.summaries.chart_builders import BarCard, PaceCard
    from app.web.paging import Page

summaries = Blueprint("summaries", __name__)

_LARGEST_EXPENSES = 10


@summaries.get("/insights/")
def this_month() -> Page:
    """Lead to the month that runs."""
    user = signed_in_user()
    return redirect(url_for(".show_month", month=Month.containing(today_for(user), user.month_start_day)))


@summaries.get("/years/")
def this_year() -> Page:
    """Lead to the year that runs."""
    user = signed_in_user()
    return redirect(url_for(".show_year", year=Month.containing(today_for(user), user.month_start_day).year))


@summaries.get("/months/")
def months() -> Page:
    """Show all months, and all time by category and by size."""
    user = signed_in_user()
    all_time = sum_all_time(user)
    months_card = all_months_card(all_time.months)
    return render_template(
        "summaries/months.html",
        rows=list(zip(months_card.chart.bars, all_time.months, strict=True))[::-1],
        years=sorted({total.month.year for total in all_time.months}, reverse=True),
        months_card=months_card,
        categories_card=all_categories_card(all_time.categories),
        largest_card=largest_card(_list_largest(user)),
    )


@summaries.get("/months/<month:month>")
def show_month(month: Month) -> Page:
    """Show a month: total, categories, days and expenses."""
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
        categories_card=month_categories_card(month, categories.totals(month.days)),
        days_card=month_days_card(month, sums),
        pace=pace,
        pace_card=pace_card(pace),
        calendar=shade_months([month], sums),
        changes=categories.changes(pace),
        days=group_by_day(rows, sums),
        paging=paging,
    )


@summaries.get("/years/<year:year>")
def show_year(year: int) -> Page:
    """Show a year: its months, categories by month, and highest expense."""
    user = signed_in_user()
    own_year = Year(year, user.month_start_day)
    categories = queries.sum_by_category_and_month(user, own_year.months)
    totals = queries.total_months(own_year.months, categories)
    return render_template(
        "summaries/year.html",
        year=own_year,
        calendar=shade_months(own_year.months, queries.sum_by_day(user, own_year.days)),
        cents=sum(total.cents for total in totals),
        count=sum(total.count for total in totals),
        highest=find_highest_expense(user, own_year.days),
        months_card=year_card(year, totals),
        categories=categories,
    )


@summaries.get(f"/months/<any(months,categories,largest):name>.{FILE_FORMAT}")
def all_time_chart(name: str, file_format: FileFormat) -> Response:
    """Download a chart of all time."""
    return send_chart(_all_time_cards(signed_in_user())[name](), name, file_format)


@summaries.get(f"/months/<month:month>/<any(categories,days,pace):name>.{FILE_FORMAT}")
def month_chart(month: Month, name: str, file_format: FileFormat) -> Response:
    """Download a chart of a month."""
    user = signed_in_user()
    card = _month_cards(user, month.beginning_on(user.month_start_day))[name]()
    return send_chart(card, f"{month}-{name}", file_format)


@summaries.get(f"/years/<year:year>/months.{FILE_FORMAT}")
def year_chart(year: int, file_format: FileFormat) -> Response:
    """Download the chart of a year."""
    user = signed_in_user()
    months = Year(year, user.month_start_day).months
    totals = queries.total_months(months, queries.sum_by_category_and_month(user, months))
    return send_chart(year_card(year, totals), f"{year}-months", file_format)


def _all_time_cards(user: User) -> dict[str, Callable[[], BarCard]]:
    return {
        "months": lambda: all_months_card(sum_all_time(user).months),
        "categories": lambda: all_categories_card(sum_all_time(user).categories),
        "largest": lambda: largest_card(_list_largest(user)),
    }


def _month_cards(user: User, month: Month) -> dict[str, Callable[[], BarCard | PaceCard]]:
    return {
        "categories": lambda: month_categories_card(month, queries.sum_by_category(user, month.days)),
        "days": lambda: month_days_card(month, queries.sum_by_day(user, month.days)),
        "pace": lambda: pace_card(queries.get_pace(user, month, today_for(user))[0]),
    }


def _list_largest(user: User) -> list[ExpenseRow]:
    return list_expenses(user, ExpenseFilter(min_cents=1), SortOrder.LARGEST, limit=_LARGEST_EXPENSES)

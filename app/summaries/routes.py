"""Pages of months, years and all time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from app.core.calendar_heat import shade_months
from app.core.periods import DateRange, Month, Year
from app.core.statistics import USUAL_MONTHS, average_cents
from app.expenses.queries import find_highest_expense
from app.recurring.queries import find_fixed_costs
from app.summaries import queries
from app.summaries.all_time import sum_all_time
from app.summaries.changes import read_categories
from app.summaries.chart_builders import (
    all_categories_card,
    all_months_card,
    largest_card,
    month_categories_card,
    year_card,
    year_categories_card,
    years_card,
)
from app.summaries.downloads import FILE_FORMAT, send_chart
from app.summaries.largest import list_largest
from app.summaries.pace_cards import MonthSpending
from app.summaries.query_forms import DAYS, EVERYDAY, EVERYTHING, ChartForm
from app.web.access import signed_in_user
from app.web.localization import money_format, today_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from app.models import User
    from app.summaries.chart_builders import BarCard
    from app.summaries.downloads import DownloadFormat
    from app.summaries.pace_cards import PaceCard
    from app.web.paging import Page

summaries = Blueprint("summaries", __name__)


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
    """Show all time: by month, year and category, and the largest expenses."""
    user = signed_in_user()
    all_time = sum_all_time(user)
    return render_template(
        "summaries/months.html",
        all_time=all_time,
        months_card=all_months_card(all_time.months),
        years_card=years_card(all_time.months),
        categories_card=all_categories_card(all_time.categories),
        largest_card=largest_card(list_largest(user)),
    )


@summaries.get("/months/<month:month>")
def show_month(month: Month) -> Page:
    """Show a month: total, one of its charts, days, categories, and what is unusual."""
    user, today = signed_in_user(), today_for(signed_in_user())
    month = month.beginning_on(user.month_start_day)
    pace, sums = queries.get_pace(user, month, today)
    coverage, limit_cents = queries.get_coverage_and_limit(user, month)
    fixed = find_fixed_costs(user, _days_of_pace(month))
    spending = MonthSpending(pace, sums, fixed, limit_cents, today)
    form = ChartForm(fixed, has_pace=bool(pace.day_count), formdata=request.args)
    categories = read_categories(user, pace, month.days)
    return render_template(
        "summaries/month.html",
        month=month,
        spending=spending,
        chart_card=spending.card(form.shown),
        form=form,
        coverage=coverage,
        highest=find_highest_expense(user, month.days),
        categories_card=month_categories_card(month, categories.totals(month.days)),
        heat=shade_months([month], sums, money_format().unit),
        changes=categories.changes(pace),
        average_cents=average_cents(pace.so_far_cents, len(pace.recorded_days)),
        today=today,
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
        heat=shade_months(own_year.months, queries.sum_by_day(user, own_year.days), money_format().unit),
        totals=totals,
        cents=sum(total.cents for total in totals),
        count=sum(sum(row.counts) for row in categories),
        categories_card=year_categories_card(own_year, categories),
        highest=find_highest_expense(user, own_year.days),
        months_card=year_card(year, totals),
        categories=categories,
    )


@summaries.get(f"/months/<any(months,years,categories,largest):name>.{FILE_FORMAT}")
def all_time_chart(name: str, file_format: DownloadFormat) -> Response:
    """Download a chart of all time."""
    return send_chart(_all_time_cards(signed_in_user())[name](), name, file_format)


@summaries.get(f"/months/<month:month>/<any(categories,days,pace,everyday):name>.{FILE_FORMAT}")
def month_chart(month: Month, name: str, file_format: DownloadFormat) -> Response:
    """Download a chart of a month."""
    user = signed_in_user()
    card = _month_cards(user, month.beginning_on(user.month_start_day))[name]()
    return send_chart(card, f"{month}-{name}", file_format)


@summaries.get(f"/years/<year:year>/<any(months,categories):name>.{FILE_FORMAT}")
def year_chart(year: int, name: str, file_format: DownloadFormat) -> Response:
    """Download a chart of a year."""
    user = signed_in_user()
    own_year = Year(year, user.month_start_day)
    categories = queries.sum_by_category_and_month(user, own_year.months)
    if name == "months":
        card = year_card(year, queries.total_months(own_year.months, categories))
    else:
        card = year_categories_card(own_year, categories)
    return send_chart(card, f"{year}-{name}", file_format)


def _all_time_cards(user: User) -> dict[str, Callable[[], BarCard]]:
    return {
        "months": lambda: all_months_card(sum_all_time(user).months),
        "years": lambda: years_card(sum_all_time(user).months),
        "categories": lambda: all_categories_card(sum_all_time(user).categories),
        "largest": lambda: largest_card(list_largest(user)),
    }


def _month_cards(user: User, month: Month) -> dict[str, Callable[[], BarCard | PaceCard]]:
    def draw(name: str) -> BarCard | PaceCard:
        today = today_for(user)
        pace, sums = queries.get_pace(user, month, today)
        fixed = find_fixed_costs(user, _days_of_pace(month))
        return MonthSpending(pace, sums, fixed, queries.get_coverage_and_limit(user, month)[1], today).card(name)

    return {
        "categories": lambda: month_categories_card(month, queries.sum_by_category(user, month.days)),
        "days": lambda: draw(DAYS),
        "pace": lambda: draw(EVERYTHING),
        "everyday": lambda: draw(EVERYDAY),
    }


def _days_of_pace(month: Month) -> DateRange:
    """Return the days of a month and of those that may be usual for it."""
    return DateRange(month.shifted(-USUAL_MONTHS).begin, month.days.end)

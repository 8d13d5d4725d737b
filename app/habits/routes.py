"""Pages of the last twelve months: categories, merchants and days, and a page for each category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from app.categories.queries import get_category
from app.core import statistics as calculations
from app.core.calendar_heat import shade_months
from app.core.day_facts import describe_days
from app.core.periods import DateRange, Month, months_between
from app.expenses.filtering import ExpenseFilter
from app.expenses.queries import total_expenses
from app.habits import queries
from app.habits.cards import category_months_card, twelve_months_card, weekdays_card
from app.summaries.downloads import FILE_FORMAT, send_chart
from app.summaries.queries import get_pace, sum_by_category, sum_by_day
from app.web.access import found_or_404, signed_in_user
from app.web.localization import money_format, today_for
from app.web.paging import requested_paging

if TYPE_CHECKING:
    import datetime as dt

    from werkzeug.wrappers import Response

    from app.core.month_pace import Pace
    from app.models import Category, User
    from app.summaries.downloads import DownloadFormat
    from app.web.paging import Page

habits = Blueprint("habits", __name__)

_MONTHS = 12  # months that the pages look back on, including this one
_TOP_MERCHANTS = 8


@habits.get("/habits/")
def index() -> Page:
    """Show what each category cost in the last twelve months."""
    user = signed_in_user()
    days = _days_up_to(today_for(user), user)
    return render_template(
        "habits/index.html", days=days, categories_card=twelve_months_card(sum_by_category(user, days))
    )


@habits.get("/habits/days")
def days() -> Page:
    """Show what weekdays cost in the last twelve months, and what kind of days there were."""
    user = signed_in_user()
    month = Month.containing(today_for(user), user.month_start_day)
    twelve_months = _days_up_to(today_for(user), user)
    sums = sum_by_day(user, twelve_months)
    weekdays = calculations.average_weekdays(sums, twelve_months)
    return render_template(
        "habits/days.html",
        days=twelve_months,
        heat=shade_months(months_between(month.shifted(1 - _MONTHS), month), sums, money_format().unit),
        weekdays=weekdays,
        weekdays_card=weekdays_card(weekdays, twelve_months),
        facts=describe_days(sums, twelve_months),
    )


@habits.get("/habits/merchants")
def merchants() -> Page:
    """Rank all merchants of the last twelve months."""
    user = signed_in_user()
    days = _days_up_to(today_for(user), user)
    paging = requested_paging(queries.count_merchants(user, days), queries.MERCHANTS_PER_PAGE)
    return render_template(
        "habits/merchants.html",
        days=days,
        merchants=queries.rank_merchants(user, days, page=paging.number),
        largest_cents=sum(first.cents for first in queries.rank_merchants(user, days, page_size=1)),
        paging=paging,
    )


@habits.get("/categories/<row_id:category_id>")
def show_category(category_id: int) -> Page:
    """Show a category: its months, merchants, typical expense and share."""
    user = signed_in_user()
    category = found_or_404(get_category(user, category_id))
    pace, story = _read_story(user, category, today_for(user))
    days = DateRange(story.months[0].month.begin, pace.month.days.end)
    total = total_expenses(user, ExpenseFilter.of_days(days))
    return render_template(
        "habits/category.html",
        category=category,
        days=days,
        pace=pace,
        story=story,
        months_card=category_months_card(category, story.months, story.usual_cents),
        total_cents=total.cents,
        share=calculations.share(story.cents, total.cents),
        typical_cents=queries.find_typical_cents(user, days, category_id),
        least_cents=calculations.LEAST_CENTS,
        merchants=queries.rank_merchants(user, days, category_id, page_size=_TOP_MERCHANTS),
    )


@habits.get(f"/habits/categories.{FILE_FORMAT}")
def categories_chart(file_format: DownloadFormat) -> Response:
    """Download the chart of what each category cost in the last twelve months."""
    user = signed_in_user()
    totals = sum_by_category(user, _days_up_to(today_for(user), user))
    return send_chart(twelve_months_card(totals), "categories", file_format)


@habits.get(f"/habits/weekdays.{FILE_FORMAT}")
def weekdays_chart(file_format: DownloadFormat) -> Response:
    """Download the chart of weekdays."""
    user = signed_in_user()
    twelve_months = _days_up_to(today_for(user), user)
    weekdays = calculations.average_weekdays(sum_by_day(user, twelve_months), twelve_months)
    return send_chart(weekdays_card(weekdays, twelve_months), "weekdays", file_format)


@habits.get(f"/categories/<row_id:category_id>/months.{FILE_FORMAT}")
def category_chart(category_id: int, file_format: DownloadFormat) -> Response:
    """Download the chart of a category's months."""
    user = signed_in_user()
    category = found_or_404(get_category(user, category_id))
    _, story = _read_story(user, category, today_for(user))
    card = category_months_card(category, story.months, story.usual_cents)
    return send_chart(card, f"{category_id}-months", file_format)


def _days_up_to(today: dt.date, user: User) -> DateRange:
    month = Month.containing(today, user.month_start_day)
    return DateRange(month.shifted(1 - _MONTHS).begin, calculations.elapsed_days(month, today).end)


def _read_story(user: User, category: Category, today: dt.date) -> tuple[Pace, queries.CategoryStory]:
    month = Month.containing(today, user.month_start_day)
    pace, _ = get_pace(user, month, today)
    months = months_between(month.shifted(1 - _MONTHS), month)
    return pace, queries.get_category_story(user, category.id, pace, months)

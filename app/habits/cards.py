"""Building the charts of the last twelve months, with their texts, links and downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from app.charts.data import BarChart
from app.expenses.urls import expenses_url
from app.summaries.chart_builders import BarCard, bar, line, with_shares
from app.summaries.downloads import downloads_of
from app.web.formatting import month_name, short_month_name, weekday_names
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.core.periods import DateRange
    from app.core.statistics import WeekdayTotal
    from app.models import Category
    from app.summaries.queries import CategoryTotal, MonthTotal


def twelve_months_card(totals: Iterable[CategoryTotal]) -> BarCard:
    """Chart what each category cost in the last twelve months; each bar leads to the page of its category."""
    bars = tuple(
        bar(
            total.name,
            total.cents,
            url_for("habits.show_category", category_id=total.category_id),
            total.color,
            icon=total.icon,
        )
        for total in totals
        if total.cents
    )
    chart = BarChart("rows", gettext("Spending by category, last twelve months"), bars, money_format())
    return with_shares(chart, gettext("Category"), downloads_of("habits.categories_chart"))


def weekdays_card(weekdays: Iterable[WeekdayTotal], days: DateRange) -> BarCard:
    """Chart what each weekday costs on average, from Monday on; each bar leads to all its expenses."""
    names = weekday_names()
    bars = tuple(
        bar(names[total.weekday], total.average_cents, expenses_url(days, weekday=total.weekday))
        for total in weekdays
        if total.average_cents
    )
    chart = BarChart("rows", gettext("Average by weekday"), bars, money_format())
    return BarCard(chart, gettext("Day of the week"), downloads_of("habits.weekdays_chart"))


def category_months_card(category: Category, totals: Sequence[MonthTotal], usual_cents: int | None) -> BarCard:
    """Chart what a category cost by month, oldest first, with a line for the usual amount."""
    bars = tuple(
        bar(
            month_name(total.month),
            total.cents,
            expenses_url(total.month.days, category.id),
            category.color,
            tick=short_month_name(total.month),
            iso=str(total.month),
        )
        for total in totals
    )
    title = gettext("%(category)s by month", category=category.name)
    level = None if usual_cents is None else line(gettext("Usual"), (usual_cents,), "usual")
    chart = BarChart("columns", title, bars, money_format(), level)
    return BarCard(chart, gettext("Month"), downloads_of("habits.category_chart", category_id=category.id))

"""The one chart of a report."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from flask_babel import gettext

from app.charts.data import Bar, BarChart
from app.core.periods import DateRange, Month, months_between
from app.expenses.urls import expenses_url
from app.summaries.chart_builders import all_months_card
from app.summaries.pace_cards import pace_card
from app.summaries.queries import MonthTotal
from app.web.formatting import amount, day, day_number
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.charts.data import Chart
    from app.report.contents import Report
    from app.report.queries import DaySum

MOST_DAYS = 62  # columns; longer periods have one for each month
_ONE_DAY = dt.timedelta(days=1)
_TICK_DAYS = 5


def chart_of(report: Report) -> Chart:
    """Chart the running total of a month; of other days what each, or in a long period each month, cost.

    The report has at least one expense.
    """
    if report.pace:
        return pace_card(report.pace).chart
    days = report.period.closed(report.days)
    if len(days) <= MOST_DAYS:
        return _chart_days(days, report.days)
    return _chart_months(days, report.days, report.period.first_day)


def _chart_days(days: DateRange, sums: Mapping[dt.date, DaySum]) -> BarChart:
    bars = []
    for date in days:
        cents = sums[date].cents if date in sums else 0
        tick = day_number(date) if date.day % _TICK_DAYS == 0 or date.day == 1 else ""
        href = expenses_url(DateRange(date, date + _ONE_DAY))
        bars.append(Bar(day(date), cents, amount(cents), href, tick=tick))
    return BarChart("columns", gettext("Spending by day"), tuple(bars), money_format())


def _chart_months(days: DateRange, sums: Mapping[dt.date, DaySum], first_day: int) -> BarChart:
    """Leave out years without any expense: one slip of a date would add a century of them."""
    cents = Counter[Month]()
    for date, total in sums.items():
        cents[Month.containing(date, first_day)] += total.cents
    used_years = {month.year for month in cents}
    months = months_between(Month.containing(days.begin, first_day), Month.containing(days.last, first_day))
    totals = [MonthTotal(month, cents[month]) for month in months if month.year in used_years]
    return all_months_card(totals).chart

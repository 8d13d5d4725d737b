"""Building charts with their texts, links and downloads. Each bar links to the expenses that it shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from app.charts.data import ACCENT, Bar, BarChart, LikelyEnd, Line, LineChart
from app.core.month_pace import total_after
from app.core.periods import DateRange
from app.core.statistics import share
from app.expenses.urls import expenses_url
from app.summaries.downloads import downloads_of
from app.web.formatting import amount, capitalize_first, day, day_number, month_name, rounded_amount, short_month_name
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.charts.data import LineStyle
    from app.core.month_pace import Pace
    from app.core.periods import Month
    from app.core.projection import Projection
    from app.expenses.queries import ExpenseRow
    from app.models import Category
    from app.summaries.queries import CategoryTotal, MonthTotal

_MONTHS_WITH_NAMES = 12  # more columns than that have room for their years only
_MAX_YEAR_TICKS = 10
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class BarCard:
    """A chart and its table: a row for each bar, with its share of the whole if that makes sense."""

    chart: BarChart
    label_heading: str
    downloads: Mapping[str, str]
    shares: tuple[float | None, ...] = ()

    @property
    def rows(self) -> list[tuple[Bar, float | None]]:
        """The rows of the table: each bar that is not zero, with its share."""
        return [pair for pair in zip_longest(self.chart.bars, self.shares) if pair[0].cents]

    @property
    def has_shares(self) -> bool:
        return any(share is not None for share in self.shares)

    @property
    def is_empty(self) -> bool:
        return not any(bar.cents for bar in self.chart.bars)


@dataclass(frozen=True)
class PaceDay:
    """A row of the table of a pace: what was spent by the end of a day, and the URL of that list."""

    label: str
    href: str
    cents: int
    previous_cents: int | None
    usual_cents: int | None


@dataclass(frozen=True)
class PaceCard:
    """The chart of a pace and its table, with a row for each day up to today."""

    chart: LineChart
    rows: tuple[PaceDay, ...]
    downloads: Mapping[str, str]
    is_empty: bool


def all_months_card(totals: Sequence[MonthTotal]) -> BarCard:
    """Chart what each month cost, oldest first."""
    chart = _month_columns(gettext("Spending by month"), totals)
    return _with_shares(chart, gettext("Month"), downloads_of("summaries.all_time_chart", name="months"))


def year_card(year: int, totals: Sequence[MonthTotal]) -> BarCard:
    chart = _month_columns(gettext("Spending by month, %(year)s", year=year), totals)
    return _with_shares(chart, gettext("Month"), downloads_of("summaries.year_chart", year=year))


def all_categories_card(totals: Iterable[CategoryTotal]) -> BarCard:
    chart = _category_rows(gettext("Spending by category"), totals, None)
    return _with_shares(chart, gettext("Category"), downloads_of("summaries.all_time_chart", name="categories"))


def month_categories_card(month: Month, totals: Iterable[CategoryTotal]) -> BarCard:
    title = gettext("Spending by category, %(month)s", month=month_name(month))
    downloads = downloads_of("summaries.month_chart", month=month, name="categories")
    return _with_shares(_category_rows(title, totals, month.days), gettext("Category"), downloads)


def month_days_card(month: Month, sums: Mapping[dt.date, int]) -> BarCard:
    title = gettext("Spending by day, %(month)s", month=month_name(month))
    bars = tuple(
        _bar(day(date), sums.get(date, 0), expenses_url(DateRange(date, date + _ONE_DAY)), tick=_day_tick(date))
        for date in month.days
    )
    downloads = downloads_of("summaries.month_chart", month=month, name="days")
    return _with_shares(BarChart("columns", title, bars, money_format()), gettext("Day"), downloads)


def largest_card(rows: Iterable[ExpenseRow]) -> BarCard:
    bars = tuple(
        _bar(
            f"{row.merchant or row.category_name} · {day(row.spent_on)}",
            row.amount_cents,
            url_for("expenses.show", expense_id=row.id),
            row.category_color,
        )
        for row in rows
    )
    chart = BarChart("rows", gettext("Largest expenses"), bars, money_format())
    return BarCard(chart, gettext("Expense"), downloads_of("summaries.all_time_chart", name="largest"))


def category_months_card(category: Category, totals: Sequence[MonthTotal], usual_cents: int | None) -> BarCard:
    """Chart what a category cost by month, oldest first, with a line for the usual amount."""
    bars = tuple(
        _bar(
            month_name(total.month),
            total.cents,
            expenses_url(total.month.days, category.id),
            category.color,
            tick=short_month_name(total.month),
        )
        for total in totals
    )
    title = gettext("%(category)s by month", category=category.name)
    level = None if usual_cents is None else _line(gettext("Usual month"), (usual_cents,), "usual")
    chart = BarChart("columns", title, bars, money_format(), level)
    return BarCard(chart, gettext("Month"), downloads_of("habits.category_chart", category_id=category.id))


def pace_card(pace: Pace) -> PaceCard:
    """Chart the running totals of a month, the month before and the usual month."""
    usual = [_line(gettext("Usual month"), pace.usual, "usual")] if pace.usual else []
    now = [_line(month_name(pace.month), pace.so_far, "now")] if pace.so_far else []
    before = [_line(month_name(pace.month.previous), pace.previous, "before")] if pace.previous else []
    lines = (*now, *before, *usual)
    ticks = tuple(_day_tick(date) for date in pace.month.days)
    title = gettext("Spending day after day, %(month)s", month=month_name(pace.month))
    return PaceCard(
        chart=LineChart(title, lines, ticks, money_format(), _likely_end(pace.projection)),
        rows=tuple(_pace_day(pace, index) for index in range(pace.day_count)),
        downloads=downloads_of("summaries.month_chart", month=pace.month, name="pace"),
        is_empty=not any(cents for line in lines for cents in line.cents),
    )


def _bar(  # noqa: PLR0913 - the parts of a bar
    label: str, cents: int, href: str, color: str = ACCENT, *, tick: str = "", icon: str = ""
) -> Bar:
    return Bar(label, cents, amount(cents), href, color, tick, icon)


def _month_columns(title: str, totals: Sequence[MonthTotal]) -> BarChart:
    bars = tuple(
        _bar(
            month_name(total.month),
            total.cents,
            url_for("summaries.show_month", month=total.month),
            tick=_month_tick(total.month, len(totals)),
        )
        for total in totals
    )
    return BarChart("columns", title, bars, money_format())


def _category_rows(title: str, totals: Iterable[CategoryTotal], days: DateRange | None) -> BarChart:
    """Return a bar for each category whose sum is not zero."""
    bars = tuple(
        _bar(total.name, total.cents, expenses_url(days, total.category_id), total.color, icon=total.icon)
        for total in totals
        if total.cents
    )
    return BarChart("rows", title, bars, money_format())


def _with_shares(chart: BarChart, label_heading: str, downloads: Mapping[str, str]) -> BarCard:
    whole = sum(bar.cents for bar in chart.bars)
    return BarCard(chart, label_heading, downloads, tuple(share(bar.cents, whole) for bar in chart.bars))


def _line(label: str, cents: tuple[int, ...], style: LineStyle) -> Line:
    return Line(capitalize_first(label), cents, amount(cents[-1]), style)


def _likely_end(projection: Projection | None) -> LikelyEnd | None:
    bounds = projection.about_range_cents if projection else None
    if not bounds:
        return None
    low, high = (rounded_amount(cents) for cents in bounds)
    return LikelyEnd(gettext("Likely end"), *bounds, gettext("%(low)s to %(high)s", low=low, high=high))


def _pace_day(pace: Pace, index: int) -> PaceDay:
    days = pace.month.days.first_days(index + 1)
    return PaceDay(
        label=day(days.last),
        href=expenses_url(days),
        cents=pace.so_far[index],
        previous_cents=total_after(pace.previous, index + 1) if pace.previous else None,
        usual_cents=pace.usual[index] if pace.usual else None,
    )


def _day_tick(date: dt.date) -> str:
    return day_number(date) if date.day % 5 == 0 or date.day == 1 else ""


def _month_tick(month: Month, month_count: int) -> str:
    if month_count <= _MONTHS_WITH_NAMES:
        return short_month_name(month)
    years_per_tick = -(-month_count // (12 * _MAX_YEAR_TICKS))
    return str(month.year) if month.month == 1 and month.year % years_per_tick == 0 else ""

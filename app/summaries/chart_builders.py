"""Building charts with their texts, links and downloads. Each bar links to the expenses that it shows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from app.charts.data import ACCENT, Bar, BarChart, Line
from app.core.periods import DateRange
from app.core.statistics import share
from app.expenses.urls import expenses_url
from app.recurring.fixed_costs import FixedCosts
from app.summaries.downloads import Figures, downloads_of
from app.web.formatting import (
    amount,
    capitalize_first,
    day,
    day_number,
    month_name,
    short_amount,
    short_month_name,
    year_name,
)
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.charts.data import LineStyle
    from app.core.periods import Month, Year
    from app.summaries.largest import LargeExpense
    from app.summaries.queries import CategoryTotal, CategoryYear, MonthTotal

_MONTHS_WITH_NAMES = 12  # more columns than that have room for their years only
_MAX_YEAR_TICKS = 10
_ONE_DAY = dt.timedelta(days=1)
_NO_FIXED_COSTS = FixedCosts()


@dataclass(frozen=True)
class BarCard:
    """A chart of bars, and its list or table: a row for each bar, with its share of the whole if that makes sense."""

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
    def figures(self) -> Figures:
        rows = [(bar.iso or bar.label, (bar.cents,)) for bar, _ in self.rows]
        return Figures((self.label_heading, self.chart.money.currency), rows)

    def length_of(self, bar: Bar) -> float:
        """Return how long a bar of a list is, as a share of the longest."""
        return max(0, bar.cents) / self._longest_cents

    @cached_property
    def _longest_cents(self) -> int:
        return max(abs(bar.cents) for bar in self.chart.bars)

    @property
    def is_empty(self) -> bool:
        return not any(bar.cents for bar in self.chart.bars)


def all_months_card(totals: Sequence[MonthTotal]) -> BarCard:
    """Chart what each month cost, oldest first."""
    chart = _month_columns(gettext("Spending by month"), totals)
    return with_shares(chart, gettext("Month"), downloads_of("summaries.all_time_chart", name="months"))


def year_card(year: int, totals: Sequence[MonthTotal]) -> BarCard:
    chart = _month_columns(gettext("Spending by month, %(year)s", year=year), totals)
    return with_shares(chart, gettext("Month"), downloads_of("summaries.year_chart", year=year, name="months"))


def years_card(totals: Iterable[MonthTotal]) -> BarCard:
    """Chart what each year cost, newest first."""
    cents: Counter[int] = Counter()
    for total in totals:
        cents[total.month.year] += total.cents
    bars = tuple(
        bar(year_name(year), cents[year], url_for("summaries.show_year", year=year), iso=str(year))
        for year in sorted(cents)[::-1]
    )
    chart = BarChart("rows", gettext("Spending by year"), bars, money_format())
    return with_shares(chart, gettext("Year"), downloads_of("summaries.all_time_chart", name="years"))


def year_categories_card(year: Year, categories: Iterable[CategoryYear]) -> BarCard:
    """Chart what each category cost in a year, most expensive first."""
    title = gettext("Spending by category, %(year)s", year=year.year)
    used = sorted(categories, key=lambda row: -row.total_cents)
    bars = tuple(
        bar(
            row.category.name,
            row.total_cents,
            expenses_url(year.days, row.category.id),
            row.category.color,
            icon=row.category.icon,
        )
        for row in used
        if row.total_cents
    )
    downloads = downloads_of("summaries.year_chart", year=year.year, name="categories")
    return with_shares(BarChart("rows", title, bars, money_format()), gettext("Category"), downloads)


def all_categories_card(totals: Iterable[CategoryTotal]) -> BarCard:
    chart = _category_rows(gettext("Spending by category"), totals, None)
    return with_shares(chart, gettext("Category"), downloads_of("summaries.all_time_chart", name="categories"))


def month_categories_card(month: Month, totals: Iterable[CategoryTotal]) -> BarCard:
    title = gettext("Spending by category, %(month)s", month=month_name(month))
    downloads = downloads_of("summaries.month_chart", month=month, name="categories")
    return with_shares(_category_rows(title, totals, month.days), gettext("Category"), downloads)


def month_days_card(month: Month, sums: Mapping[dt.date, int], fixed: FixedCosts = _NO_FIXED_COSTS) -> BarCard:
    """Chart what each day cost; fixed costs are gray, and cut where they are larger than everything else."""
    title = gettext("Spending by day, %(month)s", month=month_name(month))
    bars = tuple(_day_bar(date, sums.get(date, 0), fixed.by_day[date]) for date in month.days)
    downloads = downloads_of("summaries.month_chart", month=month, name="days")
    return with_shares(BarChart("columns", title, bars, money_format()), gettext("Day"), downloads)


def largest_card(rows: Iterable[LargeExpense]) -> BarCard:
    bars = tuple(
        bar(
            row.merchant or row.category_name,
            row.amount_cents,
            url_for("expenses.show", expense_id=row.id),
            row.category_color,
            icon=row.category_icon,
            note=day(row.spent_on),
        )
        for row in rows
    )
    chart = BarChart("rows", gettext("Largest expenses"), bars, money_format())
    return BarCard(chart, gettext("Expense"), downloads_of("summaries.all_time_chart", name="largest"))


def _day_bar(date: dt.date, cents: int, fixed_cents: int) -> Bar:
    href = expenses_url(DateRange(date, date + _ONE_DAY))
    note = gettext("%(amount)s of it fixed", amount=amount(fixed_cents)) if fixed_cents else ""
    label, tick = day(date), _day_tick(date)
    return Bar(label, cents, amount(cents), href, tick=tick, fixed_cents=fixed_cents, note=note, iso=date.isoformat())


def bar(  # noqa: PLR0913 - the parts of a bar
    label: str,
    cents: int,
    href: str,
    color: str = ACCENT,
    *,
    tick: str = "",
    icon: str = "",
    note: str = "",
    iso: str = "",
) -> Bar:
    return Bar(label, cents, amount(cents), href, color, tick, icon, note=note, iso=iso)


def _month_columns(title: str, totals: Sequence[MonthTotal]) -> BarChart:
    all_months_url = url_for("summaries.months")  # below which each has its page: `url_for` for 120 takes 3 ms
    bars = tuple(
        bar(
            month_name(total.month),
            total.cents,
            f"{all_months_url}{total.month}",
            tick=_month_tick(total.month, len(totals)),
            iso=str(total.month),
        )
        for total in totals
    )
    return BarChart("columns", title, bars, money_format())


def _category_rows(title: str, totals: Iterable[CategoryTotal], days: DateRange | None) -> BarChart:
    """Return a bar for each category whose sum is not zero."""
    bars = tuple(
        bar(total.name, total.cents, expenses_url(days, total.category_id), total.color, icon=total.icon)
        for total in totals
        if total.cents
    )
    return BarChart("rows", title, bars, money_format())


def line(label: str, cents: tuple[int, ...], style: LineStyle) -> Line:
    return Line(capitalize_first(label), cents, short_amount(cents[-1]), style)


def with_shares(chart: BarChart, label_heading: str, downloads: Mapping[str, str]) -> BarCard:
    whole = sum(bar.cents for bar in chart.bars)
    return BarCard(chart, label_heading, downloads, tuple(share(bar.cents, whole) for bar in chart.bars))


def _day_tick(date: dt.date) -> str:
    return day_number(date) if date.day % 5 == 0 or date.day == 1 else ""


def _month_tick(month: Month, month_count: int) -> str:
    if month_count <= _MONTHS_WITH_NAMES:
        return short_month_name(month)
    years_per_tick = -(-month_count // (12 * _MAX_YEAR_TICKS))
    return str(month.year) if month.month == 1 and month.year % years_per_tick == 0 else ""

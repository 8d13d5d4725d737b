"""Figures: a chart with its words, links and downloads. Each bar leads to exactly the expenses that it stands for."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from flask import send_file, url_for
from flask_babel import gettext

from app.core.month_pace import total_after
from app.core.periods import DateRange
from app.core.statistics import share
from app.expenses.urls import expenses_url
from app.summaries.charts import Bar, BarChart, Line, LineChart, draw_file
from app.web.access import found_or_404
from app.web.formatting import amount, day, day_number, month_name, short_month_name
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.wrappers import Response

    from app.core.month_pace import Pace
    from app.core.periods import Month
    from app.expenses.queries import ExpenseRow
    from app.models import Category
    from app.summaries.queries import CategoryTotal, MonthTotal

_MONTHS_WITH_NAMES = 12  # more columns than that have room for their years only
_MAX_YEAR_TICKS = 10
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Figure:
    """A chart and the table beside it: one row a bar, with its share of the whole where that means something."""

    chart: BarChart
    label_heading: str
    shares: tuple[float | None, ...]
    downloads: Mapping[str, str]

    @property
    def rows(self) -> list[tuple[Bar, float | None]]:
        """The rows of the table: every mark that is drawn, with its share."""
        return [pair for pair in zip_longest(self.chart.bars, self.shares) if pair[0].cents]

    @property
    def has_shares(self) -> bool:
        """Whether any row has a share to show."""
        return any(share is not None for share in self.shares)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(bar.cents for bar in self.chart.bars)


@dataclass(frozen=True)
class PaceDay:
    """A row of the table beside a pace: what was spent by the end of a day, in cents, and where that is listed."""

    label: str
    href: str
    cents: int
    previous_cents: int | None
    usual_cents: int | None


@dataclass(frozen=True)
class PaceFigure:
    """The chart of a pace and the table beside it, one row a day that has begun."""

    chart: LineChart
    rows: tuple[PaceDay, ...]
    downloads: Mapping[str, str]
    is_empty: bool


def category_figure(
    totals: Sequence[CategoryTotal], days: DateRange | None, downloads: Mapping[str, str], title: str
) -> Figure:
    """Return what each category cost in the days, or ever; one whose refunds cancel its expenses has no bar."""
    bars = tuple(
        Bar(
            label=total.name,
            cents=total.cents,
            amount=amount(total.cents),
            href=expenses_url(days, total.category_id),
            color=total.color,
        )
        for total in totals
        if total.cents
    )
    return _figure(BarChart("rows", title, bars, money_format()), gettext("Category"), downloads)


def month_category_figure(month: Month, totals: Sequence[CategoryTotal]) -> Figure:
    """Return the categories of a month, as a chart and a list."""
    downloads = downloads_of("summaries.month_chart", month=month, name="categories")
    title = gettext("Spending by category, %(month)s", month=month_name(month))
    return category_figure(totals, month.days, downloads, title)


def day_figure(days: DateRange, sums: Mapping[dt.date, int], downloads: Mapping[str, str], title: str) -> Figure:
    """Return what each day of the range cost."""
    bars = tuple(
        Bar(
            label=day(date),
            cents=sums.get(date, 0),
            amount=amount(sums.get(date, 0)),
            href=expenses_url(DateRange(date, date + _ONE_DAY)),
            tick=_day_tick(date),
        )
        for date in days
    )
    return _figure(BarChart("columns", title, bars, money_format()), gettext("Day"), downloads)


def month_figure(totals: Sequence[MonthTotal], downloads: Mapping[str, str], title: str) -> Figure:
    """Return what each month cost, oldest first."""
    bars = tuple(
        Bar(
            label=month_name(total.month),
            cents=total.cents,
            amount=amount(total.cents),
            href=url_for("summaries.show_month", month=total.month),
            tick=_month_tick(total.month, len(totals)),
        )
        for total in totals
    )
    return _figure(BarChart("columns", title, bars, money_format()), gettext("Month"), downloads)


def pace_figure(pace: Pace, downloads: Mapping[str, str], title: str) -> PaceFigure:
    """Return how the month runs beside the month before and the usual one."""
    usual = [_line(gettext("Usual month"), pace.usual, "usual")] if pace.usual else []
    now = [_line(month_name(pace.month), pace.so_far, "now")] if pace.so_far else []
    before = [_line(month_name(pace.month.previous), pace.previous, "before")] if pace.previous else []
    lines = (*now, *before, *usual)
    ticks = tuple(_day_tick(date) for date in pace.month.days)
    end_cents = pace.projection.range_cents if pace.projection else None
    chart = LineChart(title, lines, ticks, money_format(), end_cents)
    is_empty = not any(cents for line in lines for cents in line.cents)
    return PaceFigure(chart, tuple(_pace_day(pace, number) for number in range(pace.day_count)), downloads, is_empty)


def trend_figure(
    category: Category,
    totals: Sequence[MonthTotal],
    usual_cents: int | None,
    downloads: Mapping[str, str],
    title: str,
) -> Figure:
    """Return what each month cost in a category, oldest first, across them the usual amount where there is one."""
    bars = tuple(
        Bar(
            label=month_name(total.month),
            cents=total.cents,
            amount=amount(total.cents),
            href=expenses_url(total.month.days, category.id),
            color=category.color,
            tick=short_month_name(total.month),
        )
        for total in totals
    )
    level = None if usual_cents is None else _line(gettext("Usual month"), (usual_cents,), "usual")
    chart = BarChart("columns", title, bars, money_format(), level)
    return Figure(chart, gettext("Month"), (), downloads)


def largest_figure(rows: Sequence[ExpenseRow], downloads: Mapping[str, str], title: str) -> Figure:
    """Return the largest expenses, each a bar."""
    bars = tuple(
        Bar(
            label=f"{row.merchant or row.category_name} · {day(row.spent_on)}",
            cents=row.amount_cents,
            amount=amount(row.amount_cents),
            href=url_for("expenses.show", expense_id=row.id),
            color=row.category_color,
        )
        for row in rows
    )
    return Figure(BarChart("rows", title, bars, money_format()), gettext("Expense"), (), downloads)


def send_chart(figure: Figure | PaceFigure, name: str, file_format: Literal["png", "svg"]) -> Response:
    """Send a chart as a file; a chart of nothing is not found."""
    chart = found_or_404(None if figure.is_empty else figure.chart)
    return send_file(
        io.BytesIO(draw_file(chart, file_format)),
        mimetype={"png": "image/png", "svg": "image/svg+xml"}[file_format],
        as_attachment=True,
        download_name=f"potrosnja-{name}.{file_format}",
    )


def downloads_of(endpoint: str, **url_values: object) -> dict[str, str]:
    """Return where a chart can be downloaded, by file format."""
    return {
        file_format: url_for(endpoint, file_format=file_format, **url_values)  # type: ignore[arg-type]
        for file_format in ("png", "svg")
    }


def _figure(chart: BarChart, label_heading: str, downloads: Mapping[str, str]) -> Figure:
    whole = sum(bar.cents for bar in chart.bars)
    return Figure(chart, label_heading, tuple(share(bar.cents, whole) for bar in chart.bars), downloads)


def _line(label: str, cents: tuple[int, ...], style: Literal["now", "before", "usual"]) -> Line:
    return Line(label, cents, amount(cents[-1]), style)


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

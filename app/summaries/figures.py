"""Figures: a chart with its words, links and downloads. Each bar leads to exactly the expenses that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from app.filters import amount, day, day_number, month_name, short_month_name
from app.localization import money_format
from app.periods import LAST_DATE
from app.summaries.calculations import share
from app.summaries.charts import Bar, BarChart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from app.expenses.queries import ExpenseRow
    from app.periods import DateRange, Month
    from app.summaries.queries import CategoryTotal, MonthTotal

_MONTHS_WITH_NAMES = 12  # more columns than that have room for their years only
_MAX_YEAR_TICKS = 10


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


def expenses_url(days: DateRange | None = None, category_id: int | None = None) -> str:
    """Return where expenses are listed, all or those of the days and the category, as far as the list knows days."""
    dates = {"from": days.begin.isoformat(), "to": min(days.last, LAST_DATE).isoformat()} if days else {}
    return url_for("expenses.index", category_id=category_id, **dates)  # type: ignore[arg-type]


def day_figure(days: DateRange, sums: Mapping[dt.date, int], downloads: Mapping[str, str], title: str) -> Figure:
    """Return what each day of the range cost."""
    bars = tuple(
        Bar(
            label=day(date),
            cents=sums.get(date, 0),
            amount=amount(sums.get(date, 0)),
            href=url_for("expenses.index", **{"from": date.isoformat(), "to": date.isoformat()}),  # type: ignore[arg-type]
            tick=day_number(date) if date.day % 5 == 0 or date.day == 1 else "",
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


def downloads_of(endpoint: str, **url_values: object) -> dict[str, str]:
    """Return where a chart can be downloaded, by file format."""
    return {
        file_format: url_for(endpoint, file_format=file_format, **url_values)  # type: ignore[arg-type]
        for file_format in ("png", "svg")
    }


def _figure(chart: BarChart, label_heading: str, downloads: Mapping[str, str]) -> Figure:
    whole = sum(bar.cents for bar in chart.bars)
    return Figure(chart, label_heading, tuple(share(bar.cents, whole) for bar in chart.bars), downloads)


def _month_tick(month: Month, month_count: int) -> str:
    if month_count <= _MONTHS_WITH_NAMES:
        return short_month_name(month)
    years_per_tick = -(-month_count // (12 * _MAX_YEAR_TICKS))
    return str(month.year) if month.month == 1 and month.year % years_per_tick == 0 else ""

"""Building the chart of a month's pace, with its texts, its links and its table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from typing import TYPE_CHECKING

from flask_babel import gettext

from app.charts.data import LikelyEnd, LineChart, Tip
from app.core.month_pace import running_totals, total_after
from app.expenses.urls import expenses_url
from app.recurring.fixed_costs import FixedCosts
from app.summaries.chart_builders import line, month_days_card
from app.summaries.downloads import Figures, downloads_of
from app.summaries.query_forms import DAYS, EVERYDAY
from app.web.formatting import day, day_number, month_name, rounded_amount, short_amount, short_day, short_month_name
from app.web.localization import money_format

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from app.charts.data import Line
    from app.core.month_pace import Pace
    from app.core.periods import DateRange, Month
    from app.summaries.chart_builders import BarCard

_LONGEST_MONTH, _WEEK = 31, 7  # days: all months have one scale, with a tick for each week
_NO_FIXED_COSTS = FixedCosts()


@dataclass(frozen=True)
class PaceDay:
    """A row of the table of a pace: the running total of each line by the end of a day, and the URL of that list."""

    label: str
    iso: str
    href: str
    cents: tuple[int, ...]


@dataclass(frozen=True)
class PaceCard:
    """The chart of a pace and its table, with a row for each day up to today."""

    chart: LineChart
    rows: tuple[PaceDay, ...]
    downloads: Mapping[str, str]
    is_empty: bool

    @property
    def figures(self) -> Figures:
        headings = (gettext("Day"), *(f"{item.label} ({self.chart.money.currency})" for item in self.chart.lines))
        return Figures(headings, [(row.iso, row.cents) for row in self.rows])


@dataclass(frozen=True)
class MonthSpending:
    """What the charts of a month are made of: its pace, the sums by day, fixed costs, and the limit for everything."""

    pace: Pace
    sums: Mapping[dt.date, int]
    fixed: FixedCosts
    limit_cents: int | None
    today: dt.date

    @cached_property
    def everyday(self) -> Pace:
        """The pace without fixed costs."""
        return self.fixed.everyday_pace(self.pace, self.today, self.sums)

    @property
    def fixed_cents(self) -> int:
        """What of the whole month is fixed."""
        return self.fixed.sum_of(self.pace.month.days)

    def card(self, name: str) -> PaceCard | BarCard:
        """Return the chart with a name of `ChartForm`."""
        if name == DAYS:
            return month_days_card(self.pace.month, self.sums, self.fixed)
        return everyday_card(self.everyday) if name == EVERYDAY else pace_card(self.pace, self.fixed, self.limit_cents)


def pace_card(pace: Pace, fixed: FixedCosts = _NO_FIXED_COSTS, limit_cents: int | None = None) -> PaceCard:
    """Chart the running totals of a month beside the usual one, or without that beside the month before.

    Fixed costs are an area below the line, a limit lies across.
    """
    title = gettext("Spending day after day, %(month)s", month=month_name(pace.month))
    base = running_totals(pace.days, fixed.by_day)
    chart = LineChart(
        title,
        _pace_lines(pace),
        _month_ticks(pace.month),
        money_format(),
        end=_likely_end(pace),
        base=line(gettext("Fixed"), base, "now") if any(base) else None,
        limit=None if limit_cents is None else line(gettext("Limit"), (limit_cents,), "limit"),
        today=_today_words(pace),
        tips=_pace_tips(pace),
    )
    return _pace_card(pace, chart, "pace", expenses_url)


def everyday_card(pace: Pace) -> PaceCard:
    """Chart a pace from which fixed costs were left out; no list has exactly what its days show."""
    title = gettext("Everyday spending, %(month)s", month=month_name(pace.month))
    ticks, today, tips = _month_ticks(pace.month), _today_words(pace), _pace_tips(pace)
    chart = LineChart(title, _pace_lines(pace), ticks, money_format(), end=_likely_end(pace), today=today, tips=tips)
    return _pace_card(pace, chart, "everyday", lambda _days: "")


def _pace_card(pace: Pace, chart: LineChart, name: str, url_of: Callable[[DateRange], str]) -> PaceCard:
    return PaceCard(
        chart=chart,
        rows=tuple(
            _pace_day(chart, pace.month.days.first_days(count), url_of) for count in range(1, pace.day_count + 1)
        ),
        downloads=downloads_of("summaries.month_chart", month=pace.month, name=name),
        is_empty=not any(cents for line in chart.lines for cents in line.cents),
    )


def _pace_lines(pace: Pace) -> tuple[Line, ...]:
    now = [line(short_month_name(pace.month), pace.so_far, "now")] if pace.so_far else []
    if pace.usual:
        return (*now, line(gettext("Usual"), pace.usual, "usual"))
    return (*now, line(short_month_name(pace.month.previous), pace.previous, "before")) if pace.previous else tuple(now)


def _today_words(pace: Pace) -> str:
    """Return what stands at the end of a line that goes on."""
    if not pace.so_far or pace.is_whole:
        return ""
    return gettext("Today %(amount)s", amount=short_amount(pace.so_far_cents))


def _pace_tips(pace: Pace) -> tuple[Tip, ...]:
    texts = [f"{short_day(date)}: {short_amount(cents)}" for date, cents in zip(pace.days, pace.so_far, strict=True)]
    usually = gettext("usually %(amount)s")  # once for all days
    more = [usually % {"amount": short_amount(cents)} for cents in pace.usual]
    return tuple(starmap(Tip, zip(texts, more, strict=False))) if more else tuple(map(Tip, texts))


def _likely_end(pace: Pace) -> LikelyEnd | None:
    if pace.projection is None:
        return None
    likely_cents = pace.projection.about_cents
    low_cents, high_cents = pace.projection.about_range_cents or (likely_cents, likely_cents)
    words = rounded_amount(likely_cents)
    return LikelyEnd(gettext("About"), likely_cents, low_cents, high_cents, words, len(pace.month.days))


def _pace_day(chart: LineChart, days: DateRange, url_of: Callable[[DateRange], str]) -> PaceDay:
    totals = tuple(total_after(line.cents, len(days)) for line in chart.lines)
    return PaceDay(day(days.last), days.last.isoformat(), url_of(days), totals)


def _month_ticks(month: Month) -> tuple[str, ...]:
    """Return the ticks of 31 days, so that all months have the same scale: one at the beginning of each week of it."""
    numbers = [day_number(date) for date in month.days]
    return tuple(
        numbers[index] if index < len(numbers) and index % _WEEK == 0 else "" for index in range(_LONGEST_MONTH)
    )

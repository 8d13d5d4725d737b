"""Formatting money, dates and sizes, also as template filters."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names
from babel.numbers import format_percent
from flask_babel import format_decimal, gettext
from flask_login import current_user
from jinja2 import pass_context

from app.core import money
from app.core.statistics import average_cents
from app.web.localization import locale_name, money_format, today_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from jinja2.runtime import Context

    from app.core.periods import DateRange, Month

# A Croatian date has spaces, at which no line may end.
_SHORT_DATES = {"en": "MMM d, y", "hr": "d.\xa0M.\xa0y."}
_SHORTER_DATES = {"en": "MMM d", "hr": "d.\xa0M."}
_DATES_WITH_WEEKDAY = {"en": "EEE, MMM d", "hr": "EEE, d.\xa0M."}
_DAYS_PER_WEEK = 7
_KIBIBYTE = 1024
_LONGEST_BESIDE = len("-100.000,00 €")  # characters of an amount that a phone has room for beside a name


def register_filters(app: Flask) -> None:
    days = (day, short_day, near_day, full_day, day_range, moment_day)
    parts = (date_of_year, short_weekday, day_number, month_name, short_month_name, year_name)
    for formatter in (
        amount,
        rounded_amount,
        whole_amount,
        short_amount,
        short_difference,
        short_number,
        plain_amount,
        signed_amount,
        share_percent,
        file_size,
        capitalize_first,
        *days,
        *parts,
    ):
        app.add_template_filter(_for_each_request(formatter))
    app.add_template_test(is_long_amount, "long_amount")
    app.add_template_global(short_weekday_names)
    app.add_template_global(weekday_names)


def _for_each_request(formatter: Callable[[Any], str]) -> Callable[[Context, Any], str]:
    """Make a filter take the context; otherwise Jinja would evaluate it once for a constant, when compiling."""

    @pass_context
    @wraps(formatter)
    def format_now(_context: Context, value: Any) -> str:
        return formatter(value)

    return format_now


def amount(cents: int) -> str:
    """Return `1.234,50 €`, in the user's language."""
    return money.format_amount(cents, money_format())


def is_long_amount(text: str) -> bool:
    """Tell whether a written amount needs a line of its own on a phone."""
    return len(text) > _LONGEST_BESIDE


def rounded_amount(cents: int) -> str:
    """Return `1.200 €`, without decimals if they are all zero; for estimates."""
    style = money_format()
    whole, decimals = divmod(cents, style.unit)
    return amount(cents) if decimals else money.format_whole(whole, style)


def whole_amount(cents: int) -> str:
    """Return `1.234 €`, rounded down to whole units, for what may be spent."""
    unit = 10 ** money_format().digits
    return rounded_amount(cents // unit * unit)


def short_amount(cents: int) -> str:
    """Return `1.235 €`, rounded to whole units; where a chart or a calendar has little room."""
    style = money_format()
    return money.format_whole(_whole_units(cents, style), style)


def short_difference(cents: int) -> str:
    """Return `+1.235 €`, rounded to whole units, with the sign."""
    return f"+{short_amount(cents)}" if cents > 0 else short_amount(cents)


def short_number(cents: int) -> str:
    """Return `1.235`, rounded to whole units, without the currency."""
    style = money_format()
    return money.format_whole_number(_whole_units(cents, style), style)


def signed_amount(cents: int) -> str:
    """Return `+1.234,50 €`, with the sign; for differences."""
    return f"+{amount(cents)}" if cents > 0 else amount(cents)


def plain_amount(cents: int) -> str:
    """Return `1234,50`, as it is typed."""
    return money.format_plain(cents, money_format())


def share_percent(share: float | None) -> str:
    """Return a share in whole percent, a dash for None."""
    if share is None:
        return "–"  # noqa: RUF001 - a dash stands for nothing
    return _format_percent(round(Decimal(str(share)) * 100), locale_name())


def day(date: dt.date) -> str:
    """Return `Mar 7, 2026`, in Croatian `7. 3. 2026.`."""
    language = locale_name()
    return _format_date(date, _SHORT_DATES[language], language)


def short_day(date: dt.date) -> str:
    """Return `Mar 7`, in Croatian `7. 3.`, where the year is known."""
    language = locale_name()
    return _format_date(date, _SHORTER_DATES[language], language)


def near_day(date: dt.date) -> str:
    """Return `Today`, `Yesterday`, `Monday` in the last week, `Wed, Nov 18` in this year, else the short date."""
    today = today_for(current_user)
    days_ago = (today - date).days
    if days_ago in {0, 1}:
        return gettext("Yesterday") if days_ago else gettext("Today")
    if 1 < days_ago < _DAYS_PER_WEEK:
        return weekday_names()[date.weekday()]
    if date.year != today.year:
        return day(date)
    return capitalize_first(_format_date(date, _DATES_WITH_WEEKDAY[locale_name()], locale_name()))


def date_of_year(date: dt.date) -> str:
    """Return `November 30`, in Croatian `30. studenoga`."""
    return _format_parts(date, "MMMMd", locale_name())


def short_weekday(date: dt.date) -> str:
    """Return `Fri`."""
    return _format_date(date, "EEE", locale_name())


def full_day(date: dt.date) -> str:
    """Return `Saturday, March 7, 2026`."""
    return _format_date(date, "full", locale_name())


def day_number(date: dt.date) -> str:
    """Return `7`, in Croatian `7.`."""
    return _format_parts(date, "d", locale_name())


def weekday_names() -> list[str]:
    """Return the names of the weekdays, from Monday on."""
    names = get_day_names("wide", "stand-alone", locale=locale_name())
    return [capitalize_first(names[weekday]) for weekday in range(7)]


def short_weekday_names() -> list[str]:
    """Return the short names of the weekdays, from Monday on: `Mo`, in Croatian `pon`."""
    names = get_day_names("short", "stand-alone", locale=locale_name())
    return [names[weekday] for weekday in range(7)]


def year_name(year: int) -> str:
    """Return `2026`, in Croatian `2026.`."""
    return _format_parts(dt.date(year, 1, 1), "y", locale_name())


def moment_day(moment: dt.datetime) -> str:
    """Return the short date of a moment in the user's time zone."""
    return day(moment.astimezone(ZoneInfo(current_user.timezone)).date())


def day_range(days: DateRange) -> str:
    return f"{day(days.begin)} – {day(days.last)}"  # noqa: RUF001 - ranges are written with an en dash


def month_name(month: Month) -> str:
    """Return `November 2026`, in Croatian `studeni 2026.`."""
    return _format_parts(dt.date(month.year, month.month, 1), "yMMMM", locale_name())


def short_month_name(month: Month) -> str:
    """Return `Nov`."""
    return _format_date(dt.date(month.year, month.month, 1), "LLL", locale_name())


def capitalize_first(text: str) -> str:
    """Return the text with a capital first letter; the rest stays, unlike with `str.capitalize`."""
    return text[:1].upper() + text[1:]


def file_size(byte_size: int) -> str:
    """Return `1.4 MB`."""
    if byte_size < _KIBIBYTE * _KIBIBYTE:
        return gettext("%(size)s kB", size=format_decimal(max(1, round(byte_size / _KIBIBYTE))))
    return gettext("%(size)s MB", size=format_decimal(round(byte_size / _KIBIBYTE / _KIBIBYTE, 1)))


def _whole_units(cents: int, style: money.MoneyFormat) -> int:
    return average_cents(cents, style.unit)


@lru_cache(maxsize=256)
def _format_percent(percent: int, language: str) -> str:
    """Format whole percent. Cached: lists repeat them, and Babel takes 20 µs for each."""
    return format_percent(Decimal(percent) / 100, locale=language)


@lru_cache(maxsize=4096)
def _format_date(date: dt.date, pattern: str, language: str) -> str:
    """Format a date. Cached: lists repeat the same days, and Babel parses the pattern each time."""
    return format_date(date, pattern, locale=language)


@lru_cache(maxsize=4096)
def _format_parts(date: dt.date, skeleton: str, language: str) -> str:
    """Format the parts of a date that a CLDR skeleton names."""
    return format_skeleton(skeleton, date, locale=language)

"""How templates write money, dates and sizes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names
from flask_babel import format_decimal, format_percent, gettext
from flask_login import current_user
from jinja2 import pass_context

from app.core import money
from app.web.localization import locale_name, money_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from jinja2.runtime import Context

    from app.core.periods import DateRange, Month

_SHORT_DATES = {"en": "MMM d, y", "hr": "d. M. y."}
_KIBIBYTE = 1024


def register_filters(app: Flask) -> None:
    """Offer the filters to all templates."""
    dates = (day, day_number, moment_day, full_day, day_range, month_name, short_month_name, year_name)
    for formatter in (
        amount,
        rounded_amount,
        plain_amount,
        signed_amount,
        share_percent,
        file_size,
        capitalize_first,
        *dates,
    ):
        app.add_template_filter(_for_each_request(formatter))
    app.add_template_global(short_weekday_names)
    app.add_template_global(weekday_names)


def _for_each_request(formatter: Callable[[Any], str]) -> Callable[[Context, Any], str]:
    """Let a filter need the context: one of a constant would be worked out once, when the template is compiled."""

    @pass_context
    @wraps(formatter)
    def format_now(_context: Context, value: Any) -> str:
        return formatter(value)

    return format_now


def amount(cents: int) -> str:
    """Return money as the person reads it: `1.234,50 €`."""
    return money.format_amount(cents, money_format())


def rounded_amount(cents: int) -> str:
    """Return money without decimals where all of them are zero, as estimates are read: `1.200 €`."""
    style = money_format()
    whole, decimals = divmod(cents, 10**style.digits)
    return amount(cents) if decimals else money.format_amount(whole, replace(style, digits=0))


def signed_amount(cents: int) -> str:
    """Return a difference of money with its sign: `+1.234,50 €`."""
    return f"+{amount(cents)}" if cents > 0 else amount(cents)


def plain_amount(cents: int) -> str:
    """Return money as the person types it: `1234,50`."""
    return money.format_plain(cents, money_format())


def share_percent(share: float | None) -> str:
    """Return a share as whole percent, or a dash where there is none."""
    return "–" if share is None else format_percent(share)  # noqa: RUF001 - a dash stands for nothing


def day(date: dt.date) -> str:
    """Return a short date: `Mar 7, 2026`, in Croatian `7. 3. 2026.`."""
    return _format_date(date, _SHORT_DATES[locale_name()], locale_name())


def full_day(date: dt.date) -> str:
    """Return a date with its weekday: `Saturday, March 7, 2026`."""
    return _format_date(date, "full", locale_name())


def day_number(date: dt.date) -> str:
    """Return the day of the month alone: `7`, in Croatian `7.`."""
    return _format_parts(date, "d", locale_name())


def weekday_names() -> list[str]:
    """Return the seven days of the week, from Monday on."""
    names = get_day_names("wide", "stand-alone", locale=locale_name())
    return [capitalize_first(names[weekday]) for weekday in range(7)]


def short_weekday_names() -> list[str]:
    """Return the seven days of the week as heads of columns, from Monday on: `Mo`, in Croatian `pon`."""
    names = get_day_names("short", "stand-alone", locale=locale_name())
    return [names[weekday] for weekday in range(7)]


def year_name(year: int) -> str:
    """Return the year: `2026`, in Croatian `2026.`."""
    return _format_parts(dt.date(year, 1, 1), "y", locale_name())


def moment_day(moment: dt.datetime) -> str:
    """Return the short date of a moment where the person lives."""
    return day(moment.astimezone(ZoneInfo(current_user.timezone)).date())


def day_range(days: DateRange) -> str:
    """Return the first and last day of a range."""
    return f"{day(days.begin)} – {day(days.last)}"  # noqa: RUF001 - ranges are written with an en dash


def month_name(month: Month) -> str:
    """Return the month with its year: `November 2026`, in Croatian `studeni 2026.`."""
    return _format_parts(dt.date(month.year, month.month, 1), "yMMMM", locale_name())


def short_month_name(month: Month) -> str:
    """Return the abbreviated month without its year: `Nov`."""
    return _format_date(dt.date(month.year, month.month, 1), "LLL", locale_name())


def capitalize_first(text: str) -> str:
    """Return the text with a capital first letter, as a heading begins; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def file_size(byte_size: int) -> str:
    """Return a size in bytes as people read it: `1.4 MB`."""
    if byte_size < _KIBIBYTE * _KIBIBYTE:
        return gettext("%(size)s kB", size=format_decimal(max(1, round(byte_size / _KIBIBYTE))))
    return gettext("%(size)s MB", size=format_decimal(round(byte_size / _KIBIBYTE / _KIBIBYTE, 1)))


@lru_cache(maxsize=4096)
def _format_date(date: dt.date, pattern: str, language: str) -> str:
    """Format a date; a list shows the same few days again and again, and reading patterns takes the most time."""
    return format_date(date, pattern, locale=language)


@lru_cache(maxsize=4096)
def _format_parts(date: dt.date, skeleton: str, language: str) -> str:
    """Format the parts of a date that the skeleton names, in the order of the language."""
    return format_skeleton(skeleton, date, locale=language)

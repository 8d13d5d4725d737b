"""Dates as programs and banks write them. Pure."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.core.periods import FIRST_DATE, LAST_DATE
from app.imports.records import DateOrder, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_CACHE = 4096  # dates that are kept; rows of a day stand together
_TIME = r"(?:[T,]?\s*(?P<hour>\d\d?)[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?)?"
_ZONE = r"\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
_NUMBERS = re.compile(
    r"(?:(?P<y>\d{4})(?P<mark>[-./])(?P<m>\d\d?)(?P=mark)(?P<d>\d\d?)|(?P<compact>\d{8})"
    r"|(?P<one>\d\d?)[-./]\s?(?P<two>\d\d?)[-./']\s?(?P<year>\d{4}|\d\d)\.?)" + _TIME + _ZONE
)
_WORDS = re.compile(
    r"(?:(?P<d>\d\d?)\.?[- ](?P<month>[a-z]{3,9})\.?|(?P<month2>[a-z]{3,9})\.? (?P<d2>\d\d?),?)"
    r"[- ,]*(?P<year>\d{4})\b.*",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MAX_LENGTH = 40
_MAX_MONTH = 12
_CENTURY = 2000  # of years with two digits


def date_parser(order: DateOrder, timezone: str) -> Callable[[str], dt.date | Fault]:
    """Return a function from a text to its day, or to what is wrong with it.

    `order` decides what 3/7/2026 is; dates that begin with the year or name the month need none. An instant with an
    offset from UTC becomes the day of the account's time zone.
    """
    return lru_cache(_CACHE)(partial(_parse, order, ZoneInfo(timezone)))


def day_of_instant(seconds: int, timezone: str) -> dt.date | Fault:
    """Return the day of the time zone in which an instant, in seconds since 1970, falls."""
    try:
        return _within(dt.datetime.fromtimestamp(seconds, ZoneInfo(timezone)).date())
    except (ValueError, OverflowError, OSError):
        return Fault.DAY_OUT_OF_RANGE


def guess_date_orders(texts: Iterable[str]) -> tuple[DateOrder, ...]:
    """Return the orders in which all dates can be read, the likelier first; more than one has to be asked about."""
    matches = [match for text in set(texts) if (match := _NUMBERS.fullmatch(text.strip()))]
    pairs = {(int(match["one"]), int(match["two"]), "." in match[0][:3]) for match in matches if match["one"]}
    if not pairs:
        return (DateOrder.YMD,)
    if any(first > _MAX_MONTH or has_points for first, _, has_points in pairs):
        return (DateOrder.DMY,)
    if any(second > _MAX_MONTH for _, second, _ in pairs):
        return (DateOrder.MDY,)
    return (DateOrder.DMY, DateOrder.MDY)


def _parse(order: DateOrder, timezone: ZoneInfo, text: str) -> dt.date | Fault:
    text = text.strip()
    if not text:
        return Fault.NO_DATE
    match = _NUMBERS.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    try:
        day = _numbered(match, order) if match else _worded(text)
        return _within(_localized(day, match, timezone) if match and match["zone"] else day)
    except ValueError:
        return Fault.BAD_DATE


def _numbered(match: re.Match[str], order: DateOrder) -> dt.date:
    if compact := match["compact"]:
        return dt.date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
    if match["y"]:
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    first, second, year = int(match["one"]), int(match["two"]), _year(match["year"])
    return dt.date(year, first, second) if order == DateOrder.MDY else dt.date(year, second, first)


def _year(text: str) -> int:
    return int(text) + (_CENTURY if len(text) == 2 else 0)  # noqa: PLR2004 - two digits


def _worded(text: str) -> dt.date:
    match = _WORDS.fullmatch(text[:_MAX_LENGTH])
    if not match:
        raise ValueError(text[:_MAX_LENGTH])
    month = (match["month"] or match["month2"]).lower()[:3]
    return dt.date(int(match["year"]), _MONTHS.index(month) + 1, int(match["d"] or match["d2"]))


def _localized(day: dt.date, match: re.Match[str], timezone: ZoneInfo) -> dt.date:
    """Return the day of the instant in the time zone."""
    if not FIRST_DATE <= day <= LAST_DATE:
        return day  # conversion could leave what a date can hold
    time = dt.time(int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))
    instant = dt.datetime.combine(day, time, _offset(match["zone"]))
    return instant.astimezone(timezone).date()


def _offset(zone: str) -> dt.timezone:
    if zone == "Z":
        return dt.UTC
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _within(day: dt.date) -> dt.date | Fault:
    return day if FIRST_DATE <= day <= LAST_DATE else Fault.DAY_OUT_OF_RANGE

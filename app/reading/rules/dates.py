"""The day of a receipt, however it is written and misread. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reading.rules.letters import letters, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.reading.rules.rows import Row

MAX_AGE = dt.timedelta(days=12 * 366)
_MAX_AHEAD = dt.timedelta(days=1)  # a till abroad may be a day ahead
_CENTURY = 2000
_MONTHS_IN_YEAR = 12
# The beginnings of months' names: English, Croatian, German, Malay.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("JAN SIJ", "FEB VELJ", "MAR OZU MAC", "APR TRA", "MAY SVI MAI MAJ MEI", "JUN LIP", "JUL SRP"),
            *("AUG KOL AVG OGO", "SEP RUJ", "OCT LIS OKT", "NOV STU", "DEC PRO DEZ"),
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class _Form:
    """A way to write a day, and how much a match of it says; a year of four digits says more in some."""

    pattern: re.Pattern[str]
    points: float
    points_of_long_year: float = 0.0


def _form(pattern: str, points: float = 0.0, points_of_long_year: float = 0.0) -> _Form:
    return _Form(re.compile(pattern), points, points_of_long_year)


_D, _M, _Y = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>20\d{2})"
_DD, _MM, _YY = r"(?P<d>\d{2})", r"(?P<m>\d{2})", r"(?P<y>\d{2})"
_NAME = r"(?P<name>[A-Z]{3,9})"
_FORMS = (
    _form(
        rf"(?<!\d){_D}\s?[./\-]\s?{_M}\s?[./\-]\s?(?P<y>(?:19|20)\d{{2}}|(?!(?:19|20)\d)\d{{2}})"
        r"(?!\d{3}[^\d:]|[./\-]\d(?!\d?:))",
        points_of_long_year=1.0,
    ),
    _form(rf"(?<!\d){_Y}\s?[./\-]\s?{_M}\s?[./\-]\s?{_D}(?!\d[./-])", 1.0),
    _form(rf"(?<!\d){_D}\s?[ ./\-,']?\s?{_NAME}\.?\s?[ ./\-,']{{0,2}}\s?(?P<y>(?:20)?\d{{2}})(?!\d{{3}})", 1.0),
    _form(rf"{_NAME}\.?\s?{_D}\s?,\s?{_Y}", 0.8),
    _form(rf"(?<!\d){_Y}{_MM}{_DD}(?!\d)", -1.0),
    # A mark was not read, or something stands glued to the day: a time, another number.
    _form(rf"(?<!\d){_DD} {_MM}[./\-](?P<y>\d{{2}}|20\d{{2}})(?!\d)", -0.3),
    _form(rf"(?<!\d){_DD}[./\-]{_MM} {_Y}(?!\d)", -0.3),
    _form(rf"\d{_DD}(?P<mark>[./\-]){_MM}(?P=mark){_Y}(?!\d)", -0.8),
    _form(rf"(?<!\d)(?P<d>[0-3]\d)(?P<m>[01]\d){_Y}(?!\d)", -1.2),
    _form(rf"(?<!\d){_DD}[./\-]{_MM}[./\-]{_Y}\d{{1,2}}:\d{{2}}", 1.0),
    _form(rf"(?<!\d){_DD}[./\-]{_MM}[./\-]{_YY}\d{{2}}:\d{{2}}", 0.8),
    _form(rf"(?<!\d){_DD}{_MM}[./\-]{_Y}(?!\d)", -0.6),
    # 18-03-24 may begin with the year.
    _form(r"(?<!\d)(?P<y>[1-3]\d)\s?[/\-]\s?(?P<m>\d{1,2})\s?[./\-]\s?(?P<d>\d{2})(?!\d|[./\-]\d)", -2.0),
)
_POINTS_SWAPPED = -0.5

_LIKE_ZERO = re.compile(r"(?<=\d)[OQ]|[OQ](?=\d[./\-])|(?<=[./\-])[OQ](?=\d)")
_LIKE_ONE = re.compile(r"(?<=\d)[IL](?=[\d./\-])|(?<=[./\-])[IL](?=\d)|\|")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_NAMED = re.compile(r"DATE|DATUM|TARIKH")
_MOMENT_NAMED = re.compile(r"TIME|VRIJEME|VREME|ISSUED|IZDAN")
_OTHER_DAY = re.compile(
    r"DUEDATE|EXPIR|VALID|VRIJEDI|DOSPIJECE|ROKPLACANJA|DELIVER|EFFECT|PRINT|UNTIL|BIRTH|FROM|ISPORUK"
)
_OTHER_NUMBER = re.compile(r"GSTREG|GSTID|GSTNO|REGNO|TEL|FAX|COMPANY")


def find_dates(rows: Sequence[Row], today: dt.date, *, is_day_first: bool = True) -> list[dt.date]:
    """Return the days on a page, the likeliest first: at most MAX_AGE back, and not after tomorrow."""
    found = [
        (points - 0.5 * place / len(rows), day)
        for place, row in enumerate(rows)
        for points, day in _find_in_row(row.text, is_day_first=is_day_first)
        if today - MAX_AGE <= day <= today + _MAX_AHEAD
    ]
    counts = Counter(day for _points, day in found)
    best = {day: max(points for points, other in found if other == day) for day in counts}
    scores = {day: points + min(1.0, 0.5 * (counts[day] - 1)) for day, points in best.items()}
    return sorted(scores, key=lambda day: (-scores[day], day))


def _find_in_row(text: str, *, is_day_first: bool) -> Iterator[tuple[float, dt.date]]:
    digits = _LIKE_ONE.sub("1", _LIKE_ZERO.sub("0", plain(text)))
    context = _score_context(digits, letters(text))
    for form in _FORMS:
        for match in form.pattern.finditer(digits):
            points = form.points + form.points_of_long_year * (len(match["y"]) > 2)  # noqa: PLR2004 - digits
            for more_points, day in _read(match, is_day_first=is_day_first):
                yield context + points + more_points, day


def _score_context(digits: str, words: str) -> float:
    """Return the points of a row for what else it says."""
    points = 2.0 * bool(_NAMED.search(words)) + 1.5 * bool(_TIME.search(digits))
    points += 0.5 * bool(_MOMENT_NAMED.search(words))
    return points - 2.5 * bool(_OTHER_DAY.search(words)) - 0.7 * bool(_OTHER_NUMBER.search(words))


def _read(match: re.Match[str], *, is_day_first: bool) -> Iterator[tuple[float, dt.date]]:
    """Yield the day of a match, none if there is no such day; month and day may stand the other way round."""
    year = int(match["y"]) + (_CENTURY if len(match["y"]) == 2 else 0)  # noqa: PLR2004 - digits
    first, second = int(match["d"]), _read_month(match)
    is_year_first = match.start("y") < match.start("d")
    day, month = (first, second) if is_day_first or is_year_first or "name" in match.groupdict() else (second, first)
    if month > _MONTHS_IN_YEAR >= day:
        yield from _day(year, day, month, _POINTS_SWAPPED)
    else:
        yield from _day(year, month, day)


def _read_month(match: re.Match[str]) -> int:
    """Return the number of the month, 0 for a name that is none."""
    name = match.groupdict().get("name")
    if name is None:
        return int(match["m"])
    return next((number for start, number in _MONTHS.items() if name.startswith(start)), 0)


def _day(year: int, month: int, day: int, points: float = 0.0) -> Iterator[tuple[float, dt.date]]:
    try:
        yield points, dt.date(year, month, day)
    except ValueError:
        return

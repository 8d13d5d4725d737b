"""Days on which something is paid, as tests of recurring payments need them."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from app.recurring.rhythms import MEASURES, Rhythm

# Gaps that belong to one rhythm alone: between weeks and months, the mean decides.
TYPICAL_GAPS = {
    **{rhythm: (measure.shortest, measure.longest) for rhythm, measure in MEASURES.items()},
    Rhythm.TWO_WEEKLY: (12, 14),
    Rhythm.FOUR_WEEKLY: (24, 28),
    Rhythm.MONTHLY: (30, 36),
}


def days_of(rhythm: Rhythm, start: dt.date, times: int) -> list[dt.date]:
    """Return so many days of the rhythm from the start on: months later on the same day, or weeks later."""
    measure = MEASURES[rhythm]
    if not measure.months:
        return [start + dt.timedelta(days=measure.days * number) for number in range(times)]
    return [_months_later(start, measure.months * number) for number in range(times)]


def _months_later(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

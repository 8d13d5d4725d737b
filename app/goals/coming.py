"""Recurring payments still expected, and the fixed cost of each month. Pure: amounts in cents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.statistics import average_cents
from app.recurring.rhythms import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.core.periods import DateRange
    from app.core.projection import Booked
    from app.recurring.detection import Recurring


@dataclass(frozen=True, order=True)
class Coming:
    """A payment of a category that is expected on a day and not made yet."""

    due_on: dt.date
    merchant: str
    category_name: str
    cents: int


def list_coming(recurring: Iterable[Recurring], days: DateRange, booked: Sequence[Booked]) -> tuple[Coming, ...]:
    """Return what is expected on these days, by day, without what is booked already."""
    return tuple(sorted(coming for payment in recurring for coming in _list_open(payment, days, booked)))


def fixed_cents(recurring: Iterable[Recurring]) -> int:
    """Return the average monthly cost of payments that come at least once a month."""
    monthly = (payment for payment in recurring if MEASURES[payment.rhythm].months <= 1)
    return average_cents(sum(payment.yearly_cents for payment in monthly), 12)


def _list_open(payment: Recurring, days: DateRange, booked: Iterable[Booked]) -> Iterator[Coming]:
    """Yield the payments expected on these days, leaving out as many of the first ones as are booked already."""
    count = sum(item.is_like(payment.merchant_key, payment.usual_cents) for item in booked)
    for due_on in _list_days(payment, days)[count:]:
        yield Coming(due_on, payment.latest.merchant, payment.latest.category_name, payment.usual_cents)


def _list_days(payment: Recurring, days: DateRange) -> list[dt.date]:
    """Return on which of these days a payment is expected; a weekly one may have several."""
    measure, expected = MEASURES[payment.rhythm], [payment.next_on]
    while not measure.months and expected[-1] < days.end:
        expected.append(expected[-1] + dt.timedelta(days=measure.days))
    return [day for day in expected if day in days]

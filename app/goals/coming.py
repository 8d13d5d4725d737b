"""Recurring payments still expected in a month, and the fixed cost of each month. Pure: amounts in cents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.statistics import average_cents
from app.recurring.rhythms import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.core.periods import Month
    from app.core.projection import Booked
    from app.recurring.detection import Recurring


@dataclass(frozen=True, order=True)
class Coming:
    """A payment of a category that is expected on a day and not made yet."""

    due_on: dt.date
    merchant: str
    category_name: str
    cents: int


def list_coming(recurring: Iterable[Recurring], month: Month, booked: Sequence[Booked]) -> tuple[Coming, ...]:
    """Return what is expected in a month, by day, without what is booked already."""
    return tuple(sorted(coming for payment in recurring for coming in _list_open(payment, month, booked)))


def fixed_cents(recurring: Iterable[Recurring]) -> int:
    """Return the average monthly cost of payments that come at least once a month."""
    monthly = (payment for payment in recurring if MEASURES[payment.rhythm].months <= 1)
    return average_cents(sum(payment.yearly_cents for payment in monthly), 12)


def _list_open(payment: Recurring, month: Month, booked: Iterable[Booked]) -> Iterator[Coming]:
    """Yield the payments expected in a month, leaving out as many of the first ones as are booked already."""
    count = sum(item.is_like(payment.merchant_key, payment.usual_cents) for item in booked)
    for due_on in _list_days(payment, month)[count:]:
        yield Coming(due_on, payment.latest.merchant, payment.latest.category_name, payment.usual_cents)


def _list_days(payment: Recurring, month: Month) -> list[dt.date]:
    """Return the days of a month on which a payment is expected; weekly ones have several."""
    measure, day = MEASURES[payment.rhythm], payment.next_on
    days = [day]
    while not measure.months and days[-1] < month.days.end:
        days.append(days[-1] + dt.timedelta(days=measure.days))
    return [day for day in days if day in month.days]

from __future__ import annotations

import datetime as dt

import pytest

from app.core.periods import Month
from app.core.projection import Booked
from app.goals.coming import fixed_cents, list_coming
from app.recurring.detection import Payment, Recurring
from app.recurring.rhythms import Rhythm

NOVEMBER = Month(2026, 11)


def recurring(rhythm: Rhythm, *days: str, cents: int = 5000) -> Recurring:
    payments = tuple(Payment(dt.date.fromisoformat(day), cents, 0, "Gym", "Fun") for day in days)
    return Recurring("gym", rhythm, payments)


MONTHLY = recurring(Rhythm.MONTHLY, "2026-08-28", "2026-09-28", "2026-10-28")
WEEKLY = recurring(Rhythm.WEEKLY, "2026-11-04", "2026-11-11", "2026-11-18", cents=600)


def days_of(payment: Recurring, month: Month = NOVEMBER, *booked: Booked) -> list[int]:
    return [item.due_on.day for item in list_coming([payment], month.days, booked)]


def test_a_payment_comes_on_its_day_of_the_month() -> None:
    (coming,) = list_coming([MONTHLY], NOVEMBER.days, [])
    assert (coming.due_on, coming.merchant, coming.category_name, coming.cents) == (
        dt.date(2026, 11, 28),
        "Gym",
        "Fun",
        5000,
    )


def test_a_payment_that_was_made_comes_in_the_next_month() -> None:
    paid = recurring(Rhythm.MONTHLY, "2026-09-20", "2026-10-20", "2026-11-20")
    assert days_of(paid) == []
    assert days_of(paid, Month(2026, 12)) == [20]


def test_a_weekly_payment_comes_until_the_month_is_over() -> None:
    assert days_of(WEEKLY) == [25]
    assert days_of(WEEKLY, Month(2026, 11, 15)) == [25, 2, 9]


@pytest.mark.parametrize(
    ("booked", "days"),
    [
        (Booked(1, "gym", 6000, 0), []),
        (Booked(1, "gym", 6300, 0), [28]),  # more than a quarter dearer is something else
        (Booked(1, "shop", 5000, 0), [28]),
        (Booked(1, "gym", -5000, 0), [28]),
    ],
)
def test_a_payment_that_is_booked_is_not_still_to_come(booked: Booked, days: list[int]) -> None:
    assert days_of(MONTHLY, NOVEMBER, booked) == days


def test_as_many_weeks_as_are_booked_are_left_out() -> None:
    booked = [Booked(1, "gym", 600, 0)] * 2
    assert days_of(WEEKLY, Month(2026, 11, 15), *booked) == [9]


def test_fixed_is_what_comes_at_least_once_a_month() -> None:
    yearly = recurring(Rhythm.YEARLY, "2024-06-01", "2025-06-01", "2026-06-01")
    assert fixed_cents([MONTHLY, WEEKLY, yearly]) == 5000 + 52 * 600 / 12
    assert fixed_cents([]) == 0

from __future__ import annotations

import datetime as dt

from app.core.day_facts import DayFacts, describe_days
from app.core.periods import DateRange, Month

NOVEMBER = Month(2026, 11).days
NO_DAYS = DateRange(NOVEMBER.begin, NOVEMBER.begin)


def test_days_are_counted_from_the_first_expense_on() -> None:
    sums = {dt.date(2026, 11, day): cents for day, cents in {10: 300, 11: 100, 12: 300, 13: -500}.items()}
    facts = describe_days(sums, NOVEMBER)
    assert facts == DayFacts(21, 3, 300, dt.date(2026, 11, 12), 300)
    assert facts.free_count == 18
    assert facts.dearest_days == DateRange(dt.date(2026, 11, 12), dt.date(2026, 11, 13))


def test_a_day_counts_as_spent_from_a_cent_on() -> None:
    sums = {dt.date(2026, 11, day): cents for day, cents in {10: 500, 11: 0, 12: 1}.items()}
    assert describe_days(sums, NOVEMBER) == DayFacts(21, 2, 250, dt.date(2026, 11, 10), 500)


def test_without_expenses_there_are_no_days() -> None:
    assert describe_days({}, NOVEMBER) == describe_days({}, NO_DAYS) == DayFacts(0, 0, 0, None, 0)
    assert describe_days({}, NOVEMBER).dearest_days is None

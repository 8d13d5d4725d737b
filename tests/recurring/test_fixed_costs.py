from __future__ import annotations

import datetime as dt

from app.core.month_pace import pace_of
from app.core.periods import Month
from app.core.projection import Booked
from app.recurring.detection import Payment, find_series
from app.recurring.fixed_costs import FixedCosts

NOVEMBER = Month(2026, 11)
TODAY = dt.date(2026, 11, 20)
RENT_DAYS = [dt.date(2026, month, 1) for month in range(5, 12)]


def fix_rent(cents: int = 63_000) -> FixedCosts:
    return FixedCosts(tuple(find_series("landlord", [Payment(day, cents) for day in RENT_DAYS])))


def test_fixed_costs_are_summed_by_day() -> None:
    fixed = FixedCosts((*fix_rent().series, *fix_rent(100).series))
    assert fixed.by_day == dict.fromkeys(RENT_DAYS, 63_100)
    assert fixed.sum_of(NOVEMBER.days) == 63_100
    assert fixed.sum_of(NOVEMBER.next.days) == 0


def test_everyday_spending_is_compared_with_usual_everyday_spending() -> None:
    sums = {**dict.fromkeys(RENT_DAYS, 64_000), dt.date(2026, 11, 5): 500}
    pace = pace_of(NOVEMBER, TODAY, sums, RENT_DAYS[0])
    everyday = fix_rent().everyday_pace(pace, TODAY, sums)
    assert (everyday.so_far_cents, everyday.usual_cents, everyday.total_cents) == (1500, 1000, 1500)


def test_what_recurs_and_is_booked_is_left_out_of_the_likely_end() -> None:
    sums = dict.fromkeys(RENT_DAYS, 64_000)
    booked = (Booked(1, "landlord", 64_000, 6), Booked(1, "dentist", 200, 0))
    pace = pace_of(NOVEMBER, TODAY, sums, RENT_DAYS[0], booked)
    everyday = fix_rent().everyday_pace(pace, TODAY, sums)
    assert [item.merchant_key for item in everyday.booked] == ["dentist"]

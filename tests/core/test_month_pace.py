from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.month_pace import pace_of, running_totals, total_after
from app.core.periods import DateRange, Month
from app.core.projection import Booked, Projection
from app.core.statistics import median_cents

if TYPE_CHECKING:
    from app.core.month_pace import Pace

NOVEMBER = Month(2026, 11)
LONG_AGO = dt.date(2020, 1, 1)
cents = st.integers(-100_000, 1_000_000)
day_sums = st.dictionaries(st.dates(dt.date(2026, 4, 1), dt.date(2026, 12, 31)), cents, max_size=60)
todays = st.dates(dt.date(2026, 11, 1), dt.date(2026, 12, 5))
month_days = st.integers(1, 28)


def pace(sums: dict[dt.date, int], today: dt.date, month: Month = NOVEMBER, first_day: dt.date = LONG_AGO) -> Pace:
    return pace_of(month, today, sums, first_day)


def days(*amounts: tuple[str, int]) -> dict[dt.date, int]:
    return {dt.date.fromisoformat(text): amount for text, amount in amounts}


def test_a_month_is_set_beside_the_same_days_of_the_month_before() -> None:
    sums = days(("2026-11-03", 500), ("2026-10-20", 100), ("2026-10-22", 200), ("2026-10-23", 999))
    found = pace(sums, dt.date(2026, 11, 22))
    assert (found.so_far_cents, found.previous_cents) == (500, 300)


@pytest.mark.parametrize(
    ("first_day", "is_compared"), [("2026-10-01", True), ("2026-10-02", False), ("2026-11-03", False)]
)
def test_a_month_that_began_before_the_records_is_no_comparison(first_day: str, *, is_compared: bool) -> None:
    sums = days((first_day, 500), ("2026-10-31", 700))
    found = pace(sums, dt.date(2026, 11, 22), first_day=dt.date.fromisoformat(first_day))
    assert bool(found.previous) is is_compared


def test_a_month_without_an_expense_is_no_comparison() -> None:
    assert pace(days(("2026-09-05", 500)), dt.date(2026, 11, 22)).previous == ()


@pytest.mark.parametrize("today", ["2027-02-28", "2027-03-15"])
def test_a_whole_month_is_set_beside_whole_ones(today: str) -> None:
    rents = {month.days.last: 63_000 for month in (Month(2026, 8 + number) for number in range(5))}
    sums = rents | days(("2027-01-31", 63_000), ("2027-02-28", 63_000))
    found = pace(sums, dt.date.fromisoformat(today), Month(2027, 2))
    assert (found.difference_cents, found.previous_cents, found.usual_so_far) == (0, 63_000, (63_000,) * 6)
    assert found.usual[26:] == (0, 63_000)
    assert pace(sums, dt.date(2027, 2, 27), Month(2027, 2)).usual_cents == 0


def test_the_usual_month_is_the_median_of_the_last_six() -> None:
    amounts = {5: 100, 6: 900, 7: 300, 8: 400, 9: 200, 10: 10_000}
    found = pace({dt.date(2026, month, 4): cents for month, cents in amounts.items()}, dt.date(2026, 11, 10))
    assert found.usual_cents == 350
    assert found.usual_so_far == tuple(amounts.values())
    assert found.usual[:4] == (0, 0, 0, 350)


def test_with_fewer_than_three_full_months_nothing_is_usual() -> None:
    found = pace(days(("2026-09-05", 100)), dt.date(2026, 11, 22), first_day=dt.date(2026, 8, 2))
    assert (found.usual_cents, found.usual, found.usual_so_far, found.projection) == (None, (), (), None)


def test_three_full_months_tell_what_is_usual() -> None:
    sums = {dt.date(2026, month, 4): 100 * month for month in (8, 9, 10)}
    assert pace(sums, dt.date(2026, 11, 22), first_day=dt.date(2026, 8, 1)).usual_cents == 900


@pytest.mark.parametrize("paused", [(5, 6, 7, 8), (7, 8, 9, 10)])
def test_a_pause_in_the_records_is_not_usual(paused: tuple[int, ...]) -> None:
    sums = {dt.date(2026, month, 4): 100 for month in range(5, 11) if month not in paused}
    found = pace(sums, dt.date(2026, 11, 22))
    assert (found.usual_cents, found.usual, found.projection) == (None, (), None)


def test_months_with_an_expense_tell_what_is_usual_around_a_pause() -> None:
    sums = {dt.date(2026, month, 4): 100 * month for month in (5, 6, 9, 10)}
    found = pace(sums, dt.date(2026, 11, 22))
    assert [month.month for month in found.usual_months] == [5, 6, 9, 10]
    assert found.usual_cents == 750


@pytest.mark.parametrize(("day", "is_projected"), [(4, False), (5, True), (29, True), (30, False)])
def test_the_end_is_projected_from_the_fifth_day_to_the_last_but_one(day: int, *, is_projected: bool) -> None:
    sums = {dt.date(2026, month, 4): 100 for month in (8, 9, 10)}
    assert (pace(sums, dt.date(2026, 11, day)).projection is not None) is is_projected


def test_a_projection_adds_what_past_months_cost_after_the_same_day() -> None:
    rests = {5: 100, 6: 100, 7: 200, 8: 300, 9: 400, 10: 700}
    sums = {dt.date(2026, month, 25): rest for month, rest in rests.items()} | days(("2026-11-01", 1000))
    found = pace(sums, dt.date(2026, 11, 22)).projection
    assert found
    assert (found.least_cents, found.likely_cents) == (1100, 1250)
    # The average is 300, the standard deviation 228; 1.5942 times that is 363.5.
    assert found.range_cents == (1000, 1664)
    assert found.rests_cents == tuple(rests.values())


def test_a_projection_takes_every_month_apart_after_today() -> None:
    sums = {dt.date(2026, month, day): cents for month in (8, 9, 10) for day, cents in ((4, 100), (28, 7000))}
    sums |= {Month(2026, number).days.last: 5 for number in (8, 9, 10, 11)}
    found = pace(sums | days(("2026-11-02", 1000)), dt.date(2026, 11, 10)).projection
    assert found == Projection(1000, 1005, (7005,) * 3)


def test_five_months_show_no_range() -> None:
    sums = {dt.date(2026, month, 25): 100 for month in range(6, 11)}
    found = pace(sums, dt.date(2026, 11, 22)).projection
    assert found
    assert (found.likely_cents, found.range_cents, found.about_range_cents) == (100, None, None)


def test_what_is_booked_ahead_comes_on_top_of_the_usual_rest() -> None:
    rests = {dt.date(2026, month, 25): 300 for month in range(5, 11)}
    booked = days(("2026-11-30", 70_000), ("2026-11-02", 1000))
    found = pace(rests | booked, dt.date(2026, 11, 10))
    assert (found.so_far_cents, found.total_cents) == (1000, 71_000)
    assert found.projection
    assert found.projection.likely_cents == 71_300


@pytest.mark.parametrize(("times", "likely"), [(6, 64_300), (3, 64_300), (2, 127_300)])
def test_what_comes_in_most_months_is_not_counted_twice(times: int, likely: int) -> None:
    rests = {dt.date(2026, month, 25): 63_300 for month in range(5, 11)}
    sums = rests | days(("2026-11-28", 63_000), ("2026-11-02", 1000))
    booked = (Booked(1, "landlord", 63_000, times),)
    found = pace_of(NOVEMBER, dt.date(2026, 11, 10), sums, LONG_AGO, booked)
    assert found.booked == booked
    assert found.projection
    assert found.projection.likely_cents == likely


def test_the_average_of_the_first_month_begins_with_the_first_expense() -> None:
    sums = days(("2026-11-15", 500))
    found = pace(sums, dt.date(2026, 11, 22), first_day=dt.date(2026, 11, 15))
    assert len(found.recorded_days) == 8
    assert len(pace(sums, dt.date(2026, 11, 22)).recorded_days) == 22
    assert len(pace(sums, dt.date(2026, 11, 10), first_day=dt.date(2026, 11, 15)).recorded_days) == 10


def test_a_month_to_come_has_no_pace_yet() -> None:
    found = pace(days(("2026-11-02", 1000)), dt.date(2026, 10, 10))
    assert (found.day_count, found.so_far_cents, found.previous_cents) == (0, 0, 0)


@given(sums=day_sums, today=todays, first_day=month_days)
def test_a_projection_is_never_below_what_is_spent(sums: dict[dt.date, int], today: dt.date, first_day: int) -> None:
    found = pace(sums, today, Month.containing(today, first_day))
    if found.projection:
        certain, likely = max(found.so_far_cents, found.total_cents), found.projection.likely_cents
        assert likely >= found.projection.least_cents >= certain
        assert found.projection.about_cents >= certain
    if found.projection and found.projection.range_cents:
        low, high = found.projection.range_cents
        assert certain <= low <= likely + 1
        assert likely <= high + 1


@given(sums=day_sums, today=todays, first_day=month_days)
def test_running_totals_end_with_the_sum(sums: dict[dt.date, int], today: dt.date, first_day: int) -> None:
    month = Month.containing(today, first_day)
    found = pace(sums, today, month)
    assert found.so_far_cents == sum(amount for day, amount in sums.items() if day in month.days and day <= today)
    assert found.total_cents == sum(amount for day, amount in sums.items() if day in month.days)
    before = [amount for day, amount in sums.items() if day in month.previous.days]
    assert found.previous[-1:] == ((sum(before),) if before else ())


@given(sums=day_sums, number=st.integers(1, 31))
def test_the_usual_line_is_a_median_on_each_day(sums: dict[dt.date, int], number: int) -> None:
    found = pace(sums, dt.date(2026, 11, 22))
    past = [running_totals(month.days, sums) for month in found.usual_months]
    # The last day of November, its 30th, is set beside whole months.
    expected = median_cents([total_after(totals, 31 if number >= 30 else number) for totals in past])
    assert total_after(found.usual, number) == expected


def test_after_the_last_day_a_short_month_has_its_whole_total() -> None:
    totals = running_totals(DateRange(dt.date(2026, 2, 1), dt.date(2026, 3, 1)), days(("2026-02-28", 7)))
    assert (total_after(totals, 31), total_after(totals, 27), total_after(totals, 0)) == (7, 0, 0)


def test_a_rest_below_zero_counts_as_zero() -> None:
    end = Projection(so_far_cents=500, month_cents=500, rests_cents=(-200, 100, 300, -50))
    assert (end.least_cents, end.likely_cents) == (500, 550)

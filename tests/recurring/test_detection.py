from __future__ import annotations

import datetime as dt
import random
from calendar import monthrange
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import MAX_CENTS
from app.recurring.detection import Payment, Recurring, find_series, group_by_amount
from app.recurring.rhythms import MEASURES, Rhythm, find_rhythm
from tests.recurring.schedules import TYPICAL_GAPS, days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

amounts = st.integers(1, MAX_CENTS)
starts = st.dates(dt.date(1950, 1, 1), dt.date(2080, 12, 31))
rhythms = st.sampled_from(Rhythm)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def pay(days: Iterable[dt.date], cents: Iterable[int]) -> list[Payment]:
    return [Payment(spent_on, amount, merchant="Teta Pay") for spent_on, amount in zip(days, cents, strict=False)]


def pay_monthly(cents: Sequence[int], month_day: int = 5, year: int = 2026) -> list[Payment]:
    """Return payments of this day of each month from January on, or of its last day."""
    places = [(year + number // 12, number % 12 + 1) for number in range(len(cents))]
    days = [dt.date(*place, min(month_day, monthrange(*place)[1])) for place in places]
    return pay(days, cents)


def pay_after_gaps(gaps: Sequence[int], cents: Sequence[int], start: dt.date = dt.date(2026, 1, 1)) -> list[Payment]:
    return pay((start + dt.timedelta(days=days) for days in accumulate(gaps, initial=0)), cents)


def find(payments: Sequence[Payment], today: dt.date | None = None) -> list[Recurring]:
    """Find what recurs on the day of the last payment, or another one."""
    today = today or max(payment.spent_on for payment in payments)
    return [one for one in find_series("teta pay", payments) if not one.has_ended(today)]


@st.composite
def regular(draw: st.DrawFn) -> tuple[Rhythm, list[Payment]]:
    """A rhythm with payments of one amount whose gaps all fit it."""
    rhythm = draw(rhythms)
    measure = MEASURES[rhythm]
    times = draw(st.integers(measure.fewest_times, measure.fewest_times + 12))
    gaps = draw(st.lists(st.integers(*TYPICAL_GAPS[rhythm]), min_size=times - 1, max_size=times - 1))
    return rhythm, pay_after_gaps(gaps, [draw(amounts)] * times, draw(starts))


@given(month_day=st.integers(1, 31), year=st.integers(1950, 2090), cents=amounts, times=st.integers(3, 37))
def test_a_monthly_payment_is_found_whatever_its_day_and_amount(
    month_day: int, year: int, cents: int, times: int
) -> None:
    payments = pay_monthly([cents] * times, month_day, year)
    (found,) = find(payments)
    assert (found.merchant_key, found.rhythm, found.payments) == ("teta pay", Rhythm.MONTHLY, tuple(payments))
    assert (found.usual_cents, found.yearly_cents) == (cents, 12 * cents)


@given(made=regular())
def test_every_rhythm_is_found(made: tuple[Rhythm, list[Payment]]) -> None:
    rhythm, payments = made
    assert [found.rhythm for found in find(payments)] == [rhythm]


@given(made=regular())
def test_the_next_day_lies_after_the_last_and_within_two_rhythms(made: tuple[Rhythm, list[Payment]]) -> None:
    rhythm, payments = made
    (found,) = find(payments)
    assert found.days[-1] < found.next_on <= found.days[-1] + dt.timedelta(days=2 * MEASURES[rhythm].days)


@given(made=regular(), seed=st.integers(0, 2**32))
def test_the_order_of_the_payments_changes_nothing(made: tuple[Rhythm, list[Payment]], seed: int) -> None:
    shuffled = list(made[1])
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - any order will do
    assert find(shuffled) == find(made[1])


@given(made=regular(), cents=st.integers(-MAX_CENTS, 0))
def test_refunds_never_count(made: tuple[Rhythm, list[Payment]], cents: int) -> None:
    _, payments = made
    refunds = [Payment(payment.spent_on + dt.timedelta(days=1), cents, merchant="Teta Pay") for payment in payments]
    assert find(payments + refunds, payments[-1].spent_on) == find(payments)
    assert find_series("teta pay", refunds) == []


@given(made=regular(), late=st.integers(0, 800))
def test_what_is_overdue_by_more_than_half_a_rhythm_has_ended(made: tuple[Rhythm, list[Payment]], late: int) -> None:
    rhythm, payments = made
    (found,) = find(payments)
    is_found = bool(find(payments, found.next_on + dt.timedelta(days=late)))
    assert is_found == (late <= MEASURES[rhythm].days / 2)


@pytest.mark.parametrize(("late", "count"), [(14, 1), (15, 0)])
def test_what_is_overdue_by_just_half_a_rhythm_still_comes(late: int, count: int) -> None:
    payments = pay(days_of(Rhythm.FOUR_WEEKLY, dt.date(2026, 1, 1), 4), [999] * 4)
    (found,) = find(payments)
    assert len(find(payments, found.next_on + dt.timedelta(days=late))) == count


@given(gaps=st.lists(st.integers(1, 5), min_size=2, max_size=80), data=st.data())
def test_visits_to_a_shop_every_few_days_are_not_recurring(gaps: list[int], data: st.DataObject) -> None:
    cents = data.draw(st.lists(st.integers(1000, 1250), min_size=len(gaps) + 1, max_size=len(gaps) + 1))
    assert find(pay_after_gaps(gaps, cents)) == []


@given(rhythm=rhythms, steps=st.lists(st.sampled_from([1000, 1250, 1560, 1950, 2430]), min_size=6, max_size=60))
def test_amounts_that_change_with_every_visit_are_not_recurring(rhythm: Rhythm, steps: list[int]) -> None:
    cents = [4000 if number % 2 else amount for number, amount in enumerate(steps)]
    chain = [Payment(dt.date(2020, 1, 1) + dt.timedelta(days=400 * number), amount, merchant="Teta Pay")
             for number, amount in enumerate((1000, 1250, 1560, 1950, 2430, 3030, 3780, 4000))]  # fmt: skip
    visits = pay_after_gaps([MEASURES[rhythm].days] * (len(cents) - 1), cents, dt.date(2029, 1, 1))
    assert len(group_by_amount(chain + visits)) == 1
    assert find(chain + visits) == []


@given(cents=st.lists(amounts, min_size=1, max_size=60))
def test_every_payment_is_in_one_group_and_groups_do_not_overlap(cents: list[int]) -> None:
    groups = group_by_amount(pay_after_gaps([1] * (len(cents) - 1), cents))
    assert [payment.cents for group in groups for payment in group] == sorted(cents)
    assert all(4 * right[0].cents > 5 * left[-1].cents for left, right in pairwise(groups))


@given(first=amounts, second=amounts, third=amounts)
def test_the_cost_of_a_year_is_exact_in_cents(first: int, second: int, third: int) -> None:
    found = Recurring("teta pay", Rhythm.WEEKLY, tuple(pay_monthly([first, second, third])))
    assert found.usual_cents == sorted([first, second, third])[1]
    assert found.yearly_cents == 52 * found.usual_cents


@pytest.mark.parametrize(
    ("rhythm", "yearly"),
    [
        *((Rhythm.WEEKLY, 52_00), (Rhythm.TWO_WEEKLY, 26_00), (Rhythm.FOUR_WEEKLY, 13_00), (Rhythm.MONTHLY, 12_00)),
        *((Rhythm.QUARTERLY, 4_00), (Rhythm.HALF_YEARLY, 2_00), (Rhythm.YEARLY, 1_00)),
    ],
)
def test_a_year_has_so_many_payments(rhythm: Rhythm, yearly: int) -> None:
    assert Recurring("teta pay", rhythm, tuple(pay_monthly([100, 100, 100]))).yearly_cents == yearly


def test_payments_of_like_amounts_know_that_they_are_beside_others() -> None:
    alone, *beside = pay_monthly([5000] * 4), pay_monthly([999] * 4, 3), pay_monthly([1199] * 4, 20)
    found = find([*alone, *beside[0], *beside[1]])
    assert {one.usual_cents: one.is_beside_others for one in found} == {5000: False, 999: True, 1199: True}
    assert {one.merchant_key for one in found} == {"teta pay"}


def test_a_price_rise_stays_with_what_it_was_before() -> None:
    (found,) = find(pay_monthly([899] * 5 + [999] * 4))
    assert (len(found.payments), found.usual_cents) == (9, 999)


def test_one_odd_amount_among_the_last_three_does_not_move_the_usual_one() -> None:
    (found,) = find(pay_monthly([1000] * 8 + [1200, 1000]))
    assert found.usual_cents == 1000


def test_two_products_of_one_merchant_are_two_payments() -> None:
    found = find(pay_monthly([299] * 4, 3) + pay_monthly([999] * 4, 20))
    assert [(payment.usual_cents, payment.usual_day) for payment in found] == [(299, 3), (999, 20)]


@given(start=starts, times=st.integers(3, 40), cents=amounts)
def test_four_weeks_are_told_from_a_month(start: dt.date, times: int, cents: int) -> None:
    days = days_of(Rhythm.FOUR_WEEKLY, start, times)
    (found,) = find(pay(days, [cents] * times))
    assert (found.rhythm, found.yearly_cents) == (Rhythm.FOUR_WEEKLY, 13 * cents)
    assert found.next_on == days[-1] + dt.timedelta(days=28)


@given(start=starts, shifts=st.lists(st.integers(-1, 1), min_size=13, max_size=40))
def test_after_a_year_four_weeks_are_told_from_a_month_whatever_moves_a_payment(
    start: dt.date, shifts: list[int]
) -> None:
    for rhythm in (Rhythm.FOUR_WEEKLY, Rhythm.MONTHLY):
        days = days_of(rhythm, start, len(shifts))
        moved = [date + dt.timedelta(days=shift) for date, shift in zip(days, shifts, strict=True)]
        assert [found.rhythm for found in find(pay(moved, [999] * len(shifts)))] == [rhythm]


@given(
    month_day=st.integers(1, 31), year=st.integers(1950, 2090), times=st.integers(4, 37), step=st.sampled_from([-1, 1])
)
def test_a_month_stays_a_month_where_weekends_move_payments(month_day: int, year: int, times: int, step: int) -> None:
    moved = []
    for payment in pay_monthly([999] * times, month_day, year):
        weekday = payment.spent_on.weekday()
        moved.append(
            payment.spent_on
            + dt.timedelta(days={(5, 1): 2, (5, -1): -1, (6, 1): 1, (6, -1): -2}.get((weekday, step), 0))
        )
    assert [found.rhythm for found in find(pay(moved, [999] * times))] == [Rhythm.MONTHLY]


def test_three_payments_that_could_be_either_are_a_month() -> None:
    days = map(day, ("2026-02-02", "2026-03-02", "2026-04-01"))  # the first of a month, after two Sundays
    assert [found.rhythm for found in find(pay(days, [999] * 3))] == [Rhythm.MONTHLY]


@pytest.mark.parametrize(
    ("gaps", "rhythm"),
    [
        ((28, 29), Rhythm.FOUR_WEEKLY),
        ((29, 29), Rhythm.MONTHLY),
        ((29, 29, 29, 29, 29), Rhythm.MONTHLY),
        ((24, 30, 31), Rhythm.FOUR_WEEKLY),
        ((36, 28, 28, 28, 28), Rhythm.MONTHLY),  # 36 days are still a month, so they count for the mean
    ],
)
def test_between_four_weeks_and_a_month_the_mean_gap_decides(gaps: tuple[int, ...], rhythm: Rhythm) -> None:
    assert [found.rhythm for found in find(pay_after_gaps(gaps, [999] * (len(gaps) + 1)))] == [rhythm]


def test_twice_a_month_is_not_every_two_weeks() -> None:
    assert find(pay_monthly([999] * 12, 5) + pay_monthly([999] * 12, 20)) == []


def test_two_tickets_of_one_day_are_one_payment() -> None:
    (found,) = find(pay_monthly([3980] * 4) + pay_monthly([3980, 3980, 3990, 3990]))
    assert (len(found.payments), found.amounts) == (8, (7960, 7960, 7970, 7970))


def test_one_payment_that_was_missed_does_not_end_a_rhythm_but_two_of_the_last_gaps_do() -> None:
    payments = pay_monthly([500] * 12)
    assert len(find(payments[:4] + payments[5:])) == 1
    assert find(payments[:-2] + payments[-1:]) == []


@pytest.mark.parametrize("times", [1, 2])
def test_fewer_than_three_payments_say_nothing(times: int) -> None:
    assert find(pay_monthly([500] * times)) == []
    assert find_series("teta pay", []) == []


def test_five_weeks_say_nothing_and_six_do() -> None:
    assert find(pay_after_gaps([7] * 4, [500] * 5)) == []
    assert len(find(pay_after_gaps([7] * 5, [500] * 6))) == 1


@pytest.mark.parametrize(
    ("month_day", "times", "next_on"),
    [(5, 3, "2026-04-05"), (31, 3, "2026-04-30"), (31, 4, "2026-05-31"), (30, 13, "2027-02-28"), (1, 12, "2027-01-01")],
)
def test_a_monthly_payment_is_expected_on_its_usual_day(month_day: int, times: int, next_on: str) -> None:
    (found,) = find(pay_monthly([500] * times, month_day))
    assert found.next_on == day(next_on)


def test_a_payment_before_its_month_does_not_move_the_usual_day() -> None:
    payments = [*pay_monthly([500] * 6, 1), Payment(day("2026-06-30"), 500, merchant="Teta Pay")]
    assert find(payments)[0].next_on == day("2026-08-01")


def test_a_late_payment_does_not_move_the_usual_day() -> None:
    payments = [*pay_monthly([500] * 6, 30), Payment(day("2026-08-01"), 500, merchant="Teta Pay")]
    assert find(payments)[0].next_on == day("2026-08-30")


@pytest.mark.parametrize(
    ("days", "next_on"),
    [
        (["2026-05-31", "2026-08-31", "2026-11-30"], "2027-02-28"),
        (["2022-02-28", "2023-02-28", "2024-02-29"], "2025-02-28"),
        ([f"2026-10-{number:02}" for number in range(1, 32, 6)], "2026-11-07"),
        (["2026-09-22", "2026-10-06", "2026-10-20", "2026-11-03", "2026-11-17"], "2026-12-01"),
        (["2026-09-25", "2026-10-23", "2026-11-20"], "2026-12-18"),
        (["2025-11-30", "2026-05-31", "2026-11-30"], "2027-05-30"),
    ],
)
def test_every_other_payment_is_expected_a_rhythm_after_the_last(days: list[str], next_on: str) -> None:
    (found,) = find(pay(map(day, days), [500] * len(days)))
    assert found.next_on == day(next_on)


WINTERS = [
    *(6424, 8899, 10063, 8712, 5767, 2986),  # from November 2024 to April 2025
    *(2555, 6328, 9272, 8340, 8772, 5293, 2624, 2801, 6584),  # from October to April, then October and November 2026
]


@pytest.mark.parametrize("times", range(8, 16))
def test_a_bill_of_the_cold_months_comes_not_every_half_year(times: int) -> None:
    """The first and the last month of a winter are alike, and the months between run by the month until they end."""
    months = [*range(11, 17), *range(22, 29), 34, 35]
    days = [dt.date(2024 + (month - 1) // 12, (month - 1) % 12 + 1, 14) for month in months]
    payments = pay(days, WINTERS)[:times]
    assert [found.rhythm for found in find(payments) if found.rhythm is not Rhythm.MONTHLY] == []


def test_a_half_year_is_not_claimed_where_the_months_between_have_begun_anew() -> None:
    days = [dt.date(2023 + (month - 1) // 12, (month - 1) % 12 + 1, 14) for month in (*range(10, 17), *range(22, 27))]
    payments = pay(days, [2600, 6400, 8900, 10000, 8800, 5300, 2700, 2650, 6300, 8800, 9900, 8900])
    assert [found.rhythm for found in find(payments)] == [Rhythm.MONTHLY]


def test_the_first_months_of_winters_alone_come_every_half_year() -> None:
    days = map(day, ("2025-04-14", "2025-10-14", "2026-04-14", "2026-10-14"))
    assert [found.rhythm for found in find(pay(days, [2986, 2555, 2624, 2801]))] == [Rhythm.HALF_YEARLY]


@pytest.mark.parametrize(("visits", "found"), [(4, 1), (5, 0)])
def test_a_rhythm_of_a_quarter_is_not_claimed_where_most_payments_are_others(visits: int, found: int) -> None:
    quarters = pay(days_of(Rhythm.QUARTERLY, dt.date(2026, 1, 5), 4), [5000] * 4)
    others = pay_after_gaps([3, 11, 31, 47][: visits - 1], [900, 1900, 3700, 7900, 16000], dt.date(2026, 1, 9))
    before_and_after = pay([dt.date(2025, 11, 7), dt.date(2026, 10, 8)], [900, 900])
    assert len(find(quarters + others + before_and_after, dt.date(2026, 10, 10))) == found


def test_a_payment_on_the_first_or_last_day_of_a_rhythm_of_a_quarter_counts_among_the_others() -> None:
    quarters = pay(days_of(Rhythm.QUARTERLY, dt.date(2026, 1, 5), 4), [5000] * 4)
    gaps = [(quarters[-1].spent_on - quarters[0].spent_on).days - 90, 30, 30, 30]
    others = pay_after_gaps(gaps, [900, 1900, 3700, 7900, 16000], dt.date(2026, 1, 5))
    assert find(quarters + others) == []
    assert [found.rhythm for found in find(quarters + others[1:])] == [Rhythm.QUARTERLY]
    assert [found.rhythm for found in find(quarters + others[:-1])] == [Rhythm.QUARTERLY]


@pytest.mark.parametrize(("pause", "rhythms"), [(72, [Rhythm.QUARTERLY]), (73, [])])  # two of the longest months
def test_a_monthly_payment_counts_among_the_others_after_a_long_pause(pause: int, rhythms: list[Rhythm]) -> None:
    quarters = pay(days_of(Rhythm.QUARTERLY, dt.date(2024, 1, 5), 8), [5000] * 8)
    months = [quarters[-1].spent_on - dt.timedelta(days=pause + 30 * number) for number in range(15)]
    assert [found.rhythm for found in find(quarters + pay(months, [900] * 15))] == rhythms


def test_visits_beside_a_subscription_of_a_month_change_nothing() -> None:
    others = pay_after_gaps([3, 11, 31, 17, 5], [900, 1900, 3700, 7900, 16000, 40000])
    assert [found.rhythm for found in find(pay_monthly([500] * 4) + others)] == [Rhythm.MONTHLY]


def test_a_yearly_payment_stays_beside_one_of_each_month() -> None:
    monthly, yearly = pay_monthly([999] * 30, 5, 2024), pay(days_of(Rhythm.YEARLY, dt.date(2024, 2, 9), 3), [4500] * 3)
    assert [found.rhythm for found in find(monthly + yearly)] == [Rhythm.MONTHLY, Rhythm.YEARLY]


def test_three_policies_of_one_insurer_are_three_payments() -> None:
    policies = [pay(days_of(Rhythm.YEARLY, dt.date(2023, month, 5), 3), [month * 10000] * 3) for month in (2, 3, 9)]
    assert [found.usual_cents for found in find([one for policy in policies for one in policy])] == [
        *(20000, 30000, 90000)
    ]


def test_the_spelling_and_the_category_used_last_are_shown() -> None:
    old = [Payment(payment.spent_on, 500, 0, "ZVON", "Other", "gray") for payment in pay_monthly([500] * 3)]
    (found,) = find([Payment(day("2026-04-05"), 500, 0, "Zvon", "Bills", "indigo"), *old])
    latest = found.latest
    assert (latest.merchant, latest.category_name, latest.category_color) == ("Zvon", "Bills", "indigo")


def test_two_days_have_no_rhythm() -> None:
    assert find_rhythm(days_of(Rhythm.MONTHLY, dt.date(2026, 1, 5), 2)) is None

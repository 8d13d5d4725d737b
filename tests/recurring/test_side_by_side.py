from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recurring.detection import Payment, find_series
from app.recurring.rhythms import MEASURES, Rhythm
from tests.recurring.schedules import days_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.recurring.detection import Recurring

START = dt.date(2024, 1, 5)
starts = st.dates(dt.date(1950, 1, 1), dt.date(2050, 12, 31))
rhythms = st.sampled_from(Rhythm)


def pay(days: Sequence[dt.date], cents: Sequence[int]) -> list[Payment]:
    return [Payment(day, amount, merchant="Teta Pay") for day, amount in zip(days, cents, strict=True)]


def pay_monthly(cents: Sequence[int], month_day: int = 5, months: int = 0) -> list[Payment]:
    """Return payments of this day of the months, the first one so many months after January 2024."""
    days = days_of(Rhythm.MONTHLY, dt.date(2024, 1, month_day), months + len(cents))
    return pay(days[months:], cents)


def find(payments: Sequence[Payment]) -> list[Recurring]:
    today = max(payment.spent_on for payment in payments)
    return [one for one in find_series("teta pay", payments) if not one.has_ended(today)]


def prices(found: Sequence[Recurring]) -> list[list[int]]:
    """Return the prices of each that was found, in the order in which they were paid."""
    return sorted(list(dict.fromkeys(payment.cents for payment in recurring.payments)) for recurring in found)


@st.composite
def rising(draw: st.DrawFn, times: int, lowest: int = 400) -> list[int]:
    """Prices of one product, each similar to the one before."""
    cents = [draw(st.integers(lowest, 5000))]
    while len(cents) < times:
        cents.append(draw(st.just(cents[-1]) | st.integers(cents[-1], cents[-1] * 5 // 4)))
    return cents


@given(rhythm=rhythms, start=starts, data=st.data())
def test_two_products_of_similar_amounts_are_two_payments(rhythm: Rhythm, start: dt.date, data: st.DataObject) -> None:
    measure = MEASURES[rhythm]
    fewest = max(4, measure.fewest_times)  # so that both have two payments in the time that they share
    times = data.draw(st.integers(fewest, fewest + 10))
    later = start + dt.timedelta(days=data.draw(st.integers(0, measure.days - 1)))
    cents = data.draw(st.integers(100, 100_000))
    other = data.draw(st.integers(cents + 1, cents * 5 // 4))
    found = find(
        pay(days_of(rhythm, start, times), [cents] * times) + pay(days_of(rhythm, later, times), [other] * times)
    )
    assert [(one.rhythm, one.usual_cents) for one in found] == [(rhythm, cents), (rhythm, other)]
    assert [len(one.payments) for one in found] == [times, times]
    assert all(one.is_beside_others for one in found)


@given(rhythm=rhythms, start=starts, data=st.data())
def test_one_product_stays_one_however_often_its_price_rises(
    rhythm: Rhythm, start: dt.date, data: st.DataObject
) -> None:
    times = data.draw(st.integers(MEASURES[rhythm].fewest_times, 30))
    payments = pay(days_of(rhythm, start, times), data.draw(rising(times)))
    (found,) = find(payments)
    assert (found.rhythm, found.payments, found.is_beside_others) == (rhythm, tuple(payments), False)


@given(start=starts, offset=st.integers(0, 27), times=st.integers(6, 30), rise=st.integers(1, 29))
def test_a_price_may_rise_beside_another_product(start: dt.date, offset: int, times: int, rise: int) -> None:
    own = [999 if number < rise else 1099 for number in range(times)]
    later = start + dt.timedelta(days=offset)
    one, other = (
        pay(days_of(Rhythm.MONTHLY, start, times), own),
        pay(days_of(Rhythm.MONTHLY, later, times), [1199] * times),
    )
    assert [found.payments for found in find(one + other)] == [tuple(one), tuple(other)]


@given(seed=st.integers(0, 2**32), same_day=st.booleans())
def test_the_order_of_the_payments_changes_nothing(seed: int, *, same_day: bool) -> None:
    payments = pay_monthly([999] * 6) + pay_monthly([1199] * 6, 5 if same_day else 20)
    shuffled = random.Random(seed).sample(payments, len(payments))  # noqa: S311 - any order will do
    assert find(shuffled) == find(payments)
    assert prices(find(payments)) == [[999], [1199]]


@pytest.mark.parametrize("month_days", [(5, 5, 5), (5, 15, 25), (5, 5, 20), (1, 2, 3)])
def test_three_products_are_three_payments(month_days: tuple[int, int, int]) -> None:
    payments = [
        payment
        for cents, day in zip((999, 1099, 1199), month_days, strict=True)
        for payment in pay_monthly([cents] * 7, day)
    ]
    assert prices(find(payments)) == [[999], [1099], [1199]]


def test_the_two_that_ran_together_longest_are_told_apart_first() -> None:
    began_later = pay_monthly([1450] * 3) + pay_monthly([1100] * 3, 20) + pay_monthly([1200] * 3, months=1)
    assert prices(find_series("teta pay", began_later)) == [[1100], [1200], [1450]]
    got_cheaper = pay_monthly([1200] * 4, months=4) + pay_monthly([1450] * 5 + [1300], months=2)
    assert prices(find(got_cheaper)) == [[1200], [1450, 1300]]


def test_three_payments_of_each_are_enough_and_two_are_not() -> None:
    payments = pay_monthly([999] * 3) + pay_monthly([1199] * 3, 20)
    assert prices(find(payments)) == [[999], [1199]]
    assert find(payments[:-1]) == []


def test_amounts_that_move_a_little_are_told_apart_too() -> None:
    payments = pay_monthly([905, 918, 911, 899, 907, 921]) + pay_monthly([1104, 1121, 1117, 1098, 1109, 1101], 20)
    assert [(one.usual_cents, len(one.payments)) for one in find(payments)] == [(907, 6), (1101, 6)]


def test_one_that_was_missed_and_one_that_came_late_change_nothing() -> None:
    missed = [payment for payment in pay_monthly([999] * 12) if payment.spent_on.month != 4]
    payments = [*missed, *pay_monthly([1199] * 11, 20), Payment(dt.date(2024, 12, 23), 1199, merchant="Teta Pay")]
    assert [(one.usual_cents, len(one.payments)) for one in find(payments)] == [(999, 11), (1199, 12)]


def test_two_of_one_day_are_told_apart_though_one_cost_more_at_first_and_last() -> None:
    payments = pay_monthly([1000] * 6) + pay_monthly([1450, 1200, 1200, 1200, 1200, 1450])
    assert prices(find(payments)) == [[1000], [1450, 1200]]


def test_four_payments_are_enough_for_five_months_begun_a_sixth() -> None:
    slow, quick = [-11, 25, 61, 97, 133, 169], [0, 31, 62, 94, 126, 158]
    payments = [
        Payment(START + dt.timedelta(days=number), cents, merchant="Teta Pay")
        for cents, numbers in ((1199, slow), (999, quick))
        for number in numbers
    ]
    assert prices(find_series("teta pay", payments)) == [[999], [1199]]


def test_of_two_the_one_that_was_cancelled_ends_alone() -> None:
    payments = pay_monthly([999] * 6) + pay_monthly([1199] * 12, 20)
    assert prices(find(payments)) == [[1199]]
    assert prices(find_series("teta pay", payments)) == [[999], [1199]]


@pytest.mark.parametrize(
    "cents",
    [
        [999] * 6 + [1199] * 6 + [999] * 6,
        [999] * 10 + [1199] * 2 + [999] * 3 + [1199] * 10,
        [999, 1199] * 9,
        [999, 999, 1199] * 6,
    ],
)
def test_a_price_that_goes_up_and_down_is_one_payment(cents: list[int]) -> None:
    (found,) = find(pay_monthly(cents))
    assert (len(found.payments), found.is_beside_others) == (18 if len(cents) == 18 else 25, False)


@pytest.mark.parametrize(("month_day", "months"), [(7, 6), (3, 5)])
def test_one_that_begins_about_the_day_on_which_another_ends_is_its_new_price(month_day: int, months: int) -> None:
    (found,) = find(pay_monthly([999] * 6) + pay_monthly([1199] * 6, month_day, months=months))
    assert len(found.payments) == 12


@pytest.mark.parametrize("other", [899, 1199])
def test_a_week_that_costs_something_else_once_in_a_quarter_is_one_payment(other: int) -> None:
    cents = [other if number % 13 == 0 else 999 for number in range(1, 79)]
    (found,) = find(pay(days_of(Rhythm.WEEKLY, START, len(cents)), cents))
    assert (found.rhythm, len(found.payments)) == (Rhythm.WEEKLY, 78)


def test_a_subscription_is_found_among_purchases_as_before() -> None:
    purchases = [
        Payment(START + dt.timedelta(days=50 * number), 5000 + 300 * number, merchant="Teta Pay") for number in range(5)
    ]
    assert prices(find(pay_monthly([999] * 8) + purchases)) == [[999]]


@given(amounts=st.lists(st.integers(900, 1100), min_size=2, max_size=170), gaps=st.integers(1, 5))
def test_a_shop_is_no_payment_however_its_prices_lie(amounts: list[int], gaps: int) -> None:
    days = [START + dt.timedelta(days=gaps * number) for number in range(len(amounts))]
    assert all(one.is_beside_others for one in find(pay(days, amounts)))

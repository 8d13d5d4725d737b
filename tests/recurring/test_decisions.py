from __future__ import annotations

import datetime as dt
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recurring.decisions import Decision, match_decisions
from app.recurring.detection import Payment, find_series
from app.recurring.rhythms import MEASURES, Rhythm
from tests.recurring.schedules import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JANUARY = dt.date(2024, 1, 5)
prices_over_time = st.lists(st.integers(-20, 20), min_size=20, max_size=20)


def pay(cents: Sequence[int], start: dt.date = JANUARY, rhythm: Rhythm = Rhythm.MONTHLY) -> list[Payment]:
    days = days_of(rhythm, start, len(cents))
    return [Payment(day, amount, merchant="Teta Pay") for day, amount in zip(days, cents, strict=True)]


def decision(cents: int, decided_on: str = "2024-06-10", number: int = 1, rhythm: str = "monthly") -> Decision:
    return Decision(number, False, rhythm, cents, dt.date.fromisoformat(decided_on))  # noqa: FBT003 - it matters nowhere


def decided(payments: Iterable[Payment], *decisions: Decision) -> dict[int, int | None]:
    """Return the number of the decision about each payment that is found, by its last amount."""
    series = find_series("teta pay", payments)
    matched = match_decisions(decisions, series, max(payment.spent_on for payment in payments))
    return {one.latest.cents: found.decision_id if found else None for one, found in matched.items()}


@given(changes=prices_over_time, times=st.integers(3, 20))
def test_a_decision_stays_whatever_the_price_becomes(changes: list[int], times: int) -> None:
    cents = list(accumulate(changes, lambda before, percent: before * (100 + percent) // 100, initial=1890))
    payments = pay(cents)
    known = find_series("teta pay", payments[:times])
    at_that_time = [decision(one.usual_cents, str(one.latest.spent_on)) for one in known]
    living = decided(payments, *at_that_time)
    assert len(at_that_time) != 1 or list(living.values()) in ([1], [])


@given(jump=st.integers(1, 100_000))
def test_a_decision_goes_on_where_the_price_jumps(jump: int) -> None:
    assert decided(pay([1890] * 6 + [jump] * 6), decision(1890)) == {jump: 1}


@given(own=prices_over_time, other=prices_over_time)
def test_of_two_side_by_side_each_keeps_its_own_decision(own: list[int], other: list[int]) -> None:
    cheap = [1000, 1000, 1000, *(1000 + change for change in own)]
    dear = [1200, 1200, 1200, *(1200 + change for change in other)]
    payments = pay(cheap) + pay(dear, JANUARY.replace(day=20))
    found = decided(payments, decision(1000, number=1), decision(1200, number=2))
    assert found == {cheap[-1]: 1, dear[-1]: 2}
    assert decided(payments, decision(1200, number=2)) == {cheap[-1]: None, dear[-1]: 2}


def test_what_begins_beside_a_decided_one_is_undecided() -> None:
    for other in (1199, 2999):
        payments = pay([999] * 12) + pay([other] * 4, JANUARY.replace(month=9, day=2))
        assert decided(payments, decision(999)) == {999: 1, other: None}


@pytest.mark.parametrize(
    ("other", "start"),  # the decided one is paid for the last time on August 5
    [(1199, "2024-01-20"), (2999, "2024-01-20"), (2999, "2024-07-20"), (2999, "2024-08-05")],
)
def test_what_ran_beside_a_decided_one_that_ended_stays_undecided(other: int, start: str) -> None:
    payments = pay([999] * 8) + pay([other] * 12, dt.date.fromisoformat(start))
    assert decided(payments, decision(999)) == {other: None}


def test_two_that_jump_together_keep_their_decisions_apart() -> None:
    payments = pay([999] * 6 + [1499] * 6) + pay([2999] * 6 + [4499] * 6, JANUARY.replace(day=20))
    assert decided(payments, decision(999, number=1), decision(2999, number=2)) == {1499: 1, 4499: 2}


def test_a_decision_is_about_one_payment_only() -> None:
    payments = pay([999] * 6 + [1499] * 6) + pay([2999] * 4, JANUARY.replace(month=9, day=20))
    assert decided(payments, decision(999)) == {1499: 1, 2999: None}


def test_a_decision_that_found_its_payment_is_about_no_other_one_that_began_later() -> None:
    payments = pay([1000] * 6 + [2000] * 6) + pay([3500] * 6 + [5500] * 6, JANUARY.replace(day=20))
    found = decided([*payments, *pay([8000] * 4, dt.date(2024, 9, 12))], decision(1000), decision(3500, number=2))
    assert found == {2000: 1, 5500: 2, 8000: None}


def test_of_two_that_are_as_near_the_one_with_the_decisions_rhythm_is_meant() -> None:
    four_weekly = pay([200] * 6, dt.date(2024, 8, 7), Rhythm.FOUR_WEEKLY)
    assert decided([*pay([1000] * 6 + [1800] * 6), *four_weekly], decision(1000)) == {1800: 1, 200: None}


@pytest.mark.parametrize(("low", "high", "meant"), [(200, 1800, 1800), (1800, 200, 200)])
def test_of_two_that_are_as_near_the_one_paid_last_is_meant(low: int, high: int, meant: int) -> None:
    begun_later = pay([low] * 5, dt.date(2024, 8, 1))
    begun_earlier = pay([high] * 6, dt.date(2024, 7, 10))
    found = decided([*pay([1000] * 6), *begun_later, *begun_earlier], decision(1000))
    assert found == {low: None, high: None} | {meant: 1}


@pytest.mark.parametrize(("low", "high", "meant"), [(200, 1800, 1800), (1800, 200, 200)])
def test_of_two_that_are_as_near_the_last_day_alone_tells_which_was_paid_last(low: int, high: int, meant: int) -> None:
    early, late = ([dt.date(2024, month, day) for month in range(8, 12)] for day in (9, 3))
    days = ((low, [*early, dt.date(2024, 12, 5)]), (high, [*late, dt.date(2024, 12, 9)]))
    both = [Payment(day, cents) for cents, own in days for day in own]
    assert decided([*pay([1000] * 6), *both], decision(1000)) == {low: None, high: None} | {meant: 1}


def test_a_decision_without_an_amount_is_about_all_without_one_of_their_own() -> None:
    payments = pay([999] * 6) + pay([1199] * 6, JANUARY.replace(day=20)) + pay([2999] * 6)
    assert decided(payments, decision(0)) == {999: 1, 1199: 1, 2999: 1}
    assert decided(payments, decision(0), decision(1199, number=2)) == {999: 1, 1199: 2, 2999: 1}


def test_three_payments_that_looked_like_a_month_may_turn_out_as_four_weeks() -> None:
    payments = pay([999] * 6, rhythm=Rhythm.FOUR_WEEKLY)
    assert decided(payments, decision(999)) == {999: 1}
    assert decided(payments, decision(0)) == {999: 1}


@pytest.mark.parametrize("rhythm", [rhythm for rhythm in Rhythm if MEASURES[rhythm].days not in {28, 31}])
def test_a_decision_about_another_rhythm_is_about_something_else(rhythm: Rhythm) -> None:
    assert decided(pay([999] * 6), decision(999, rhythm=rhythm), decision(0, rhythm=rhythm)) == {999: None}
    assert decided(pay([999] * 6, rhythm=rhythm), decision(999)) == {999: None}


def test_where_the_amount_is_too_long_ago_what_was_found_later_is_meant() -> None:
    payments = pay([1999] * 6)
    assert decided(payments, decision(999, "2024-03-04")) == {1999: 1}
    assert decided(payments, decision(999, "2024-03-05")) == {1999: None}

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


@pytest.mark.parametrize("other", [1199, 2999])
def test_what_ran_beside_a_decided_one_that_ended_stays_undecided(other: int) -> None:
    payments = pay([999] * 8) + pay([other] * 12, JANUARY.replace(day=20))
    assert decided(payments, decision(999)) == {other: None}


def test_two_that_jump_together_keep_their_decisions_apart() -> None:
    payments = pay([999] * 6 + [1499] * 6) + pay([2999] * 6 + [4499] * 6, JANUARY.replace(day=20))
    assert decided(payments, decision(999, number=1), decision(2999, number=2)) == {1499: 1, 4499: 2}


def test_a_decision_is_about_one_payment_only() -> None:
    payments = pay([999] * 6 + [1499] * 6) + pay([2999] * 4, JANUARY.replace(month=9, day=20))
    assert decided(payments, decision(999)) == {1499: 1, 2999: None}


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

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.estimates import is_usual, limit_step, predict, round_estimate, round_limit, usual_spread
from app.core.money import MAX_CENTS
from app.core.projection import Projection
from app.core.statistics import median_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

amounts = st.integers(0, MAX_CENTS * 100)
RUNS, RESTS = 2000, 6
Rng = random.Random


def groceries(rng: Rng) -> int:
    """Something almost every day."""
    return sum(round(rng.lognormvariate(7.2, 0.7)) for _ in range(20) if rng.random() < 0.8)


def rent_and_life(rng: Rng) -> int:
    """A rent that is the same each month, and lognormal days."""
    return 63_000 + sum(round(rng.lognormvariate(7.0, 0.9)) for _ in range(20))


def few_large_things(rng: Rng) -> int:
    """Days, and now and then something dear."""
    dear = round(rng.lognormvariate(9.5, 0.5)) if rng.random() < 0.5 else 0
    return dear + sum(round(rng.lognormvariate(7.0, 0.8)) for _ in range(12))


def calm_and_lively_months(rng: Rng) -> int:
    """Months that differ as a whole."""
    return round(rng.lognormvariate(0, 0.25) * rent_and_life(rng))


every_life = pytest.mark.parametrize("rest_of", [groceries, rent_and_life, few_large_things, calm_and_lively_months])


def simulated(rest_of: Callable[[Rng], int], months: int = RESTS) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield, again and again, what usual months cost after a day, and what the present one then costs."""
    rng = random.Random(20261122)  # noqa: S311 - months to draw, no secrets
    for _ in range(RUNS):
        yield tuple(rest_of(rng) for _ in range(months)), rest_of(rng)


@every_life
@pytest.mark.parametrize("so_far", [10_000, 40_000, 200_000])
def test_the_range_that_is_shown_holds_four_ends_of_five(rest_of: Callable[[Rng], int], so_far: int) -> None:
    held = 0
    for rests, coming in simulated(rest_of):
        bounds = Projection(so_far, so_far, rests).about_range_cents
        assert bounds is not None
        held += bounds[0] <= so_far + coming <= bounds[1]
    assert 0.75 <= held / RUNS <= 0.90


@every_life
@pytest.mark.parametrize("months", [3, 4, 5, 6])
def test_about_as_usual_is_every_second_month(rest_of: Callable[[Rng], int], months: int) -> None:
    told = sum(is_usual(coming, past) for past, coming in simulated(rest_of, months))
    assert 0.45 <= told / RUNS <= 0.55


@pytest.mark.parametrize("count", [0, 3, 5, 7])
def test_there_is_no_range_but_from_six_months(count: int) -> None:
    assert predict([100] * count) is None


def test_the_range_is_a_prediction_interval() -> None:
    # Mean 3.5, standard deviation 1.8708; t(0.9, 5) is 1.4759, and 1.4759 · 1.8708 · √(7/6) = 2.9823.
    found = predict([100_000, 200_000, 300_000, 400_000, 500_000, 600_000])
    assert found is not None
    assert found.average_cents == 350_000
    assert found.margin_cents == pytest.approx(298_234, abs=2)


@given(rests=st.lists(amounts, min_size=6, max_size=6))
def test_the_middle_lies_in_its_range(rests: list[int]) -> None:
    found = predict(rests)
    assert found is not None
    assert found.low_cents - 1 <= median_cents(rests) <= found.high_cents + 1


@pytest.mark.parametrize(
    ("past", "spread"),
    [((1, 2, 3), (1, 3)), ((5, 5, 5), (5, 5)), ((40, 10, 30, 20), (12, 38)), ((1, 2, 3, 4, 5, 6), (2, 5))],
)
def test_the_spread_reaches_from_quartile_to_quartile(past: tuple[int, ...], spread: tuple[int, int]) -> None:
    assert usual_spread(past) == spread


@given(past=st.lists(st.integers(-MAX_CENTS, MAX_CENTS), min_size=3, max_size=6))
def test_the_middle_is_usual(past: list[int]) -> None:
    assert is_usual(median_cents(past), past)
    assert not is_usual(min(past) - 1, past)
    assert not is_usual(max(past) + 1, past)


def test_of_two_amounts_nothing_is_usual() -> None:
    assert not is_usual(5, [5, 5])


@pytest.mark.parametrize(
    ("cents", "unknown", "rounded"),
    [
        (138_037, 118_037, 140_000),  # two digits of the whole
        (144_137, 937, 144_100),  # one digit of what is unknown
        (144_137, 0, 144_137),
        (99, 99, 99),
        (-135_000, 135_000, -140_000),
        (0, 0, 0),
    ],
)
def test_an_estimate_is_rounded_to_what_it_can_promise(cents: int, unknown: int, rounded: int) -> None:
    assert round_estimate(cents, unknown) == rounded


@given(certain=amounts, unknown=amounts)
def test_an_estimate_never_falls_below_what_is_certain(certain: int, unknown: int) -> None:
    rounded = round_estimate(certain + unknown, unknown)
    assert rounded >= certain
    assert abs(rounded - certain - unknown) <= max(unknown / 2, 0)
    assert abs(rounded - certain - unknown) <= (certain + unknown) / 20


@pytest.mark.parametrize(
    ("cents", "rounded"),
    [(32_500, 33_000), (29_250, 29_000), (63_000, 64_000), (140_000, 140_000), (1234, 1250), (7, 7), (0, 1)],
)
def test_a_limit_is_rounded_to_a_nice_step(cents: int, rounded: int) -> None:
    assert round_limit(cents) == rounded


def test_a_limit_below_the_least_is_rounded_up() -> None:
    assert round_limit(1000, 1234) == 1250


@given(cents=amounts, least=amounts)
def test_a_limit_is_never_below_the_least_and_hardly_moves(cents: int, least: int) -> None:
    rounded = round_limit(cents, least)
    assert rounded >= max(least, 1)
    assert abs(rounded - max(cents, least)) <= max(1, max(cents, least) / 20)


@given(cents=st.integers(20, MAX_CENTS * 100))
def test_a_step_is_one_two_or_five_and_the_largest_that_fits(cents: int) -> None:
    step = limit_step(cents)
    power = 10 ** int(math.log10(step) + 1e-9)
    assert step // power in {1, 2, 5}
    assert cents / 50 < step <= cents / 20

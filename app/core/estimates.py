"""Estimates from past months: usual spread, range of a prediction, rounding. Pure: amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from statistics import mean, quantiles, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RANGE_MONTHS = 6  # with fewer months the range would not hold 80 %
# The 0.9 quantile of Student's t with 5 degrees of freedom: 80 % are within it on both sides of 0.
_T_OF_SIX = 1.475884
_FEWEST_WITH_SPREAD = 3
_SIGNIFICANT_DIGITS = 2
_STEPS_PER_LIMIT = 20  # a limit is rounded to a step of at most a twentieth of it
_NICE_FACTORS = (5, 2, 1)


@dataclass(frozen=True)
class Prediction:
    """An 80 % prediction interval: the average and a margin, in cents."""

    average_cents: int
    margin_cents: int

    @property
    def low_cents(self) -> int:
        return self.average_cents - self.margin_cents

    @property
    def high_cents(self) -> int:
        return self.average_cents + self.margin_cents


def predict(past_cents: Sequence[int]) -> Prediction | None:
    """Return the prediction interval after RANGE_MONTHS amounts, None for another number of amounts.

    It is mean ± t · s · √(1 + 1/n) with t(0.9, 5), for 80 % on both sides together (Hyndman &
    Athanasopoulos, "Forecasting: Principles and Practice", 5.5; NIST/SEMATECH e-Handbook, 1.3.6.7.2 for t).
    """
    if len(past_cents) != RANGE_MONTHS:
        return None
    margin = _T_OF_SIX * stdev(past_cents) * (1 + 1 / RANGE_MONTHS) ** 0.5
    return Prediction(round(mean(past_cents)), ceil(margin))


def usual_spread(past_cents: Sequence[int]) -> tuple[int, int]:
    """Return the quartiles of three or more amounts; half of new amounts are expected between them.

    A new amount is below the k-th of n with probability k / (n + 1): so the quartiles are at (n + 1) / 4 and
    3 (n + 1) / 4, of three amounts the first and the last (Hyndman & Fan 1996, "Sample Quantiles", definition 6).
    """
    lower, _, upper = quantiles(map(Decimal, past_cents), n=4)
    return round(lower), round(upper)


def is_usual(cents: int, past_cents: Sequence[int]) -> bool:
    """Tell whether an amount is within the spread of past ones; False for fewer than three."""
    if len(past_cents) < _FEWEST_WITH_SPREAD:
        return False
    lower, upper = usual_spread(past_cents)
    return lower <= cents <= upper


def round_estimate(cents: int, unknown_cents: int) -> int:
    """Round an amount, part of which is only expected, to two significant digits.

    At least one digit of the expected part is kept. So the estimate for a month is never below what is spent, and is
    exact once nothing more is expected.
    """
    step = min(_power_of_ten(cents, _SIGNIFICANT_DIGITS), _power_of_ten(unknown_cents, 1))
    return round(Fraction(cents, step)) * step


def round_limit(cents: int, least_cents: int = 0) -> int:
    """Round a limit to a multiple of `limit_step`, halves up; round up if it would be below the least."""
    step = limit_step(max(cents, least_cents))
    return max((2 * cents + step) // (2 * step), -(-least_cents // step), 1) * step


def limit_step(cents: int) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that is at most a twentieth of an amount; at least 1 cent."""
    most = max(1, cents // _STEPS_PER_LIMIT)
    power = _power_of_ten(most, 1)
    return next(factor * power for factor in _NICE_FACTORS if factor * power <= most)


def _power_of_ten(cents: int, digits: int) -> int:
    """Return the place value of the last of so many leading digits, at least 1 cent."""
    return int(10 ** max(0, len(str(abs(cents))) - digits))

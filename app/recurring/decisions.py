"""Matching decisions with recurring payments of a merchant. Pure; amounts are in cents.

A decision keeps the usual amount at its time. Its payment is the one that ever had the nearest amount, whatever the
price is now. If a price changed so much that it is found as a new payment, the decision applies to that one, unless
both ran at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.statistics import are_similar
from app.recurring.rhythms import Rhythm

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from app.recurring.detection import Recurring

# Three payments can look like either, so a decision about one applies to the other.
_LIKE_MONTHS = frozenset({Rhythm.FOUR_WEEKLY, Rhythm.MONTHLY})


@dataclass(frozen=True)
class Decision:
    """A decision, made on a day, about a merchant's payment with a rhythm and an amount.

    An amount of 0 means every amount with that rhythm.
    """

    decision_id: int
    is_confirmed: bool
    rhythm: str
    cents: int
    decided_on: dt.date


def match_decisions(
    decisions: Iterable[Decision], series: Sequence[Recurring], today: dt.date
) -> dict[Recurring, Decision | None]:
    """Return the current payments to one merchant, with the decision about each; `series` includes ended ones.

    A decision with an amount applies to one payment, the likeliest.
    """
    matched: dict[Recurring, Decision | None] = {one: None for one in series if not one.has_ended(today)}
    pairs = [(decision, one) for decision in decisions for one in matched if _have_like_rhythms(decision, one)]
    matched |= {one: decision for decision, one in pairs if not decision.cents}
    taken: set[Decision | Recurring] = set()
    for decision, one in sorted(pairs, key=lambda pair: _unlikeness(*pair)):
        if decision.cents and taken.isdisjoint((decision, one)) and _may_be_about(decision, one, series):
            matched[one] = decision
            taken |= {decision, one}
    return matched


def _may_be_about(decision: Decision, one: Recurring, series: Iterable[Recurring]) -> bool:
    """Tell whether the payment is the decision's own, or replaced it.

    If no payment ever had the amount, it may be one that could not be found yet on the day of the decision.
    """
    own = _own(decision, series)
    if own is None:
        return one.known_on > decision.decided_on
    return one is own or own.days[-1] < one.days[0]


def _own(decision: Decision, series: Iterable[Recurring]) -> Recurring | None:
    """Return the payment that has had the nearest amount similar to the decision's, if any."""
    alike = [one for one in series if _have_like_rhythms(decision, one) and _has_similar(decision.cents, one)]
    return min(alike, key=lambda one: _unlikeness(decision, one), default=None)


def _has_similar(cents: int, one: Recurring) -> bool:
    return any(are_similar(cents, amount) for amount in one.amounts)


def _unlikeness(decision: Decision, one: Recurring) -> tuple[int, bool, int]:
    """Return a sort key for how much a payment differs from a decision: by amount, then rhythm, then age."""
    difference = min(abs(amount - decision.cents) for amount in one.amounts)
    return difference, one.rhythm != decision.rhythm, -one.days[-1].toordinal()


def _have_like_rhythms(decision: Decision, one: Recurring) -> bool:
    return one.rhythm == decision.rhythm or {one.rhythm, decision.rhythm} <= _LIKE_MONTHS

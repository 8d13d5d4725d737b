"""Which amount of a receipt is its total. Pure.

Each amount gets points for what stands beside it, where it stands, and how it goes with the others. A lead is no
certainty: of the totals with 8 points and 6 more than the next, 98.4 % were right.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from app.reading.rules.candidates import TOTALS, find_candidates
from app.reading.rules.label_words import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reading.rules.candidates import Candidate
    from app.reading.rules.rows import Row

_POINTS: dict[Label | None, float] = {
    Label.ROUNDED: 9.0,
    Label.PAYABLE: 7.5,
    Label.WITH_TAX: 6.5,
    Label.TOTAL: 6.0,
    Label.PAID: 2.6,
    Label.SUBTOTAL: 1.8,
    Label.WEAK: 1.6,
    Label.TAX: -2.5,
    Label.DISCOUNT: -3.0,
    Label.ROUNDING: -4.0,
    Label.COUNT: -4.0,
    Label.CHANGE: -5.0,
    None: -0.5,
}
_LOSE_IN_TABLE = {Label.TOTAL, Label.WITH_TAX, Label.SUBTOTAL, Label.TAX, Label.WEAK, None}
_COIN = 5  # cents: the smallest coin where totals are rounded
_RARE_CENTS = 2_000_000


@dataclass(frozen=True)
class ScoredTotal:
    """An amount that may be the total, and the candidate that speaks for it most."""

    cents: int
    score: float
    candidate: Candidate


def find_totals(rows: Sequence[Row]) -> list[ScoredTotal]:
    """Return all amounts of a page but zero, the likeliest total first."""
    candidates = find_candidates(rows)
    evidence = _Evidence(candidates)
    groups: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.cents].append(candidate)
    found = [_score(cents, group, evidence, len(rows)) for cents, group in groups.items() if cents]
    return sorted(found, key=lambda total: (-total.score, -total.cents))


def _score(cents: int, group: list[Candidate], evidence: _Evidence, row_count: int) -> ScoredTotal:
    best = max(group, key=lambda candidate: _score_place(candidate, row_count))
    score = _score_place(best, row_count) + evidence.score(cents, has_label=any(one.label for one in group))
    repeated = min(1.0, 0.45 * (len(group) - 1))
    return ScoredTotal(cents, score + repeated - (cents > _RARE_CENTS), best)


def _score_place(candidate: Candidate, row_count: int) -> float:
    """Return the points of an amount for its label, size and place."""
    points = _POINTS[candidate.label]
    points += min(1.2, max(0.0, candidate.height - 1) * 1.2)
    points += 0.6 * candidate.place / row_count
    points -= 6.0 * candidate.is_negative + 0.6 * (not candidate.is_last) + 2.5 * candidate.is_after_change
    if candidate.is_in_table:
        points -= 3.5 if candidate.label in _LOSE_IN_TABLE else 1.0
    return points


class _Evidence:
    """The amounts of a page by what is said of them, to see how they go together."""

    def __init__(self, candidates: list[Candidate]) -> None:
        self._candidates = candidates
        self._all = {one.cents for one in candidates}
        self._totals = self._labeled(*TOTALS)
        self._paid = self._labeled(Label.PAID)
        self._subtotals = self._labeled(Label.SUBTOTAL)
        self._change = {one.cents for one in candidates if one.label is Label.CHANGE}
        self._rounding = {one.cents for one in candidates if one.label is Label.ROUNDING}
        self._taxes = self._labeled(Label.TAX) | {one.cents for one in candidates if one.is_tax_named and one.cents}
        self._without_label = self._labeled(None)
        self._due = {given - back for given, back in product(self._paid, self._change) if given > back}

    def score(self, cents: int, *, has_label: bool) -> float:
        """Return the points of an amount for how it goes with the others."""
        return (
            self._score_payment(cents)
            + self._score_parts(cents, has_label=has_label)
            + self._score_rounding(cents)
            + 0.8 * (cents in self._totals and cents == max(self._totals))
        )

    def _labeled(self, *labels: Label | None) -> set[int]:
        return {one.cents for one in self._candidates if one.label in labels and one.cents}

    def _score_payment(self, cents: int) -> float:
        """Return the points for: paid less change is the total; what was given is none."""
        points = 0.0
        if cents in self._due:
            points += 3.0 if 0 in self._change and cents not in self._paid else 4.0
        elif cents in self._paid and not self._change:
            points += 1.0
        real_change = {back for back in self._change if back}
        if cents in self._paid and any(
            given - back in self._all - {cents} for given, back in product(self._paid, real_change)
        ):
            points -= 2.0
        if any(back < cents and cents - back in self._totals | self._subtotals for back in real_change):
            points -= 5.0
        return points

    def _score_parts(self, cents: int, *, has_label: bool) -> float:
        """Return the points for: the subtotal and the tax are the total; a total without tax is none."""
        points = 0.0
        sums = {part + tax for part, tax in product(self._subtotals, self._taxes)}
        if cents in sums:
            points += 2.0 if has_label and cents in self._totals else 2.6
        if cents in self._totals | self._paid and any(self._is_rounding(one - cents) for one in sums):
            points += 1.5
        if cents in self._totals and self._has_three_parts(cents):
            points += 0.8
        if any(more > cents and more - cents in self._taxes for more in self._totals):
            points -= 2.0
        return points

    def _has_three_parts(self, cents: int) -> bool:
        """Tell whether a subtotal, a tax and another tax or charge are the amount."""
        charges = self._taxes | self._without_label
        return any(
            part > charge > 0 and charge != tax and part + charge + tax == cents
            for part, charge, tax in product(self._subtotals, charges, self._taxes)
        )

    def _score_rounding(self, cents: int) -> float:
        """Return the points where the total and the rounding give another amount: the one that coins can pay is it."""
        if not any(self._is_rounding(other - cents) for other in self._all if other != cents):
            return 0.0
        is_payable = cents % _COIN == 0
        return (1.6 if is_payable else -1.6) + 1.5 * (is_payable and cents in self._paid)

    def _is_rounding(self, difference: int) -> bool:
        return 0 < abs(difference) <= _COIN and abs(difference) in self._rounding

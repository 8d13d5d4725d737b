"""Finding recurring payments to a merchant: rhythm, yearly cost, next date. Pure; amounts in cents, gaps in days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from app.core.statistics import LARGER_PARTS, SMALLER_PARTS, are_similar, median_cents
from app.recurring.rhythms import FEWEST_TIMES, MEASURES, are_most, find_rhythm, gaps_between, next_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from app.recurring.rhythms import Rhythm

RECENT_TIMES = 3  # of which the median is the usual amount: a single odd one does not change it
# How many of the widest steps between amounts may separate two products.
_CUTS = 3
_FEWEST_COMMON = 2  # payments that each of two series needs while both ran


class Payment(NamedTuple):
    """A payment to a merchant; the latest of a series has the shown spelling and category.

    Sorted, the oldest is first.
    """

    spent_on: dt.date
    cents: int
    expense_id: int = 0
    merchant: str = ""
    category_name: str = ""
    category_color: str = "gray"
    category_icon: str = "tag"


@dataclass(frozen=True)
class Recurring:
    """Payments to one merchant with a rhythm, oldest first.

    `is_beside_others`: the merchant has similar payments at the same time, which differ only by amount.
    """

    merchant_key: str
    rhythm: Rhythm
    payments: tuple[Payment, ...]
    is_beside_others: bool = False

    def __hash__(self) -> int:
        return hash((self.merchant_key, self.rhythm, self.latest))  # all payments would take long

    @property
    def latest(self) -> Payment:
        """The last payment, with the shown spelling and category."""
        return self.payments[-1]

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(_days_of(self.payments))

    @property
    def gaps(self) -> tuple[int, ...]:
        return gaps_between(self.days)

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        return tuple(_sum_days(self.payments))

    @property
    def recent(self) -> tuple[Payment, ...]:
        """The payments of the last RECENT_TIMES days with payments, for the usual amount."""
        begin = self.days[-RECENT_TIMES]
        return tuple(payment for payment in self.payments if payment.spent_on >= begin)

    @property
    def recent_cents(self) -> tuple[int, ...]:
        return self.amounts[-RECENT_TIMES:]

    @property
    def usual_cents(self) -> int:
        """The median of the recent amounts, in cents."""
        return median_cents(self.recent_cents)

    @property
    def times_per_year(self) -> int:
        return MEASURES[self.rhythm].times_per_year

    @property
    def yearly_cents(self) -> int:
        return self.times_per_year * self.usual_cents

    @property
    def usual_day(self) -> int:
        """The median day of the month of its payments, from 1 to 31."""
        return sorted(day.day for day in self.days)[len(self.days) // 2]

    @property
    def known_on(self) -> dt.date:
        """The first day on which there were enough payments to find it."""
        return self.days[MEASURES[self.rhythm].fewest_times - 1]

    @property
    def next_on(self) -> dt.date:
        return next_day(self.rhythm, self.latest.spent_on, self.usual_day)

    def has_ended(self, today: dt.date) -> bool:
        """Tell whether the next payment is overdue by more than half a rhythm."""
        return 2 * (today - self.next_on).days > MEASURES[self.rhythm].days


def find_series(merchant_key: str, payments: Iterable[Payment]) -> list[Recurring]:
    """Return the recurring payments, also ended ones, among all payments to a merchant, by amount; without refunds.

    Payments of similar amounts form a series, except for products that run side by side; a series recurs if the gaps
    between its days fit a rhythm.
    """
    spent = [payment for payment in payments if payment.cents > 0]
    groups = [_find_in(merchant_key, sorted(group)) for group in group_by_amount(spent) if len(group) >= FEWEST_TIMES]
    found = [
        replace(one, is_beside_others=len(group) > 1) if len(group) > 1 else one for group in groups for one in group
    ]
    return [one for one in found if not _is_chance(one, found, spent)]


def _is_chance(one: Recurring, found: Iterable[Recurring], spent: Iterable[Payment]) -> bool:
    """Tell whether the merchant had more other payments meanwhile, not counting series without a pause.

    Over many months, some payments to a shop are similar by chance. Weekly and monthly rhythms are too short for that.
    """
    if MEASURES[one.rhythm].months <= 1:
        return False
    regular = {payment for other in found if _has_no_pause(other, one.days[-1]) for payment in other.payments}
    others = [payment.spent_on for payment in spent if payment not in regular]
    return sum(one.days[0] <= day <= one.days[-1] for day in others) > len(one.payments)


def _has_no_pause(one: Recurring, until: dt.date) -> bool:
    """Tell whether no gap is longer than two rhythms."""
    return max(*one.gaps, (until - one.days[-1]).days) <= 2 * MEASURES[one.rhythm].longest


def group_by_amount(payments: Iterable[Payment]) -> list[list[Payment]]:
    """Group payments by amount; a group ends where the next larger amount is not similar."""
    groups: list[list[Payment]] = []
    for payment in sorted(payments, key=attrgetter("cents")):
        if groups and payment.cents * SMALLER_PARTS <= groups[-1][-1].cents * LARGER_PARTS:  # similar, and larger
            groups[-1].append(payment)
        else:
            groups.append([payment])
    return groups


def _find_in(merchant_key: str, payments: Sequence[Payment]) -> list[Recurring]:
    """Return the series among payments of similar amounts, oldest first: one product, or several side by side.

    If payments above and below an amount keep the same rhythm at the same time, there are two products. If a price
    changed, one side comes first and the other afterwards.
    """
    for part, rest in _likeliest_split(payments):
        one, others = _judge(merchant_key, part), _find_in(merchant_key, rest)
        if one and any(_run_side_by_side(one, other) for other in others):
            return [*_find_in(merchant_key, part), *others]
    whole = _judge(merchant_key, payments)
    return [whole] if whole else []


def _likeliest_split(payments: Sequence[Payment]) -> list[tuple[Sequence[Payment], Sequence[Payment]]]:
    """Return the split whose parts overlap longest and whose first part has a rhythm; empty if there is none.

    Only one split is tried further: trying all would take exponential time on hostile data.
    """
    halves = [half for lower, upper in _cut(payments) for half in ((lower, upper), (upper, lower))]
    regular = [half for half in halves if find_rhythm(_days_of(half[0]))]
    return [max(regular, key=lambda half: _common_days(*half))] if regular else []


def _cut(payments: Sequence[Payment]) -> Iterator[tuple[Sequence[Payment], Sequence[Payment]]]:
    """Yield the payments below and above each of the widest steps between amounts, if both are enough for a rhythm."""
    if len(payments) < 2 * FEWEST_TIMES:
        return
    steps = pairwise(sorted({payment.cents for payment in payments}))
    for below, _ in sorted(steps, key=lambda step: step[1] / step[0], reverse=True)[:_CUTS]:
        lower = [payment for payment in payments if payment.cents <= below]
        if FEWEST_TIMES <= len(lower) <= len(payments) - FEWEST_TIMES:
            yield lower, [payment for payment in payments if payment.cents > below]


def _common_days(one: Sequence[Payment], other: Sequence[Payment]) -> int:
    """Return the days for which both ran; negative if one ended before the other began."""
    return (min(one[-1].spent_on, other[-1].spent_on) - max(one[0].spent_on, other[0].spent_on)).days


def _run_side_by_side(one: Recurring, other: Recurring) -> bool:
    """Tell whether both have the same rhythm, each with payments in four fifths of the time that they overlap."""
    begin, end = max(one.days[0], other.days[0]), min(one.days[-1], other.days[-1])
    times = min(sum(begin <= day <= end for day in recurring.days) for recurring in (one, other))
    periods = (end - begin).days // MEASURES[one.rhythm].days
    return one.rhythm is other.rhythm and times >= _FEWEST_COMMON and are_most(times, periods)


def _judge(merchant_key: str, payments: Sequence[Payment]) -> Recurring | None:
    """Return the payments with their rhythm, or None if they have none."""
    rhythm = find_rhythm(_days_of(payments))
    # A shop whose prices happen to form a chain is not a bill: its amount changes almost every time.
    if rhythm is None or not _are_mostly_similar(_sum_days(payments)):
        return None
    return Recurring(merchant_key, rhythm, tuple(payments))


def _are_mostly_similar(amounts: Sequence[int]) -> bool:
    changes = [are_similar(*pair) for pair in pairwise(amounts)]
    return are_most(sum(changes), len(changes))


def _days_of(payments: Iterable[Payment]) -> list[dt.date]:
    """Return the distinct days of payments, oldest first."""
    return list(dict.fromkeys([payment.spent_on for payment in payments]))


def _sum_days(payments: Iterable[Payment]) -> list[int]:
    """Sum payments by day, in cents: two tickets bought together are one payment."""
    by_day = groupby(payments, key=attrgetter("spent_on"))
    return [sum(payment.cents for payment in own) for _, own in by_day]

"""Which payments to one merchant recur, what they cost in a year and when the next one is due. Pure.

Amounts are in cents, gaps in days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from app.core.statistics import are_similar, median_cents
from app.recurring.rhythms import FEWEST_TIMES, MEASURES, are_most, find_rhythm, gaps_between, next_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from app.recurring.rhythms import Rhythm

RECENT_TIMES = 3  # of which the middle amount is the usual one: a single odd one among them does not move it
# Between which amounts two products may be told apart: where the steps are widest. One price that rose has its own.
_CUTS = 3
_FEWEST_COMMON = 2  # payments that each of two has had while both ran


class Payment(NamedTuple):
    """An amount, in cents, that a merchant got on a day; the latest of several has the words that are shown."""

    spent_on: dt.date
    cents: int
    expense_id: int = 0
    merchant: str = ""
    category_name: str = ""
    category_color: str = "gray"


_oldest_first = attrgetter("spent_on", "cents", "expense_id")


@dataclass(frozen=True)
class Recurring:
    """Payments to one merchant, oldest first, that keep a rhythm.

    `is_beside_others`: the merchant gets similar amounts at the same time, told apart by the amount alone.
    """

    merchant_key: str
    rhythm: Rhythm
    payments: tuple[Payment, ...]
    is_beside_others: bool = False

    def __hash__(self) -> int:
        return hash((self.merchant_key, self.rhythm, self.latest))  # all payments would take long

    @property
    def latest(self) -> Payment:
        """The last payment; it has the spelling of the merchant and the category that are shown."""
        return self.payments[-1]

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """The days of the payments, oldest first."""
        return tuple(_days_of(self.payments))

    @property
    def gaps(self) -> tuple[int, ...]:
        """The days from each payment to the next one."""
        return gaps_between(self.days)

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """What was paid on each day, in cents."""
        return tuple(_sum_days(self.payments))

    @property
    def recent(self) -> tuple[Payment, ...]:
        """The payments of the last RECENT_TIMES days of payment, from which the usual amount comes."""
        begin = self.days[-RECENT_TIMES]
        return tuple(payment for payment in self.payments if payment.spent_on >= begin)

    @property
    def recent_cents(self) -> tuple[int, ...]:
        """What was paid on each of those days, in cents."""
        return self.amounts[-RECENT_TIMES:]

    @property
    def usual_cents(self) -> int:
        """The middle one of the recent amounts, in cents."""
        return median_cents(self.recent_cents)

    @property
    def times_per_year(self) -> int:
        """How many payments a year has."""
        return MEASURES[self.rhythm].times_per_year

    @property
    def yearly_cents(self) -> int:
        """What a year costs at the usual amount, in cents."""
        return self.times_per_year * self.usual_cents

    @property
    def usual_day(self) -> int:
        """The middle one of the days of the month on which it was paid, from 1 to 31."""
        return sorted(day.day for day in self.days)[len(self.days) // 2]

    @property
    def known_on(self) -> dt.date:
        """The day from which on there were payments enough to find it."""
        return self.days[MEASURES[self.rhythm].fewest_times - 1]

    @property
    def next_on(self) -> dt.date:
        """The day on which the next payment is expected."""
        return next_day(self.rhythm, self.latest.spent_on, self.usual_day)

    def has_ended(self, today: dt.date) -> bool:
        """Tell whether the next payment is overdue by more than half a rhythm."""
        return 2 * (today - self.next_on).days > MEASURES[self.rhythm].days


def find_series(merchant_key: str, payments: Iterable[Payment]) -> list[Recurring]:
    """Return what recurs, or did until it ended, among all payments to one merchant, by amount; refunds never count.

    Payments of similar amounts belong together, but for products that run side by side; they recur when the gaps
    between their days fit a rhythm.
    """
    spent = [payment for payment in payments if payment.cents > 0]
    groups = [
        _find_in(merchant_key, sorted(group, key=_oldest_first))
        for group in group_by_amount(spent)
        if len(group) >= FEWEST_TIMES
    ]
    found = [
        replace(one, is_beside_others=len(group) > 1) if len(group) > 1 else one for group in groups for one in group
    ]
    return [one for one in found if not _is_chance(one, found, spent)]


def _is_chance(one: Recurring, found: Iterable[Recurring], spent: Iterable[Payment]) -> bool:
    """Tell whether more other payments came meanwhile, but for those whose own rhythm goes on without a pause.

    Over months, some payments of a shop are alike by chance, or the first and the last of each winter's heating. Weeks
    and single months are too short for that.
    """
    if MEASURES[one.rhythm].months <= 1:
        return False
    regular = {payment for other in found if _has_no_pause(other, one.days[-1]) for payment in other.payments}
    others = [payment.spent_on for payment in spent if payment not in regular]
    return sum(one.days[0] <= day <= one.days[-1] for day in others) > len(one.payments)


def _has_no_pause(one: Recurring, until: dt.date) -> bool:
    """Tell whether never more than two rhythms have passed without a payment."""
    return max(*one.gaps, (until - one.days[-1]).days) <= 2 * MEASURES[one.rhythm].longest


def group_by_amount(payments: Iterable[Payment]) -> list[list[Payment]]:
    """Group payments by their amounts: a group ends where the next larger amount is no longer similar."""
    groups: list[list[Payment]] = []
    for payment in sorted(payments, key=attrgetter("cents")):
        if groups and are_similar(groups[-1][-1].cents, payment.cents):
            groups[-1].append(payment)
        else:
            groups.append([payment])
    return groups


def _find_in(merchant_key: str, payments: Sequence[Payment]) -> list[Recurring]:
    """Return what recurs among payments of similar amounts, oldest first: one product, or several side by side.

    Where each side of an amount keeps the same rhythm at the same time, there are two payments in each period, and so
    two products. A price that changed is paid on one side first, and on the other afterwards.
    """
    for part, rest in _likeliest_split(payments):
        one, others = _judge(merchant_key, part), _find_in(merchant_key, rest)
        if one and any(_run_side_by_side(one, other) for other in others):
            return [*_find_in(merchant_key, part), *others]
    whole = _judge(merchant_key, payments)
    return [whole] if whole else []


def _likeliest_split(payments: Sequence[Payment]) -> list[tuple[Sequence[Payment], Sequence[Payment]]]:
    """Return the parts that have most days in common, of which the first keeps a rhythm; an empty list without any.

    One is enough: trying all parts takes exponential time on hostile data.
    """
    halves = [half for lower, upper in _cut(payments) for half in ((lower, upper), (upper, lower))]
    common = ((_common_days(*half), half) for half in halves if find_rhythm(_days_of(half[0])))
    return [half for _, half in nlargest(1, common, key=itemgetter(0))]


def _cut(payments: Sequence[Payment]) -> Iterator[tuple[Sequence[Payment], Sequence[Payment]]]:
    """Yield the payments below and above each of the widest steps between amounts, as far as both can be a rhythm."""
    if len(payments) < 2 * FEWEST_TIMES:
        return
    steps = pairwise(sorted({payment.cents for payment in payments}))
    for below, _ in nlargest(_CUTS, steps, key=lambda step: step[1] / step[0]):
        lower = [payment for payment in payments if payment.cents <= below]
        if FEWEST_TIMES <= len(lower) <= len(payments) - FEWEST_TIMES:
            yield lower, [payment for payment in payments if payment.cents > below]


def _common_days(one: Sequence[Payment], other: Sequence[Payment]) -> int:
    """Return the days between the later first and the earlier last payment.

    Below zero when one ended before the other began.
    """
    return (min(one[-1].spent_on, other[-1].spent_on) - max(one[0].spent_on, other[0].spent_on)).days


def _run_side_by_side(one: Recurring, other: Recurring) -> bool:
    """Tell whether both keep one rhythm, and each fills it in four fifths of the time that they have in common."""
    begin, end = max(one.days[0], other.days[0]), min(one.days[-1], other.days[-1])
    times = min(sum(begin <= day <= end for day in recurring.days) for recurring in (one, other))
    periods = (end - begin).days // MEASURES[one.rhythm].days
    return one.rhythm is other.rhythm and times >= _FEWEST_COMMON and are_most(times, periods)


def _judge(merchant_key: str, payments: Sequence[Payment]) -> Recurring | None:
    """Return the payments, oldest first, with their rhythm, or none when they keep none."""
    rhythm = find_rhythm(_days_of(payments))
    # A shop whose prices happen to form a chain is no bill: its amount changes with almost every visit.
    if rhythm is None or not _are_mostly_similar(_sum_days(payments)):
        return None
    return Recurring(merchant_key, rhythm, tuple(payments))


def _are_mostly_similar(amounts: Sequence[int]) -> bool:
    changes = [are_similar(*pair) for pair in pairwise(amounts)]
    return are_most(sum(changes), len(changes))


def _days_of(payments: Iterable[Payment]) -> list[dt.date]:
    """Return the days of payments, oldest first, each once."""
    return list(dict.fromkeys([payment.spent_on for payment in payments]))


def _sum_days(payments: Iterable[Payment]) -> list[int]:
    """Return what was paid on each day, in cents: two tickets bought together are one payment."""
    by_day = groupby(payments, key=attrgetter("spent_on"))
    return [sum(payment.cents for payment in own) for _, own in by_day]

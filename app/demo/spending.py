"""Invent two years of one person's spending in Croatia. Pure."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from app.core.periods import DateRange, Month, months_between
from app.demo.habits import BILLS, HEATING_BY_MONTH, MONTHLY, N_, ON_THE_COAST, WEEKLY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.demo.habits import Bill, Habit

_T = TypeVar("_T")

_MONTHS_BEFORE = 24
_MONTHS_BEFORE_RISE = 14
_HOLIDAY_DAYS = 9
_REFUNDS = 5
_RECENT_DAYS = 120
_RECENT_RECEIPTS, _OLDER_RECEIPTS = 30, 12
_SMALLEST_WITH_RECEIPT_CENTS = 6_00  # the receipt of a smaller purchase has too few lines to look at
_WITH_RECEIPT = {Kind.GROCERIES, Kind.RESTAURANTS, Kind.CLOTHES}
_REASONS_TO_RETURN = (N_("returned, wrong size"), N_("returned, did not fit"), N_("returned, faulty"))


@dataclass(frozen=True)
class DemoExpense:
    """One invented expense; `amount_cents` is in euro cents, negative for a refund."""

    spent_on: dt.date
    amount_cents: int
    category: Kind
    merchant: str
    note: str = ""
    has_receipt: bool = False


def generate_spending(seed: int, until: dt.date) -> list[DemoExpense]:
    """Return about 900 expenses by day: 24 whole months, then that of `until` up to this day, included."""
    rng = random.Random(seed)  # noqa: S311 - the data must be repeatable, not secret
    months = months_between(Month.containing(until).shifted(-_MONTHS_BEFORE), Month.containing(until))
    wanted = DateRange(months[0].begin, until + dt.timedelta(days=1))
    expenses = [one for one in _spend(months, rng) if one.spent_on in wanted]
    expenses += _return_some(expenses, until, rng)
    return _keep_receipts(sorted(expenses, key=lambda one: one.spent_on), until, rng)


def _spend(months: Sequence[Month], rng: random.Random) -> Iterator[DemoExpense]:
    """Yield bills, then purchases at home on all days that are not spent on the coast, then those there."""
    holidays = [_choose_holiday(year, rng) for year in sorted({month.year for month in months})]
    for index, month in enumerate(months):
        yield from _pay_bills(month, rng, is_risen=index >= _MONTHS_BEFORE_RISE)
    for purchase in _buy_at_home(months, rng):
        if not any(purchase.spent_on in holiday for holiday in holidays):
            yield purchase
    for holiday in holidays:
        yield from _buy_all(ON_THE_COAST, holiday, rng)


def _choose_holiday(year: int, rng: random.Random) -> DateRange:
    """Return days that begin on a Friday from the middle of July to the first week of August."""
    earliest = dt.date(year, 7, 12) + dt.timedelta(weeks=rng.randrange(4))
    friday = earliest + dt.timedelta(days=(4 - earliest.weekday()) % 7)
    return DateRange(friday, friday + dt.timedelta(days=_HOLIDAY_DAYS))


def _pay_bills(month: Month, rng: random.Random, *, is_risen: bool) -> Iterator[DemoExpense]:
    for bill in BILLS:
        due_cents = _due_cents(bill, month, is_risen=is_risen) * rng.uniform(1 - bill.wobble, 1 + bill.wobble)
        if due_cents:
            spent_on = month.begin.replace(day=bill.day)
            yield DemoExpense(spent_on, round(due_cents), bill.category, bill.merchant, bill.note)


def _due_cents(bill: Bill, month: Month, *, is_risen: bool) -> float:
    cents = bill.raised_cents if is_risen and bill.raised_cents else bill.cents
    return cents + bill.heating_cents * HEATING_BY_MONTH.get(month.month, 0.0)


def _buy_at_home(months: Sequence[Month], rng: random.Random) -> Iterator[DemoExpense]:
    begin, end = months[0].begin, months[-1].days.end
    monday = begin - dt.timedelta(days=begin.weekday())
    for week in range((end - monday).days // 7 + 1):
        first = monday + dt.timedelta(weeks=week)
        yield from _buy_all(WEEKLY, DateRange(first, first + dt.timedelta(weeks=1)), rng)
    for month in months:
        yield from _buy_all(MONTHLY, month.days, rng)


def _buy_all(habits: Iterable[Habit], days: DateRange, rng: random.Random) -> Iterator[DemoExpense]:
    for habit in habits:
        extra_times = habit.extra_times.get(days.begin.month, 0)
        possible = [day for day in days if day.weekday() in habit.weekdays]
        for day in _sample(possible, rng.randint(*habit.times) + extra_times, rng):
            yield _buy(habit, day, rng, habit.extra_note if extra_times else "")


def _buy(habit: Habit, day: dt.date, rng: random.Random, reason: str) -> DemoExpense:
    low, high = habit.cents
    usual = low + (high - low) / 3  # in cents; small purchases are the more frequent ones
    amount_cents = int(rng.triangular(low, high, usual)) // 100 * 100 + rng.choice(habit.endings)
    note = rng.choice(habit.notes) if habit.notes and rng.random() < 1 / 3 else ""
    return DemoExpense(day, amount_cents, habit.category, rng.choice(habit.merchants), reason or note)


def _return_some(expenses: Sequence[DemoExpense], until: dt.date, rng: random.Random) -> list[DemoExpense]:
    """Return refunds, each of a whole purchase within three weeks of it."""
    latest = until - dt.timedelta(weeks=3)
    returnable = [one for one in expenses if one.category == Kind.CLOTHES and one.spent_on <= latest]
    return [
        replace(
            purchase,
            spent_on=purchase.spent_on + dt.timedelta(days=rng.randint(3, 20)),
            amount_cents=-purchase.amount_cents,
            note=rng.choice(_REASONS_TO_RETURN),
        )
        for purchase in _sample(returnable, _REFUNDS, rng)
    ]


def _keep_receipts(expenses: Sequence[DemoExpense], until: dt.date, rng: random.Random) -> list[DemoExpense]:
    """Return the expenses, some of the purchases with a receipt, most of those recent."""
    recent_from = until - dt.timedelta(days=_RECENT_DAYS)
    places = [place for place, expense in enumerate(expenses) if _can_have_receipt(expense)]
    recent = [place for place in places if expenses[place].spent_on >= recent_from]
    older = places[: len(places) - len(recent)]
    kept = {*_sample(recent, _RECENT_RECEIPTS, rng), *_sample(older, _OLDER_RECEIPTS, rng)}
    return [replace(expense, has_receipt=place in kept) for place, expense in enumerate(expenses)]


def _can_have_receipt(expense: DemoExpense) -> bool:
    return expense.category in _WITH_RECEIPT and expense.amount_cents >= _SMALLEST_WITH_RECEIPT_CENTS


def _sample(population: Sequence[_T], count: int, rng: random.Random) -> list[_T]:
    """Return so many different elements, or all of them where there are fewer."""
    return rng.sample(population, min(count, len(population)))

"""Comparing budgets with expenses: goals, running limits and savings. Does not query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.categories.queries import alphabetical
from app.core.periods import DateRange, Month, months_between
from app.core.projection import Projection, can_project
from app.core.statistics import MIN_USUAL_MONTHS, USUAL_MONTHS, elapsed_days, rest_days
from app.goals import calculations
from app.goals.calculations import MonthResult, Progress
from app.goals.coming import list_coming
from app.goals.savings import Savings, usual_left

if TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Mapping

    from app.core.projection import Booked
    from app.goals.calculations import Limit
    from app.goals.coming import Coming
    from app.models import Category, SavingsGoal
    from app.recurring.detection import Recurring


@dataclass(frozen=True)
class RunningLimit:
    """A limit of this month and how far it is used; without a category it is the one for everything together."""

    category: Category | None
    progress: Progress


@dataclass(frozen=True)
class Goal:
    """A limit with its progress and history; one that begins later has `ahead` instead of `progress`."""

    limit: Limit
    category: Category | None
    progress: Progress | None
    results: tuple[MonthResult, ...]
    ahead: Limit | None

    @property
    def streak(self) -> int:
        return calculations.count_streak(self.results)

    @property
    def highest_cents(self) -> int:
        """What the tallest column of its past months stands for, be it spent or a limit; at least 1."""
        return max(1, *(max(result.spent_cents, result.limit_cents or 0) for result in self.results))

    @property
    def has_history(self) -> bool:
        return any(result.limit_cents is not None for result in self.results)


@dataclass(frozen=True)
class BudgetStatus:
    """A user's limits and categories, the day of the first expense, and the sums of ranges of days.

    `sums` (cents) and `counts` (expenses) are by range and category, None for all categories together. `usual` are the
    full months that usual amounts come from. Booked and recurring payments are there only if they were read.
    """

    month: Month
    today: dt.date
    limits: tuple[Limit, ...]
    categories: Mapping[int, Category]
    first_day: dt.date | None
    sums: Counter[tuple[DateRange, int | None]]
    counts: Counter[tuple[DateRange, int | None]]
    usual: tuple[Month, ...] = ()
    booked: tuple[Booked, ...] = ()
    recurring: tuple[Recurring, ...] = ()

    @property
    def first_read(self) -> dt.date:
        """The first day on which recurring payments are looked for."""
        return self.month.shifted(-USUAL_MONTHS).begin

    @property
    def has_usual(self) -> bool:
        """Whether there are enough full months for usual amounts."""
        return len(self.usual) >= MIN_USUAL_MONTHS

    @property
    def usual_days(self) -> DateRange:
        """The days of the usual months; there has to be one."""
        return DateRange(self.usual[0].begin, self.usual[-1].days.end)

    @cached_property
    def elapsed(self) -> DateRange:
        """The days of the month up to today."""
        return elapsed_days(self.month, self.today)

    @cached_property
    def usual_rests(self) -> tuple[DateRange, ...]:
        """The days of each usual month after the one that corresponds to today."""
        return tuple(rest_days(other, self.month, len(self.elapsed)) for other in self.usual)

    @cached_property
    def by_name(self) -> list[Category]:
        """The categories by name, including archived ones."""
        return sorted(self.categories.values(), key=alphabetical)

    @cached_property
    def limited_ids(self) -> set[int | None]:
        """The categories that have or had a limit; None for everything together."""
        return {limit.category_id for limit in self.limits}

    def spent(self, days: DateRange, category_id: int | None) -> int:
        return self.sums[days, category_id]

    def count(self, days: DateRange, category_id: int | None) -> int:
        return self.counts[days, category_id]

    def has_begun_by(self, month: Month) -> bool:
        """Tell whether the first expense is not later than the first day of a month."""
        return self.first_day is not None and self.first_day <= month.begin

    def is_full(self, month: Month) -> bool:
        """Tell whether a past month is full: the records had begun by its first day, and it has an expense."""
        return self.has_begun_by(month) and self.count(month.days, None) > 0

    def booked_as_usual(self, category_id: int | None) -> int:
        """Return how much of what is booked after today is part of a usual month's rest anyway."""
        own = (item for item in self.booked if category_id in {None, item.category_id})
        return sum(item.cents for item in own if item.is_in_rest_of(len(self.usual)))

    def recurring_of(self, category_id: int | None) -> tuple[Recurring, ...]:
        """Return the recurring payments of a category; category names are unique."""
        name = self.categories[category_id].name if category_id else None
        return tuple(item for item in self.recurring if name in {None, item.latest.category_name})

    def coming(self, category_id: int | None) -> tuple[Coming, ...]:
        """Return the recurring payments still expected in the month."""
        return list_coming(self.recurring_of(category_id), self.month.days, self.booked)

    def result(self, month: Month, category_id: int | None) -> MonthResult:
        """Return the result of a month; one that is not full has no limit."""
        limit = calculations.limit_of(self.limits, category_id, month)
        spent_cents = self.spent(month.days, category_id)
        return MonthResult(month, limit.amount_cents if limit and self.is_full(month) else None, spent_cents)


def list_goals(status: BudgetStatus) -> list[Goal]:
    """Return current and future limits: the one for everything first, then by category name."""
    ids = [None, *(category.id for category in status.by_name)]
    return [goal for category_id in ids if (goal := _find_goal(status, category_id)) is not None]


def summarize_savings(status: BudgetStatus, goal: SavingsGoal) -> Savings:
    months = months_between(starting_month(goal, status.month), status.month.previous)
    results = tuple(status.result(month, None) for month in months)
    limit = calculations.limit_of(status.limits, None, status.month)
    usual_spent = [status.spent(month.days, None) for month in status.usual]
    usual_left_cents = usual_left(results, usual_spent, limit.amount_cents if limit else None)
    coming = status.month if status.has_begun_by(status.month) else status.month.next
    return Savings(goal.amount_cents, goal.due_on, coming, results, usual_left_cents)


def list_running(status: BudgetStatus) -> list[RunningLimit]:
    """Return the limits of this month, the one for everything first, then by how much of each is used."""
    found = (calculations.limit_of(status.limits, category_id, status.month) for category_id in status.limited_ids)
    limits = [
        RunningLimit(status.categories.get(limit.category_id or 0), _measure(status, limit)) for limit in found if limit
    ]
    return sorted(limits, key=lambda item: (item.category is not None, -item.progress.fraction))


def starting_month(goal: SavingsGoal, month: Month) -> Month:
    """Return the first month that counts for a savings goal, with the same first day as another month."""
    return Month(goal.starts_on.year, goal.starts_on.month, month.first_day)


def _find_goal(status: BudgetStatus, category_id: int | None) -> Goal | None:
    limit = calculations.limit_of(status.limits, category_id, status.month)
    ahead = calculations.next_limit(status.limits, category_id, status.month)
    shown = limit or ahead
    if shown is None or shown.amount_cents is None:
        return None
    return Goal(
        limit=shown,
        category=status.categories.get(category_id) if category_id else None,
        progress=_measure(status, limit) if limit else None,
        results=tuple(status.result(month, category_id) for month in calculations.past_months(status.month)),
        ahead=ahead,
    )


def _measure(status: BudgetStatus, limit: Limit) -> Progress:
    month, elapsed = status.month, status.elapsed
    spent_cents = status.spent(month.days, limit.category_id)
    projection = None
    if can_project(month, status.usual, status.today):
        rests_cents = tuple(status.spent(days, limit.category_id) for days in status.usual_rests)
        booked_cents = status.booked_as_usual(limit.category_id)
        projection = Projection(status.spent(elapsed, limit.category_id), spent_cents, rests_cents, booked_cents)
    due_cents = sum(payment.cents for payment in status.coming(limit.category_id))
    return Progress(limit.amount_cents or 0, spent_cents, len(elapsed), len(month.days), projection, due_cents)

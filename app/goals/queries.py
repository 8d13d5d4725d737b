"""Reading goals: everything that a page shows comes from one reading of the limits and one of sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from app.extensions import db
from app.goals import calculations
from app.goals.calculations import Limit, MonthResult, Progress, Projection
from app.goals.savings import Savings, usual_left
from app.models import Category, SavingsGoal, SpendingLimit, User
from app.periods import DateRange, Month, months_between
from app.summaries.calculations import MIN_USUAL_MONTHS, elapsed_days, median_cents, usual_months
from app.summaries.queries import first_day_of, sum_by_category_and_range
from app.text import search_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class GoalWarning:
    """A limit that is exceeded, or will be: `cents` is what is spent, or what the month will have cost at its end.

    Without a category it is about everything together.
    """

    kind: Literal["over", "will_be_over"]
    category: Category | None
    limit_cents: int
    cents: int


@dataclass(frozen=True)
class Goal:
    """A limit with all that is known about it; without `progress` it begins with a later month, `ahead`."""

    limit: Limit
    category: Category | None
    progress: Progress | None
    results: tuple[MonthResult, ...]
    ahead: Limit | None

    @property
    def streak(self) -> int:
        """How many of the last months in a row were kept."""
        return calculations.count_streak(self.results)

    @property
    def has_history(self) -> bool:
        """Whether any of the last months had a limit."""
        return any(result.limit_cents is not None for result in self.results)


@dataclass(frozen=True)
class Suggestion:
    """A limit that could be, of a category or of everything together: what is usual in `amounts_cents`, and less."""

    category: Category | None
    amounts_cents: tuple[int, ...]

    @property
    def usual_cents(self) -> int:
        """What a usual month costs, the median; 0 of no months."""
        return median_cents(self.amounts_cents)

    @property
    def less_cents(self) -> int:
        """What 10 % less would be, 0 where refunds outweigh expenses."""
        return calculations.ten_percent_less(max(0, self.usual_cents))


@dataclass(frozen=True)
class Records:
    """A person's limits with their categories, the day on which the expenses begin, and what ranges of days cost.

    `sums` is in cents by range and category, none for all categories together.
    """

    month: Month
    today: dt.date
    limits: tuple[Limit, ...]
    categories: Mapping[int, Category]
    first_day: dt.date | None
    sums: Mapping[tuple[DateRange, int | None], int]

    @property
    def usual(self) -> tuple[Month, ...]:
        """The months that tell what is usual."""
        return usual_months(self.month, self.first_day)

    @property
    def has_usual(self) -> bool:
        """Whether there are enough full months to say what is usual."""
        return len(self.usual) >= MIN_USUAL_MONTHS

    @property
    def usual_days(self) -> DateRange:
        """The days of the usual months, of which there is at least one."""
        return DateRange(self.usual[0].begin, self.usual[-1].days.end)

    def spent(self, days: DateRange, category_id: int | None) -> int:
        """Return what the days cost."""
        return self.sums.get((days, category_id), 0)

    def result(self, month: Month, category_id: int | None) -> MonthResult:
        """Return how a full month ended; one whose first days may not be recorded has no limit to be kept."""
        limit = calculations.limit_of(self.limits, category_id, month)
        is_full = self.first_day is not None and self.first_day <= month.begin
        spent_cents = self.spent(month.days, category_id)
        return MonthResult(month, limit.amount_cents if limit and is_full else None, spent_cents)


def get_limit(user: User, limit_id: int) -> SpendingLimit | None:
    """Return the user's own limit, or none."""
    return db.session.scalar(
        select(SpendingLimit).where(SpendingLimit.user_id == user.id, SpendingLimit.id == limit_id)
    )


def get_savings_goal(user: User) -> SavingsGoal | None:
    """Return what the user saves for, or none."""
    return db.session.scalar(select(SavingsGoal).where(SavingsGoal.user_id == user.id))


def read_records(user: User, month: Month, today: dt.date, goal: SavingsGoal | None = None) -> Records:
    """Read what the page of goals is made from, back to the start of the savings goal, in two queries."""
    since = _starting_month(goal, month) if goal else None
    ranges = [past.days for past in calculations.past_months(month, since)]
    limits, categories, first_day = _read_limits(user)
    return _with_sums(user, Records(month, today, limits, categories, first_day, {}), ranges)


def list_goals(records: Records) -> list[Goal]:
    """Return the limits that hold or will hold, that of everything first, then by name of the category."""
    ids = sorted({item.category_id for item in records.limits}, key=lambda item: _alphabetical(records, item))
    return [goal for category_id in ids if (goal := _find_goal(records, category_id)) is not None]


def list_suggestions(records: Records, categories: Iterable[Category]) -> list[Suggestion]:
    """Return limits that could be, where none is and something is usual: of everything, then of each category."""
    taken = {goal.limit.category_id for goal in list_goals(records)}
    suggestions = [_suggest(records, item) for item in (None, *categories) if (item.id if item else None) not in taken]
    return [item for item in suggestions if item.less_cents > 0]


def summarize_savings(records: Records, goal: SavingsGoal) -> Savings:
    """Return how the savings goal stands."""
    months = months_between(_starting_month(goal, records.month), records.month.previous)
    results = tuple(records.result(month, None) for month in months)
    limit = calculations.limit_of(records.limits, None, records.month)
    usual_spent = [records.spent(month.days, None) for month in records.usual]
    usual_left_cents = usual_left(results, usual_spent, limit.amount_cents if limit else None)
    return Savings(goal.amount_cents, goal.due_on, records.month, results, usual_left_cents)


def list_warnings(user: User, month: Month, today: dt.date) -> list[GoalWarning]:
    """Return the limits of the running month that are exceeded or will be, in two queries; one where no limit holds."""
    limits, categories, first_day = _read_limits(user)
    records = Records(month, today, limits, categories, first_day, {})
    if not list_goals(records):
        return []
    warnings = (_warn(goal) for goal in list_goals(_with_sums(user, records, [])))
    return [warning for warning in warnings if warning is not None]


def _read_limits(user: User) -> tuple[tuple[Limit, ...], dict[int, Category], dt.date | None]:
    """Return the limits, the categories that have some, and the first day of the expenses, in one query."""
    statement = (
        select(first_day_of(user), SpendingLimit, Category)
        .select_from(User)
        .outerjoin(SpendingLimit, SpendingLimit.user_id == User.id)
        .outerjoin(Category, (Category.id == SpendingLimit.category_id) & (Category.user_id == User.id))
        .where(User.id == user.id)
    )
    rows = db.session.execute(statement).all()
    limits = tuple(
        Limit(row.id, row.category_id, row.amount_cents, row.valid_from) for _, row, _ in rows if row is not None
    )
    return limits, {category.id: category for _, _, category in rows if category is not None}, rows[0][0]


def _starting_month(goal: SavingsGoal, month: Month) -> Month:
    return Month(goal.starts_on.year, goal.starts_on.month, month.first_day)


def _with_sums(user: User, records: Records, more: Sequence[DateRange]) -> Records:
    """Return the records with the sums of the running month, of the usual months, and of more ranges, in one query."""
    month, elapsed = records.month, elapsed_days(records.month, records.today)
    rests = (usual.days.days_after(len(elapsed)) for usual in records.usual)
    ranges = list(dict.fromkeys((month.days, elapsed, *rests, *more)))
    sums: Counter[tuple[DateRange, int | None]] = Counter()
    for item in sum_by_category_and_range(user, ranges):
        sums[ranges[item.position], item.category_id] += item.cents
        sums[ranges[item.position], None] += item.cents
    return Records(month, records.today, records.limits, records.categories, records.first_day, sums)


def _find_goal(records: Records, category_id: int | None) -> Goal | None:
    limit = calculations.limit_of(records.limits, category_id, records.month)
    ahead = calculations.next_limit(records.limits, category_id, records.month)
    shown = limit or ahead
    if shown is None or shown.amount_cents is None:
        return None
    return Goal(
        limit=shown,
        category=records.categories.get(category_id) if category_id else None,
        progress=_measure(records, limit) if limit else None,
        results=tuple(records.result(month, category_id) for month in calculations.past_months(records.month)),
        ahead=ahead,
    )


def _measure(records: Records, limit: Limit) -> Progress:
    month, elapsed = records.month, elapsed_days(records.month, records.today)
    spent_cents = records.spent(month.days, limit.category_id)
    projection = None
    if calculations.can_project(month, records.usual, records.today):
        rests = (usual.days.days_after(len(elapsed)) for usual in records.usual)
        rests_cents = tuple(records.spent(days, limit.category_id) for days in rests)
        projection = Projection(records.spent(elapsed, limit.category_id), spent_cents, rests_cents)
    return Progress(limit.amount_cents or 0, spent_cents, len(elapsed), len(month.days), projection)


def _suggest(records: Records, category: Category | None) -> Suggestion:
    """Return what is usual; nothing while too few months are full."""
    months = records.usual if records.has_usual else ()
    category_id = category.id if category else None
    return Suggestion(category, tuple(records.spent(month.days, category_id) for month in months))


def _warn(goal: Goal) -> GoalWarning | None:
    progress = goal.progress
    if progress is None or not (progress.over_cents or progress.projected_over_cents):
        return None
    cents = progress.limit_cents + (progress.over_cents or progress.projected_over_cents)
    return GoalWarning("over" if progress.over_cents else "will_be_over", goal.category, progress.limit_cents, cents)


def _alphabetical(records: Records, category_id: int | None) -> tuple[bool, str]:
    return category_id is not None, search_key(records.categories[category_id].name) if category_id else ""

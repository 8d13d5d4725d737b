"""What a report says: its figures, its chart, its expenses with their numbers, and their receipts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.core.statistics import average_cents, share
from app.expenses.queries import SortOrder, list_expenses
from app.expenses.search import NO_SEARCH
from app.report import queries
from app.report.periods import Period
from app.summaries.queries import get_pace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from app.core.month_pace import Pace
    from app.core.periods import Month
    from app.core.statistics import Coverage
    from app.expenses.filtering import ExpenseFilter
    from app.expenses.queries import ExpenseRow
    from app.models import Category, User
    from app.report.queries import CategorySum, DaySum, Photo

MOST_ROWS = 5000  # expenses of a report: about 120 pages, made in less than a second


@dataclass(frozen=True)
class CategoryLine:
    """A category, its sums, its share of the whole, and the length of its bar: 1 for the longest."""

    category: Category
    sums: CategorySum
    share: float | None
    length: float


@dataclass(frozen=True)
class NumberedExpense:
    """An expense of a report with its receipts; the first one has number 1."""

    number: int
    expense: ExpenseRow
    photos: Sequence[Photo]


@dataclass(frozen=True)
class NumberedPhoto:
    """A receipt to print beside the number of its expense; `place` counts the receipts of an expense from 1."""

    photo: Photo
    row: NumberedExpense
    place: int


@dataclass(frozen=True)
class Report:
    """A report of what was found until `today`.

    `is_narrowed` says that a filter narrows more than the days. Only the report of a whole month that has begun has its
    `pace`; others have the sums of their `days`.
    """

    period: Period
    is_narrowed: bool
    coverage: Coverage
    lines: list[CategoryLine]
    rows: list[NumberedExpense]
    pace: Pace | None
    days: Mapping[dt.date, DaySum]
    today: dt.date

    @property
    def count(self) -> int:
        return self.coverage.expense_count

    @cached_property
    def cents(self) -> int:
        return sum(line.sums.cents for line in self.lines)

    @property
    def average_cents(self) -> int:
        """What a day cost up to today or, where a filter narrows more than the days, an expense."""
        if self.is_narrowed:
            return average_cents(self.cents, self.count)
        if self.pace:
            return average_cents(self.pace.so_far_cents, len(self.pace.recorded_days))
        recorded = self.period.recorded(self.days, self.today)
        return average_cents(sum(self.days[day].cents for day in self.days if day in recorded), len(recorded))

    @cached_property
    def photos(self) -> list[NumberedPhoto]:
        return [NumberedPhoto(photo, row, place) for row in self.rows for place, photo in enumerate(row.photos, 1)]

    def sheets(self, size: int) -> list[list[NumberedPhoto]]:
        """Return the receipts in groups of so many to a page."""
        return [self.photos[start : start + size] for start in range(0, len(self.photos), size)]


def read_report(
    user: User, wanted: ExpenseFilter, order: SortOrder, categories: Iterable[Category], today: dt.date
) -> Report:
    """Read the report of a filter. By day, its expenses stand as they were paid, the oldest first."""
    period = Period(wanted.begin, wanted.last, user.month_start_day)
    is_narrowed = wanted.search != NO_SEARCH or bool({*wanted.shape} - {"begin", "last"})
    sums = queries.sum_by_category(user, wanted)
    rows = list_expenses(user, wanted, SortOrder.OLDEST if order.is_by_day else order, limit=MOST_ROWS)
    pace = _read_pace(user, period.month, today) if period.month and rows and not is_narrowed else None
    return Report(
        period=period,
        is_narrowed=is_narrowed,
        coverage=queries.total_coverage(sums),
        lines=_lines_of(sums, categories),
        rows=_numbered(rows, queries.list_photos(user, wanted) if rows else ()),
        pace=pace,
        days=queries.sum_by_day(user, wanted) if rows and not pace else {},
        today=today,
    )


def _read_pace(user: User, month: Month, today: dt.date) -> Pace | None:
    """Return the pace of a month, None if it is yet to come."""
    pace, _ = get_pace(user, month, today)
    return pace if pace.day_count else None


def _lines_of(sums: Sequence[CategorySum], categories: Iterable[Category]) -> list[CategoryLine]:
    by_id = {category.id: category for category in categories}
    whole, longest = sum(item.cents for item in sums), max([1, *(item.cents for item in sums)])
    return [
        CategoryLine(by_id[item.category_id], item, share(item.cents, whole), max(0, item.cents) / longest)
        for item in sums
        if item.category_id in by_id
    ]


def _numbered(rows: Iterable[ExpenseRow], photos: Iterable[Photo]) -> list[NumberedExpense]:
    of_expense: defaultdict[int, list[Photo]] = defaultdict(list)
    for photo in photos:
        of_expense[photo.expense_id].append(photo)
    return [NumberedExpense(number, row, of_expense[row.id]) for number, row in enumerate(rows, 1)]

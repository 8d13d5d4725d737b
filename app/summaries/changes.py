"""Reading changes by category."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.categories.queries import list_categories
from app.core.statistics import Change
from app.core.text import search_key
from app.summaries.queries import CategoryTotal, sum_by_category_and_range

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.core.month_pace import Pace
    from app.core.periods import DateRange
    from app.models import Category, User


@dataclass(frozen=True)
class CategoryChange:
    """A category and its change."""

    category: Category
    change: Change


@dataclass(frozen=True)
class CategorySums:
    """The categories, and what each cost in ranges of days, in cents, with the number of expenses."""

    categories: Collection[Category]
    cents: Counter[tuple[DateRange, int | None]]
    counts: Counter[tuple[DateRange, int | None]]

    def changes(self, pace: Pace) -> list[CategoryChange]:
        """Return the categories with what they cost so far and usually, unusual ones first, by the difference."""
        ranges = [pace.days, *pace.usual_days]
        changes = [
            CategoryChange(item, Change(item.id, self.cents[pace.days, item.id], self._past(pace, item)))
            for item in self.categories
            if any(self.counts[days, item.id] for days in ranges)
        ]
        return sorted(changes, key=lambda item: (item.change.is_usual, -abs(item.change.difference_cents)))

    def totals(self, days: DateRange) -> list[CategoryTotal]:
        """Return what each category cost in the days, most expensive first, without unused ones."""
        totals = [
            CategoryTotal(item.id, item.name, item.color, item.icon, self.cents[days, item.id])
            for item in self.categories
            if self.counts[days, item.id]
        ]
        return sorted(totals, key=lambda total: (-total.cents, search_key(total.name)))

    def _past(self, pace: Pace, category: Category) -> tuple[int, ...]:
        return tuple(self.cents[days, category.id] for days in pace.usual_days)


def read_categories(user: User, pace: Pace, *more: DateRange) -> CategorySums:
    """Read what each category cost so far, in the same days of the usual months, and in more ranges, in two queries."""
    ranges = list(dict.fromkeys((pace.days, *pace.usual_days, *more)))
    cents: Counter[tuple[DateRange, int | None]] = Counter()
    counts: Counter[tuple[DateRange, int | None]] = Counter()
    for item in sum_by_category_and_range(user, ranges):
        cents[ranges[item.position], item.category_id] = item.cents
        counts[ranges[item.position], item.category_id] = item.count
    return CategorySums(list_categories(user), cents, counts)

"""Suggesting limits from usual and fixed costs. Does not query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.estimates import round_limit
from app.core.statistics import median_cents
from app.goals.budget_status import list_goals
from app.goals.calculations import ten_percent_less
from app.goals.coming import fixed_cents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.goals.budget_status import BudgetStatus
    from app.models import Category


@dataclass(frozen=True)
class Offer:
    """A suggested limit, and how many of the usual months would have kept it."""

    cents: int
    kept_count: int


@dataclass(frozen=True)
class Suggestion:
    """Suggestions for a category, or for everything together.

    `amounts_cents` are the usual months; `fixed_cents` is what recurring payments cost each month.
    """

    category: Category | None
    amounts_cents: tuple[int, ...]
    fixed_cents: int

    @property
    def usual_cents(self) -> int:
        """The median of the usual months, 0 without any."""
        return median_cents(self.amounts_cents)

    @property
    def usual(self) -> Offer:
        """The usual amount, at least what is fixed."""
        return self._offer(round_limit(self.usual_cents, self.fixed_cents))

    @property
    def less(self) -> Offer | None:
        """About 10 % less; None if rounding makes it no less, or if it is below what is fixed."""
        cents = round_limit(ten_percent_less(self.usual_cents))
        return self._offer(cents) if self.fixed_cents <= cents < self.usual.cents else None

    def _offer(self, cents: int) -> Offer:
        return Offer(cents, sum(amount <= cents for amount in self.amounts_cents))


def list_suggestions(status: BudgetStatus, categories: Iterable[Category]) -> list[Suggestion]:
    """Suggest limits where there is none and enough history: for everything, then for each category."""
    taken = {goal.limit.category_id for goal in list_goals(status)}
    suggestions = [_suggest(status, item) for item in (None, *categories) if (item.id if item else None) not in taken]
    return [item for item in suggestions if item.usual_cents > 0]


def _suggest(status: BudgetStatus, category: Category | None) -> Suggestion:
    months = status.usual if status.has_usual else ()
    category_id = category.id if category else None
    amounts_cents = tuple(status.spent(month.days, category_id) for month in months)
    return Suggestion(category, amounts_cents, fixed_cents(status.recurring_of(category_id)))

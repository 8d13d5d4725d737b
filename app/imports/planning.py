"""From a file to what would be saved of it: its categories sorted, its rows compared with what is here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.categories.queries import list_categories
from app.imports.answers import CATEGORIES
from app.imports.category_matching import CategoryPlan, Own, count_names, propose
from app.imports.contents import read_contents
from app.imports.preview import make_preview
from app.imports.queries import find_known, find_merchant_categories
from app.imports.records import Kind
from app.models.expense import merchant_key

if TYPE_CHECKING:
    from app.imports.category_matching import NameUse
    from app.imports.contents import Contents, Opened
    from app.imports.preview import Preview
    from app.imports.work import Steps
    from app.models import ImportBatch, User


@dataclass(frozen=True)
class Sorted:
    """The rows of a file, the names of their categories, and where these go."""

    contents: Contents
    uses: list[NameUse]
    plan: CategoryPlan

    @property
    def count_by_merchant(self) -> int:
        """How many rows without a category go where their merchant went before."""
        return sum(sum(use.by_merchant.values()) for use in self.uses if not use.name)


@dataclass(frozen=True)
class Planned:
    """What becomes of each row, and to which category it goes."""

    preview: Preview
    plan: CategoryPlan


def sort_categories(user: User, batch: ImportBatch, opened: Opened, fallback: str) -> Steps[Sorted]:
    """Read a file and sort its categories; `fallback` is the name of the category for rows without one.

    Raises:
        RefusedFileError: a part of the file cannot be opened.
    """
    contents = yield from read_contents(opened)
    counts = Counter(row.merchant for row in contents.rows if row.merchant)
    merchant_keys = {"": "", **{merchant: merchant_key(merchant) for merchant in counts}}
    by_merchant = find_merchant_categories(user, [merchant_keys[merchant] for merchant, _ in counts.most_common()])
    spent = [row for row in contents.rows if row.kind is Kind.EXPENSE]
    uses = count_names(spent, merchant_keys, by_merchant)
    said = batch.answers.get(CATEGORIES, {})
    own = list_own(user)
    choices = {use.name: propose(use, own, said, fallback) for use in uses}
    return Sorted(contents, uses, CategoryPlan(choices, by_merchant, merchant_keys, fallback))


def plan_import(user: User, batch: ImportBatch, opened: Opened, fallback: str) -> Steps[Planned]:
    """Read a file and compare it with what is here.

    Raises:
        RefusedFileError: a part of the file cannot be opened.
    """
    sorting = yield from sort_categories(user, batch, opened, fallback)
    known = yield from find_known(user, sorting.contents)
    return Planned(make_preview(sorting.contents, known, sorting.plan.is_skipped), sorting.plan)


def list_own(user: User) -> list[Own]:
    """Return the categories that new expenses can have."""
    return [Own(category.id, category.name) for category in list_categories(user) if not category.is_archived]

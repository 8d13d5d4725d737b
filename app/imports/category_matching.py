"""From the categories of a file to a person's own. Pure.

A choice is text, as forms and the database keep it: `own:12` is a category of the person, `new` one of the file's name,
`skip` leaves its rows out. The empty name stands for rows without a category.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from app.core.text import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.imports.records import ForeignRow

NEW, SKIP = "new", "skip"
NAME_LENGTH = 50  # of a category, as its column
_OWN = "own:"
_PARTS = (">", ":", "/")  # between a group and its category
_FEWEST = 2  # rows with a known merchant that have to agree

# Where a row goes: the number of an own category, the name of a new one, or nowhere.
Target: TypeAlias = "int | str | None"


@dataclass(frozen=True)
class Own:
    """A category of the person."""

    id: int
    name: str


@dataclass(frozen=True)
class NameUse:
    """A category's name in the file, how many rows have it, and to which own categories their merchants went here."""

    name: str
    count: int
    by_merchant: Mapping[int, int]


def own_choice(category_id: int) -> str:
    return f"{_OWN}{category_id}"


def chosen_id(choice: str) -> int | None:
    """Return the number of the own category that was chosen, or None."""
    number = choice.removeprefix(_OWN)
    return int(number) if choice.startswith(_OWN) and number.isdecimal() else None


def count_names(
    rows: Iterable[ForeignRow], merchant_keys: Mapping[str, str], by_merchant: Mapping[str, int]
) -> list[NameUse]:
    """Return the names of the rows' categories, the most used first.

    `merchant_keys` has the key of each merchant, `by_merchant` the own category to which most of its expenses went.
    """
    counts: Counter[str] = Counter()
    known: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        counts[row.category] += 1
        if (category_id := by_merchant.get(merchant_keys[row.merchant])) is not None:
            known[row.category][category_id] += 1
    ordered = sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0]))
    return [NameUse(name, count, known[name]) for name, count in ordered]


def propose(use: NameUse, own: Sequence[Own], remembered: Mapping[str, str], fallback: str) -> str:
    """Return the likeliest choice for a name: as said before, by name, by merchants, else a new category.

    `fallback` is the name of the category for rows without one.
    """
    said = remembered.get(use.name, "")
    ids = {category.id for category in own}
    if said in {NEW, SKIP} or chosen_id(said) in ids:
        return said
    named = _named(use.name or fallback, own)
    if named is not None:
        return own_choice(named)
    return _by_merchants(use, ids) if use.name else NEW


def _named(name: str, own: Sequence[Own]) -> int | None:
    """Return the own category of this name, in any spelling, or of the last part of a path like Food > Groceries."""
    ids = {search_key(category.name): category.id for category in reversed(own)}
    last = name
    for separator in _PARTS:
        last = last.rpartition(separator)[2]
    return ids.get(search_key(name), ids.get(search_key(last)))


def _by_merchants(use: NameUse, ids: set[int]) -> str:
    """Return the own category to which most rows with a known merchant would go."""
    known = {category_id: count for category_id, count in use.by_merchant.items() if category_id in ids}
    best, count = max(known.items(), key=lambda item: item[1], default=(0, 0))
    is_clear = count >= _FEWEST and 2 * count > sum(known.values())
    return own_choice(best) if is_clear else NEW


@dataclass(frozen=True)
class CategoryPlan:
    """Where the rows go: by the choice for their category, or by their merchant where they have none."""

    choices: Mapping[str, str]
    by_merchant: Mapping[str, int]
    merchant_keys: Mapping[str, str]
    fallback: str

    def target_of(self, row: ForeignRow) -> Target:
        if not row.category and (known := self.by_merchant.get(self.merchant_keys[row.merchant])) is not None:
            return known
        choice = self.choices.get(row.category, NEW)
        if choice == SKIP:
            return None
        return chosen_id(choice) or new_name(row.category or self.fallback)

    def is_skipped(self, row: ForeignRow) -> bool:
        return self.target_of(row) is None


def new_name(name: str) -> str:
    """Return the name of a new category, no longer than one may be."""
    return name[:NAME_LENGTH].rstrip()

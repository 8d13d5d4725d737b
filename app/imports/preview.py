"""What would become of each row of a file. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.imports.records import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.imports.contents import Contents
    from app.imports.records import ForeignRow

NEAR = dt.timedelta(days=3)  # what was typed by hand is dated by memory, and banks book later


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    PROBABLY = "probably"  # typed by hand already, it seems
    HERE = "here"  # came in with an earlier file, or twice in this one
    LEFT_OUT = "left_out"  # the person did not want it, or has deleted it
    SKIPPED = "skipped"  # its category is not wanted
    INCOME = "income"
    RECURRING = "recurring"
    TRANSFER = "transfer"
    PENDING = "pending"
    OTHER_CURRENCY = "other_currency"
    UNREADABLE = "unreadable"


_OF_KIND = {
    Kind.INCOME: Fate.INCOME,
    Kind.TRANSFER: Fate.TRANSFER,
    Kind.PENDING: Fate.PENDING,
    Kind.RECURRING: Fate.RECURRING,
}


@dataclass(frozen=True)
class Known:
    """What is here already.

    `keys` are those of the file's keys that are known, and whether an expense has them. `typed` are the days of
    expenses without a key, by their amounts in cents.
    """

    keys: Mapping[str, bool] = field(default_factory=dict)
    typed: Mapping[int, Sequence[dt.date]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """What a person says in the preview; numbers are places of rows in the file.

    Of the rows that were `shown` with a tick box, those that are `ticked` come in.
    """

    refunds: bool = False  # money in comes as refunds
    again: bool = False  # what was left out before comes in
    shown: frozenset[int] = frozenset()
    ticked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Preview:
    """The places of the rows of each fate."""

    contents: Contents
    places: Mapping[Fate, list[int]]

    def count(self, fate: Fate) -> int:
        if fate == Fate.UNREADABLE:
            return len(self.contents.unreadable)
        if fate == Fate.OTHER_CURRENCY:
            return len(self.contents.other_currency)
        return len(self.places.get(fate, ()))

    def first(self, fate: Fate, count: int) -> list[tuple[int, ForeignRow]]:
        """Return the first rows of a fate, with their places."""
        return [(place, self.contents.rows[place]) for place in self.places.get(fate, [])[:count]]

    def cents(self, fate: Fate) -> int:
        return sum(self.contents.rows[place].amount_cents for place in self.places.get(fate, ()))

    def wanted(self, wishes: Wishes) -> list[int]:
        """Return the places of the rows that come in as expenses, in the file's order."""
        unticked = wishes.shown - wishes.ticked
        wanted = [place for place in self.places.get(Fate.NEW, ()) if place not in unticked]
        wanted += [place for place in self.places.get(Fate.PROBABLY, ()) if place in wishes.ticked]
        wanted += self.places.get(Fate.INCOME, []) if wishes.refunds else []
        wanted += self.places.get(Fate.LEFT_OUT, []) if wishes.again else []
        return sorted(wanted)

    def unwanted(self, wishes: Wishes) -> list[int]:
        """Return the places of the rows that shall stay away from now on."""
        wanted = set(self.wanted(wishes))
        offered = (place for fate in (Fate.NEW, Fate.PROBABLY, Fate.SKIPPED) for place in self.places.get(fate, ()))
        return sorted(place for place in offered if place not in wanted)


def make_preview(contents: Contents, known: Known, is_skipped: Callable[[ForeignRow], bool]) -> Preview:
    """Decide about every row; `is_skipped` tells whether the category of a row is not wanted."""
    places: dict[Fate, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for place, (row, key) in enumerate(zip(contents.rows, contents.keys, strict=True)):
        places[_fate(row, key, seen, known, is_skipped)].append(place)
        seen.add(key)
    probably = set(_find_typed(contents.rows, places[Fate.NEW], known.typed))
    places[Fate.PROBABLY] = sorted(probably)
    places[Fate.NEW] = [place for place in places[Fate.NEW] if place not in probably]
    return Preview(contents, dict(places))


def _fate(row: ForeignRow, key: str, seen: set[str], known: Known, is_skipped: Callable[[ForeignRow], bool]) -> Fate:
    has_expense = known.keys.get(key)
    if has_expense or key in seen:
        return Fate.HERE
    if row.kind is not Kind.EXPENSE:
        return _OF_KIND[row.kind]
    if has_expense is False:
        return Fate.LEFT_OUT
    return Fate.SKIPPED if is_skipped(row) else Fate.NEW


def _find_typed(
    rows: Sequence[ForeignRow], places: Sequence[int], typed: Mapping[int, Sequence[dt.date]]
) -> Iterator[int]:
    """Yield the places of rows that were typed by hand, it seems: the same cents, at most three days apart.

    What was typed stands for one row, the nearest. Rows go by day, so that their order in the file does not matter.
    """
    left = {cents: sorted(days) for cents, days in typed.items()}
    for place in sorted(places, key=lambda place: (rows[place].spent_on, place)):
        days = left.get(rows[place].amount_cents)
        nearest = min(days, key=lambda day: abs(day - rows[place].spent_on)) if days else None
        if days and nearest is not None and abs(nearest - rows[place].spent_on) <= NEAR:
            days.remove(nearest)
            yield place

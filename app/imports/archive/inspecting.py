"""Checking all of an archive, and summing up what is in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.imports.archive.errors import ArchiveFault, RefusedArchiveError
from app.imports.archive.queries import category_key
from app.imports.archive.reading import read_archive
from app.imports.archive.zip_file import open_archive

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from app.imports.archive.reading import Archive


@dataclass(frozen=True)
class ArchiveSummary:
    """What an archive holds: whose it is, how many rows of each table, and the sum of its expenses in cents.

    `first_day` and `last_day` are those of its expenses; without any they are None. `lost` receipts in `counts` had
    lost their photo before the archive was made.
    """

    person: str
    created: str
    currency: str
    counts: Mapping[str, int]
    cents: int
    first_day: dt.date | None
    last_day: dt.date | None


def is_archive(path: Path) -> bool:
    """Tell whether a file is an archive of ours, or a ZIP that nobody should open."""
    try:
        with open_archive(path):
            return True
    except RefusedArchiveError as error:
        return error.fault not in {ArchiveFault.DAMAGED, ArchiveFault.FOREIGN}


def inspect_archive(path: Path, currency: str) -> ArchiveSummary:
    """Check every byte and every row of an archive, and sum up what is in it.

    Raises:
        RefusedArchiveError: it is refused.
    """
    with read_archive(path, currency) as archive:
        archive.zip.check_hashes(archive.zip.manifest.files)
        return _Inspection(archive).sum_up()


class _Inspection:
    """Goes through the tables, in the order in which they refer to each other."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._counts = Counter(lost=len(archive.zip.manifest.lost))
        self._cents = 0
        self._first_day: dt.date | None = None
        self._last_day: dt.date | None = None

    def sum_up(self) -> ArchiveSummary:
        categories = {category_key(row.name) for row in self._archive.categories()}
        keys = self._add_expenses(categories)
        self._add_receipts(keys)
        self._add_others(categories)
        manifest = self._archive.zip.manifest
        names = (manifest.account.get(name) for name in ("first_name", "last_name"))
        return ArchiveSummary(
            person=" ".join(name[:50] for name in names if isinstance(name, str)),
            created=manifest.created[:40],
            currency=str(manifest.account["currency"]),
            counts=self._counts,
            cents=self._cents,
            first_day=self._first_day,
            last_day=self._last_day,
        )

    def _add_expenses(self, categories: set[str]) -> set[str]:
        keys = set()
        for row in self._archive.expenses():
            name = "expenses" if row.deleted_at is None else "trash"
            _require(f"{name}.csv", row.key not in keys and category_key(row.category) in categories)
            keys.add(row.key)
            self._counts[name] += 1
            if row.deleted_at is None:
                self._cents += row.amount_cents
                self._first_day = min(self._first_day or row.spent_on, row.spent_on)
                self._last_day = max(self._last_day or row.spent_on, row.spent_on)
        return keys

    def _add_receipts(self, keys: set[str]) -> None:
        manifest = self._archive.zip.manifest
        for row in self._archive.receipts():
            _require("receipts.csv", not row.expense or row.expense in keys)
            if row.path not in manifest.files and row.path not in manifest.lost:
                raise RefusedArchiveError(ArchiveFault.MISSING_FILE, row.path)
            self._counts["receipts"] += 1

    def _add_others(self, categories: set[str]) -> None:
        for limit in self._archive.limits():
            _require("limits.csv", not limit.category or category_key(limit.category) in categories)
            self._counts["limits"] += 1
        self._counts.update(
            categories=len(categories),
            savings=sum(1 for _ in self._archive.goals()),
            decisions=sum(1 for _ in self._archive.decisions()),
            keys=sum(1 for _ in self._archive.import_keys()),
        )


def _require(table: str, is_right: object) -> None:
    if not is_right:
        raise RefusedArchiveError(ArchiveFault.BAD_TABLE, table)

"""What the tables of an archive hold, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category; an unknown color or icon is the plainest."""

    name: str
    color: str
    icon: str
    archived_at: dt.datetime | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """An expense; with `deleted_at` set it is in the trash."""

    key: str
    spent_on: dt.date
    amount_cents: int
    category: str
    merchant: str
    note: str
    created_at: dt.datetime
    updated_at: dt.datetime
    deleted_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt with its path in the archive; `expense` is the key of its expense, or empty."""

    path: str
    sha256: str
    sent_sha256: str
    expense: str
    name: str
    position: int
    created_at: dt.datetime
    deleted_at: dt.datetime | None

    @property
    def marks(self) -> set[str | dt.datetime]:
        """What tells a receipt without an expense: its hash, and when it was added, which cleaning does not change."""
        return {self.sha256, self.created_at}


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A limit; without a category it is for everything together, without cents it ends an earlier one."""

    category: str
    amount_cents: int | None
    valid_from: dt.date
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class GoalRow:
    """The savings goal."""

    name: str
    amount_cents: int
    starts_on: dt.date
    due_on: dt.date
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What was decided about a recurring payment."""

    merchant_key: str
    rhythm: str
    amount_cents: int
    is_confirmed: bool
    created_at: dt.datetime

    @property
    def identity(self) -> tuple[str, str, int]:
        return self.merchant_key, self.rhythm, self.amount_cents


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The key of an imported row; `expense` is the key of its expense, or empty if it is to stay away."""

    key: str
    expense: str

"""The rows of the tables in an archive; `archive_format.py` has their columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from app.core.csv_tables import decimal_amount
from app.exports import queries
from app.exports.archive_format import RECEIPT_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from app.exports.paths import Paths
    from app.exports.queries import StoredExpense, StoredReceipt
    from app.models import User

    Cells = Sequence[object]


@dataclass(frozen=True)
class ArchiveTables:
    """Reads the tables of an account from a snapshot."""

    connection: Connection
    user: User
    paths: Paths

    def rows_of(self, name: str) -> Iterable[Cells]:
        """Return the rows of a table of TABLES."""
        makers = {
            "categories.csv": self._categories,
            "expenses.csv": self._expenses,
            "trash.csv": self._trash,
            "receipts.csv": self._receipts,
            "limits.csv": self._limits,
            "savings.csv": self._savings,
            "recurring.csv": self._recurring,
            "import_keys.csv": self._import_keys,
        }
        return makers[name]()

    def all_receipts(self) -> Iterator[tuple[StoredReceipt, StoredExpense | None]]:
        """Yield every receipt with its expense, those that wait for one last."""
        deleted = queries.read_expenses(self.connection, self.user, in_trash=True)
        for expense in chain(queries.read_expenses(self.connection, self.user), deleted):
            yield from ((receipt, expense) for receipt in expense.receipts)
        yield from ((receipt, None) for receipt in queries.read_waiting(self.connection, self.user))

    def _categories(self) -> Iterable[Cells]:
        return queries.read_categories(self.connection, self.user)

    def _expenses(self) -> Iterator[Cells]:
        return map(self._expense, queries.read_expenses(self.connection, self.user))

    def _trash(self) -> Iterator[Cells]:
        for expense in queries.read_expenses(self.connection, self.user, in_trash=True):
            yield [*self._expense(expense), expense.deleted_at]

    def _receipts(self) -> Iterator[Cells]:
        for receipt, expense in self.all_receipts():
            path, key = self.paths.of_receipt(receipt, expense), expense.key if expense else ""
            yield (
                *(path, receipt.sha256, receipt.sent_sha256, key, receipt.name),
                *(receipt.position, receipt.created_at, receipt.deleted_at),
            )

    def _limits(self) -> Iterator[Cells]:
        for category, cents, *rest in queries.read_limits(self.connection, self.user):
            yield category, *self._money(cents), *rest

    def _savings(self) -> Iterator[Cells]:
        for name, cents, *rest in queries.read_goals(self.connection, self.user):
            yield name, *self._money(cents), *rest

    def _recurring(self) -> Iterator[Cells]:
        for merchant_key, rhythm, cents, *rest in queries.read_decisions(self.connection, self.user):
            yield merchant_key, rhythm, *self._money(cents), *rest

    def _import_keys(self) -> Iterator[Cells]:
        return queries.read_foreign_keys(self.connection, self.user)

    def _expense(self, expense: StoredExpense) -> list[object]:
        receipts = [self.paths.of_receipt(receipt, expense) for receipt in expense.kept_receipts]
        return [
            *(expense.key, expense.spent_on, *self._money(expense.amount_cents)),
            *(expense.category, expense.merchant, expense.note, RECEIPT_SEPARATOR.join(receipts)),
            *(expense.created_at, expense.updated_at),
        ]

    def _money(self, cents: int | None) -> tuple[str, str]:
        return decimal_amount(cents, self.paths.digits), self.user.currency

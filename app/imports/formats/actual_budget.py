"""Actual: the ZIP of a whole budget, a database within. Payments have keys there, so it is better than the CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.imports.databases import read_database
from app.imports.files import Refusal, RefusedFileError
from app.imports.records import Facts, Fault, Kind
from app.imports.rows import Draft, RowMaker, from_units, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import Member, SourceFile
    from app.imports.records import Account, Answers, Row

_TABLES = ("transactions", "accounts", "category_mapping", "categories", "category_groups", "payee_mapping", "payees")
# Categories and payees that were merged into others lead there by the mapping.
_PAYMENTS = """
SELECT t.id, t.date, t.amount, p.name, t.notes, iif(twins.count > 1, g.name || ': ' || c.name, c.name), t.transferred_id
FROM transactions t
JOIN accounts a ON a.id = t.acct
LEFT JOIN category_mapping cm ON cm.id = t.category
LEFT JOIN categories c ON c.id = coalesce(cm.transferId, t.category)
LEFT JOIN category_groups g ON g.id = c.cat_group
LEFT JOIN (SELECT name, count(*) AS count FROM categories WHERE tombstone = 0 GROUP BY name) twins
  ON twins.name = c.name
LEFT JOIN payee_mapping pm ON pm.id = t.description
LEFT JOIN payees p ON p.id = coalesce(pm.targetId, t.description)
WHERE t.tombstone = 0 AND t.isParent = 0 AND coalesce(t.starting_balance_flag, 0) = 0
  AND a.tombstone = 0 AND coalesce(a.offbudget, 0) = 0
ORDER BY t.date, t.id
"""


class ActualBudget:
    """Amounts are hundredths in every currency, negative for expenses; the day is a number, 20260307."""

    source, title = "actual-budget", "Actual Budget"

    def recognizes(self, file: SourceFile) -> bool:
        return file.find("db.sqlite") is not None and file.find("metadata.json") is not None

    def describe(self, file: SourceFile, answers: Answers) -> Facts:  # noqa: ARG002 - nothing is left to ask
        return Facts()

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:  # noqa: ARG002
        make = RowMaker(account)
        payments = read_database(_database(file), _TABLES, _PAYMENTS)
        return (_row(make, number, payment) for number, payment in enumerate(payments, 1))


def _database(file: SourceFile) -> Member:
    member = file.find("db.sqlite")
    if member is None:
        raise RefusedFileError(Refusal.DAMAGED)
    return member


def _row(make: RowMaker, number: int, payment: tuple[Any, ...]) -> Row:
    key, date, amount, payee, notes, category, transferred_id = payment
    if not isinstance(amount, int) or not isinstance(date, int):
        return unreadable(number, Fault.BAD_ROW, str(key))
    draft = Draft(
        number,
        str(date),
        from_units(amount, 2),
        merchant=str(payee or ""),
        note=str(notes or ""),
        category=str(category or ""),
        external_id=str(key),
    )
    return make.make(draft, Kind.TRANSFER) if transferred_id else make.signed(draft)

"""My Expenses: its backup, a ZIP of the database and of the pictures. The keys there make it better than the CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from app.imports.databases import read_database
from app.imports.dates import day_of_instant
from app.imports.files import Refusal, RefusedFileError
from app.imports.records import Facts, Fault, Kind
from app.imports.rows import Draft, RowMaker, from_units, hashtags, join_note, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.imports.files import SourceFile
    from app.imports.records import Account, Answers, Row

_PICTURES = "Pictures/"  # followed by the number of the attachment and its name: 7_photo.jpg
_DIGITS = range(9)
_TABLES = (
    *("transactions", "accounts", "currency", "payee", "categories", "tags", "transactions_tags"),
    *("attachments", "transaction_attachments"),
)
# A category 0 is the whole of a split; statuses 2, 3 and 4 are drafts, helpers, and sums of what was archived.
_PAYMENTS = """
SELECT t.uuid, t.date, t.amount, coalesce(currency.fraction_digits, -1), accounts.currency,
  coalesce(payee.name, whole_payee.name, ''), coalesce(t.comment, ''),
  coalesce(iif(twins.count > 1, groups.label || ': ' || categories.label, categories.label), ''), t.transfer_account,
  (SELECT group_concat(label, char(10)) FROM transactions_tags JOIN tags ON tags._id = tag_id
   WHERE transaction_id = t._id),
  (SELECT group_concat(attachment_id) FROM transaction_attachments WHERE transaction_id = t._id),
  (SELECT group_concat(attachment_id) FROM transaction_attachments WHERE transaction_id = t.parent_id), t.parent_id
FROM transactions t
JOIN accounts ON accounts._id = t.account_id
LEFT JOIN currency ON currency.code = accounts.currency
LEFT JOIN transactions whole ON whole._id = t.parent_id
LEFT JOIN payee ON payee._id = t.payee_id
LEFT JOIN payee whole_payee ON whole_payee._id = whole.payee_id
LEFT JOIN categories ON categories._id = t.cat_id
LEFT JOIN categories groups ON groups._id = categories.parent_id
LEFT JOIN (SELECT label, count(*) AS count FROM categories GROUP BY label) twins ON twins.label = categories.label
WHERE t.status NOT IN (2, 3, 4) AND coalesce(t.cat_id, -1) <> 0
  AND t.cr_status <> 'VOID' AND coalesce(whole.cr_status, '') <> 'VOID'
ORDER BY t.date, t._id
"""


class MyExpensesBackup:
    """Amounts are in minor units, negative for expenses; times are seconds since 1970."""

    source, title = "my-expenses-backup", "My Expenses"

    def recognizes(self, file: SourceFile) -> bool:
        return file.find("BACKUP") is not None

    def describe(self, file: SourceFile, answers: Answers) -> Facts:  # noqa: ARG002 - nothing is left to ask
        return Facts()

    def read(self, file: SourceFile, answers: Answers, account: Account) -> Iterator[Row]:  # noqa: ARG002
        database = file.find("BACKUP")
        if database is None:
            raise RefusedFileError(Refusal.DAMAGED)
        reader = _Reader(account, _pictures(file))
        for number, values in enumerate(read_database(database, _TABLES, _PAYMENTS), 1):
            yield reader.row(number, _Payment._make(values))


class _Payment(NamedTuple):
    """What the statement finds. Any column of a foreign database can hold anything."""

    uuid: Any
    date: Any
    amount: Any
    digits: Any
    currency: Any
    payee: Any
    comment: Any
    category: Any
    transfer_account: Any
    tags: Any
    pictures: Any
    pictures_of_whole: Any
    whole_id: Any


class _Reader:
    """Makes rows; the pictures of a split go to its first part."""

    def __init__(self, account: Account, pictures: dict[str, str]) -> None:
        self._account = account
        self._make = RowMaker(account)
        self._pictures = pictures
        self._split: set[Any] = set()

    def row(self, number: int, payment: _Payment) -> Row:
        if not isinstance(payment.amount, int) or not isinstance(payment.date, int):
            return unreadable(number, Fault.BAD_ROW, str(payment.uuid))
        day = day_of_instant(payment.date, self._account.timezone)
        if isinstance(day, Fault):
            return unreadable(number, day, str(payment.uuid))
        digits = payment.digits if payment.digits in _DIGITS else self._account.digits
        draft = Draft(
            number,
            day,
            from_units(payment.amount, digits),
            currency=str(payment.currency),
            merchant=str(payment.payee),
            note=join_note(str(payment.comment), hashtags(str(payment.tags or "").split("\n"))),
            category=str(payment.category),
            external_id=str(payment.uuid or ""),
            receipts=tuple(self._receipts(payment)),
        )
        return self._make.make(draft, Kind.TRANSFER) if payment.transfer_account else self._make.signed(draft)

    def _receipts(self, payment: _Payment) -> Iterator[str]:
        keys = str(payment.pictures or "").split(",")
        if payment.whole_id is not None and payment.whole_id not in self._split:
            self._split.add(payment.whole_id)
            keys += str(payment.pictures_of_whole or "").split(",")
        return (self._pictures[key] for key in keys if key in self._pictures)


def _pictures(file: SourceFile) -> dict[str, str]:
    """Return the paths of pictures by the numbers of their attachments."""
    names = (path for path in file.members if path.startswith(_PICTURES))
    return {path.removeprefix(_PICTURES).partition("_")[0]: path for path in names}

"""Saving what of an archive is new, in the transaction that runs."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from app.database.engine import db
from app.imports.archive import queries
from app.imports.archive.errors import ArchiveFault, RefusedArchiveError
from app.imports.archive.photos import PhotoStore
from app.imports.archive.queries import category_key
from app.imports.archive.reading import read_archive
from app.imports.archive.undoing import ADDED, ADDED_TABLES, WAITING, in_parts
from app.imports.work import Progress, Stage
from app.models import Expense, ImportKey, Receipt
from app.models.expense import merchant_key, search_text
from app.receipts.services import tidy_file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.imports.archive.photos import Photo
    from app.imports.archive.reading import Archive
    from app.imports.archive.rows import ExpenseRow, ReceiptRow
    from app.imports.work import Steps
    from app.models import ImportBatch, User

    Row = dict[str, Any]

_ROWS_AT_ONCE = 500
_FILE_COLUMNS = ("storage_key", "media_type", "byte_size", "width", "height", "sha256", "page_count", "signature")


def save_archive(user: User, path: Path, batch: ImportBatch) -> Steps[Counter[str]]:
    """Add what of an archive is new, and return how many of what: `expenses`, `trash`, `receipts`, `lost` and so on.

    The photos are decoded first, which takes a tenth of a second for each. Only then the write lock is taken.
    `lost` receipts have no photo that can be decoded, and are left out.

    Raises:
        RefusedArchiveError: it is refused; the transaction is to be rolled back.
        BusyError: others decode photos all the time.
        NoRoomError: the person or the disk has no room for the photos.
        StorageError: a photo cannot be written.
    """
    with read_archive(path, user.currency) as archive:
        return (yield from _Import(user, archive, batch).save())


class _Import:
    """One archive on its way into an account."""

    def __init__(self, user: User, archive: Archive, batch: ImportBatch) -> None:
        self._user = user
        self._archive = archive
        self._batch = batch
        self._here = queries.find_keys(user)
        self._counts: Counter[str] = Counter()
        self._added: dict[str, list[int]] = {}

    def save(self) -> Steps[Counter[str]]:
        db.session.connection()  # begin the transaction now, so that a rollback removes the files
        photos = yield from self._store_photos()
        category_ids = self._save_categories()
        new = self._save_expenses(category_ids)
        self._save_receipts(photos, new)
        self._save_keys({**self._here, **new})
        self._save_goals(category_ids)
        self._batch.answers = {**self._batch.answers, ADDED: self._added}
        return +self._counts  # without zeros

    def _store_photos(self) -> Steps[list[tuple[ReceiptRow, Photo]]]:
        """Write the photos of new receipts; they lie there without rows for a while."""
        here = queries.find_receipts(self._user)
        new = [row for row in self._archive.receipts() if self._is_new(row, here)]
        store = PhotoStore(self._user, self._archive.zip)
        stored = []
        for number, row in enumerate(new, 1):
            photo = store.take(row.path)
            if photo is not None:
                stored.append((row, photo))
            yield Progress(Stage.PICTURES, number, len(new))
        store.sync()
        self._counts.update(receipts=len(stored), lost=len(new) - len(stored))
        return stored

    def _is_new(self, row: ReceiptRow, here: set[Any]) -> bool:
        if row.expense:
            return row.expense not in self._here
        return not row.marks & here

    def _save_categories(self) -> dict[str, int]:
        """Add the categories that are not here by name; return the numbers of all, by the key of their name."""
        numbers = queries.find_categories(self._user)
        for row in self._archive.categories():
            key = category_key(row.name)
            if key not in numbers:
                names = ("name", "color", "icon", "archived_at", "created_at")
                numbers[key] = self._note("categories", {"name_key": key, **_columns(row, names)})
        return numbers

    def _save_expenses(self, category_ids: dict[str, int]) -> dict[str, int]:
        """Add the new expenses; return their numbers by key."""
        new: dict[str, int] = {}
        rows = (row for row in self._archive.expenses() if row.key not in self._here)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            keys = [row.key for row in some]
            if len({*keys}) < len(keys) or new.keys() & keys:
                raise RefusedArchiveError(ArchiveFault.BAD_TABLE, "expenses.csv")
            numbers = self._add(Expense, [_to_expense(row, category_ids) for row in some])
            new |= zip(keys, numbers, strict=True)
            deleted = sum(row.deleted_at is not None for row in some)
            self._counts.update(expenses=len(some) - deleted, trash=deleted)
        self._add_keys(new.items())
        return new

    def _save_receipts(self, photos: list[tuple[ReceiptRow, Photo]], new: dict[str, int]) -> None:
        if any(row.expense and row.expense not in new for row, _ in photos):
            raise RefusedArchiveError(ArchiveFault.BAD_TABLE, "receipts.csv")
        with_expense = [(row, photo) for row, photo in photos if row.expense]
        waiting = [(row, photo) for row, photo in photos if not row.expense]
        for some in in_parts(with_expense):
            self._add_photos(some, new)
        for some in in_parts(waiting):
            self._added.setdefault(WAITING, []).extend(self._add_photos(some, new))

    def _add_photos(self, photos: Sequence[tuple[ReceiptRow, Photo]], new: dict[str, int]) -> list[int]:
        """Add receipts and what was read from them; return the numbers of the receipts."""
        rows = [{**_to_receipt(row, photo.receipt), "expense_id": new.get(row.expense)} for row, photo in photos]
        numbers = self._add(Receipt, rows)
        for number, (_row, photo) in zip(numbers, photos, strict=True):
            photo.reading.receipt_id = number
            db.session.add(photo.reading)
        return numbers

    def _save_keys(self, numbers: dict[str, int | None]) -> None:
        """Keep what other files brought, and what is to stay away."""
        rows = {row.key: row.expense for row in self._archive.import_keys() if row.key not in numbers}
        self._add_keys((key, numbers.get(expense)) for key, expense in rows.items())

    def _save_goals(self, category_ids: dict[str, int]) -> None:
        user = self._user
        limits, decisions = queries.find_limits(user), queries.find_decisions(user)
        for limit in self._archive.limits():
            category_id = category_ids[category_key(limit.category)] if limit.category else None
            if (category_id, limit.valid_from) not in limits:
                limits.add((category_id, limit.valid_from))
                names = ("amount_cents", "valid_from", "created_at")
                self._note("limits", {"category_id": category_id, **_columns(limit, names)})
        for goal in self._archive.goals():
            if not queries.has_goal(user):
                self._note("savings", _columns(goal, ("name", "amount_cents", "starts_on", "due_on", "created_at")))
        for row in self._archive.decisions():
            if row.identity not in decisions:
                decisions.add(row.identity)
                values = ("merchant_key", "rhythm", "amount_cents", "is_confirmed", "created_at")
                self._note("decisions", _columns(row, values))

    def _add_keys(self, keys: Iterable[tuple[str, int | None]]) -> None:
        for some in in_parts(list(keys)):
            own = {"user_id": self._user.id, "batch_id": self._batch.id}
            db.session.execute(insert(ImportKey), [{"key": key, "expense_id": number, **own} for key, number in some])

    def _note(self, name: str, row: Row) -> int:
        """Add a row that has no key, keep its number for the way back, and return it."""
        number = self._add(ADDED_TABLES[name], [row])[0]
        self._added.setdefault(name, []).append(number)
        self._counts[name] += 1
        return number

    def _add(self, table: Any, rows: list[Row]) -> list[int]:
        """Add rows of the user, all with the same columns, and return their numbers in the same order."""
        statement = insert(table).returning(table.id, sort_by_parameter_order=True)
        return list(db.session.scalars(statement, [{"user_id": self._user.id, **row} for row in rows]))


def _to_expense(row: ExpenseRow, category_ids: dict[str, int]) -> Row:
    number = category_ids.get(category_key(row.category))
    if number is None:
        raise RefusedArchiveError(ArchiveFault.BAD_TABLE, "categories.csv")
    names = ("spent_on", "amount_cents", "merchant", "note", "created_at", "updated_at", "deleted_at")
    keys = {"merchant_key": merchant_key(row.merchant), "search_text": search_text(row.merchant, row.note)}
    return {"category_id": number, **keys, **_columns(row, names)}


def _to_receipt(row: ReceiptRow, photo: Receipt) -> Row:
    return {
        **_columns(photo, _FILE_COLUMNS),
        "original_name": tidy_file_name(row.name),
        **_columns(row, ("sent_sha256", "position", "created_at", "deleted_at")),
    }


def _columns(row: object, names: tuple[str, ...]) -> Row:
    return {name: getattr(row, name) for name in names}

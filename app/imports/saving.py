"""Bringing the expenses of a file in, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, delete, func, insert, select, update

from app.core.palette import PALETTE
from app.database.engine import db
from app.imports.category_matching import new_name
from app.imports.pictures import store_pictures
from app.imports.preview import Fate
from app.imports.records import Kind
from app.imports.services import remember
from app.imports.work import CHUNK, Progress, Stage, chunks
from app.models import Category, Expense, ImportBatch, ImportKey, RecurringDecision
from app.models.expense import merchant_key, search_text
from app.models.types import utc_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Table

    from app.imports.category_matching import CategoryPlan
    from app.imports.contents import Opened
    from app.imports.pictures import Pictures
    from app.imports.preview import Preview, Wishes
    from app.imports.records import ForeignRow
    from app.imports.work import Steps
    from app.models import User

_EXPENSES = cast("Table", Expense.__table__)
_COLORS = tuple(PALETTE)
MADE_CATEGORIES, MADE_DECISIONS = "made_categories", "made_decisions"  # in the answers of an import that is done
# Tables in place of models: nothing runs for each row.
_ADD_EXPENSES = insert(_EXPENSES)
_LAST_NUMBER = select(func.coalesce(func.max(Expense.id), 0))
# Rows get ascending numbers in the order in which they are inserted; the moment tells them from rows of other requests.
# RETURNING would need a statement for each row, since SQLite does not promise its order.
_NEW_NUMBERS = (
    select(Expense.id)
    .where(
        Expense.id > bindparam("last"), Expense.user_id == bindparam("user_id"), Expense.created_at == bindparam("now")
    )
    .order_by(Expense.id)
)
_ADD_KEYS = insert(cast("Table", ImportKey.__table__))
_FORGET_KEYS = delete(ImportKey).where(
    ImportKey.user_id == bindparam("user_id"), ImportKey.key.in_(bindparam("keys", expanding=True))
)
_CLAIM = (
    update(ImportBatch)
    .where(
        ImportBatch.id == bindparam("batch_id"),
        ImportBatch.user_id == bindparam("owner_id"),
        ImportBatch.finished_at.is_(None),
    )
    .values(finished_at=bindparam("now"))
    .returning(ImportBatch.id)
)


@dataclass(frozen=True)
class Outcome:
    """What came in: numbers of expenses and receipts, and of pictures that could not be taken."""

    expense_count: int
    receipt_count: int
    lost_picture_count: int
    decision_count: int


@dataclass(frozen=True)
class Task:
    """Everything that decides what is saved."""

    user: User
    batch: ImportBatch
    opened: Opened
    preview: Preview
    wishes: Wishes
    plan: CategoryPlan

    def row(self, place: int) -> ForeignRow:
        return self.preview.contents.rows[place]

    def keys(self, places: Iterable[int]) -> list[str]:
        return [self.preview.contents.keys[place] for place in places]


def save_import(task: Task) -> Steps[Outcome | None]:
    """Save what is wanted; None if another request has done it.

    Everything that takes time is worked out before the first write: from then on nobody else writes to SQLite.

    Raises:
        IntegrityError: another file with the same rows came in at this moment.
        BusyError, NoRoomError, StorageError: pictures cannot be stored.
    """
    wanted = sorted(task.preview.wanted(task.wishes), key=lambda place: task.row(place).spent_on)
    paths = {place: row.receipts for place in wanted if (row := task.row(place)).receipts}
    pictures = yield from store_pictures(task.user, task.opened, paths)
    rows = [_prepared(task, place) for place in wanted]
    now = utc_now()
    if not _claim(task, now):
        return None
    names, made_ids = _make_categories(task.user, [target for target, _ in rows])
    last = db.session.scalar(_LAST_NUMBER)
    for count, chunk in enumerate(chunks(rows)):
        _add_expenses(task.user, chunk, names, now)
        yield Progress(Stage.SAVING, count * CHUNK, len(rows))
    ids = db.session.scalars(_NEW_NUMBERS, {"last": last, "user_id": task.user.id, "now": now}).all()
    _keep_keys(task, wanted, ids)
    _add_receipts(pictures, dict(zip(wanted, ids, strict=True)), now)
    decision_ids = _add_decisions(task)
    task.batch.finished_at = now  # as the claim has written it
    _finish(task, len(ids), made_ids, decision_ids)
    return Outcome(len(ids), sum(map(len, pictures.receipts.values())), pictures.lost_count, len(decision_ids))


def _prepared(task: Task, place: int) -> tuple[int | str, dict[str, Any]]:
    """Return the own category of a row, or the name of a new one, and what its expense is beside that."""
    row = task.row(place)
    return task.plan.target_of(row) or new_name(task.plan.fallback), {
        "amount_cents": -row.amount_cents if row.kind is Kind.INCOME else row.amount_cents,
        "spent_on": row.spent_on,
        "merchant": row.merchant,
        "merchant_key": task.plan.merchant_keys[row.merchant],
        "note": row.note,
        "search_text": search_text(row.merchant, row.note),
    }


def _claim(task: Task, now: dt.datetime) -> bool:
    """Mark the import as done, which also takes the write lock; False if it is done already."""
    values = {"batch_id": task.batch.id, "owner_id": task.user.id, "now": now}
    return db.session.execute(_CLAIM, values).first() is not None


def _make_categories(user: User, targets: Iterable[int | str]) -> tuple[dict[str, int], list[int]]:
    """Return the number of a category for each new name, and the numbers of those that were made for it.

    A name that the person has already, in any case, needs no new one.
    """
    found: dict[str, Category] = {}
    own = {
        category.name_key: category
        for category in db.session.scalars(select(Category).where(Category.user_id == user.id))
    }
    made = []
    for name in dict.fromkeys(target for target in targets if isinstance(target, str)):
        category = Category(user_id=user.id, name=name, color=_COLORS[len(own) % len(_COLORS)])
        if category.name_key not in own:
            own[category.name_key] = category
            made.append(category)
        found[name] = own[category.name_key]
    db.session.add_all(made)
    db.session.flush()  # the expenses need their numbers
    return {name: category.id for name, category in found.items()}, [category.id for category in made]


def _add_expenses(
    user: User, rows: Iterable[tuple[int | str, dict[str, Any]]], names: dict[str, int], now: dt.datetime
) -> None:
    shared = {"user_id": user.id, "created_at": now, "updated_at": now, "version": 1}
    values = [
        {**row, **shared, "category_id": names[target] if isinstance(target, str) else target} for target, row in rows
    ]
    db.session.execute(_ADD_EXPENSES, values)


def _keep_keys(task: Task, wanted: Sequence[int], ids: Sequence[int]) -> None:
    """Keep the keys of what came in, and of what shall stay away."""
    known = [place for fate in (Fate.LEFT_OUT, Fate.INCOME) for place in task.preview.places.get(fate, ())]
    for keys in chunks(task.keys(set(known).intersection(wanted))):
        db.session.execute(_FORGET_KEYS, {"user_id": task.user.id, "keys": keys})
    unwanted = task.preview.unwanted(task.wishes)
    shared = {"user_id": task.user.id, "batch_id": task.batch.id}
    numbers = [*ids, *([None] * len(unwanted))]
    keys = task.keys([*wanted, *unwanted])
    for chunk in chunks(zip(keys, numbers, strict=True)):
        db.session.execute(_ADD_KEYS, [{**shared, "key": key, "expense_id": number} for key, number in chunk])


def _add_receipts(pictures: Pictures, ids: dict[int, int], now: dt.datetime) -> None:
    for place, receipts in pictures.receipts.items():
        for position, receipt in enumerate(receipts):
            receipt.expense_id, receipt.position, receipt.created_at = ids[place], position, now
        db.session.add_all(receipts)


def _add_decisions(task: Task) -> list[int]:
    """Confirm what the file says recurs, unless the person has decided about it; return the numbers of what is new."""
    made = RecurringDecision
    own = select(made.merchant_key, made.rhythm, made.amount_cents).where(made.user_id == task.user.id)
    known = {tuple(row) for row in db.session.execute(own)}
    rows = map(task.row, task.preview.places.get(Fate.RECURRING, ()))
    wanted = {(merchant_key(row.merchant), row.rhythm.value, row.amount_cents) for row in rows if row.rhythm}
    decisions = [
        made(user_id=task.user.id, merchant_key=key, rhythm=rhythm, amount_cents=cents, is_confirmed=True)
        for key, rhythm, cents in sorted(wanted - known)
    ]
    db.session.add_all(decisions)
    db.session.flush()  # undoing needs their numbers
    return [decision.id for decision in decisions]


def _finish(task: Task, expense_count: int, category_ids: list[int], decision_ids: list[int]) -> None:
    batch = task.batch
    batch.counts = {fate.value: count for fate in Fate if (count := task.preview.count(fate))}
    batch.counts |= {"expenses": expense_count}
    remember(task.user, batch)
    batch.answers = {MADE_CATEGORIES: category_ids, MADE_DECISIONS: decision_ids}
    batch.storage_key = None
    db.session.flush()

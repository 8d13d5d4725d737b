"""Keeping imports on their way: their files, and what is said about them. `saving.py` brings the expenses in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from app.database.engine import db
from app.imports.answers import CATEGORIES, READING, to_json
from app.imports.queries import recall
from app.models import ImportBatch, ImportMemory
from app.models.import_batch import FILE_NAME_MAX_LENGTH
from app.web.waiting_files import remove_file, remove_files_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from app.imports.records import Answers
    from app.models import User

KEPT_FOR = dt.timedelta(days=1)
MOST_WAITING = 5  # of an account: the oldest goes when a further one comes


def start_import(user: User, source: str, file_name: str, storage_key: str, shape: str) -> ImportBatch:
    """Keep a file that was recognized, with what was said about the last one of its shape."""
    _remove_waiting(ImportBatch.id.in_(_oldest_waiting(user)))
    batch = ImportBatch(
        user_id=user.id,
        source=source,
        file_name=file_name[-FILE_NAME_MAX_LENGTH:],
        storage_key=storage_key,
        answers={**recall(user, shape), "shape": shape},
    )
    db.session.add(batch)
    db.session.flush()  # the address of the next page has its number
    return batch


def answer_about_reading(batch: ImportBatch, answers: Answers) -> None:
    batch.answers = {**batch.answers, READING: to_json(answers)}


def answer_about_categories(batch: ImportBatch, choices: Mapping[str, str]) -> None:
    """Keep where categories of the file go, beside what was said about others."""
    batch.answers = {**batch.answers, CATEGORIES: {**batch.answers.get(CATEGORIES, {}), **choices}}


def discard_import(user: User, batch: ImportBatch) -> None:
    """Forget a waiting import, and remove its file."""
    _remove_waiting((ImportBatch.user_id == user.id) & (ImportBatch.id == batch.id))


def remove_due(now: dt.datetime) -> None:
    """Remove what has waited for longer than KEPT_FOR, of any user, and files that nobody knows any more."""
    _remove_waiting(ImportBatch.created_at < now - KEPT_FOR)
    remove_files_before(now - KEPT_FOR)


def remember(user: User, batch: ImportBatch) -> None:
    """Keep what was said about a file for the next one of its shape."""
    shape = str(batch.answers["shape"])
    said: dict[str, Any] = {name: batch.answers[name] for name in (READING, CATEGORIES) if name in batch.answers}
    own = (ImportMemory.user_id == user.id, ImportMemory.shape == shape)
    memory = db.session.scalar(select(ImportMemory).where(*own)) or ImportMemory(user_id=user.id, shape=shape)
    memory.answers = said
    db.session.add(memory)


def _oldest_waiting(user: User) -> list[int]:
    """Return the numbers of those that have to go for one more."""
    waiting = select(ImportBatch.id).where(ImportBatch.user_id == user.id, ImportBatch.finished_at.is_(None))
    return list(db.session.scalars(waiting.order_by(ImportBatch.id.desc()).offset(MOST_WAITING - 1)))


def _remove_waiting(which: ColumnElement[bool]) -> None:
    """Delete waiting imports. A file goes even if the commit fails: its page then asks for it again."""
    statement = delete(ImportBatch).where(which, ImportBatch.finished_at.is_(None)).returning(ImportBatch.storage_key)
    for key in db.session.scalars(statement).all():
        if key is not None:
            remove_file(key)

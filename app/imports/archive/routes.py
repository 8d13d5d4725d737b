"""The page of an archive that waits: what is in it, what of it is new, and bringing that in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, url_for
from sqlalchemy.exc import DatabaseError

from app.database.engine import db
from app.events.services import record_event
from app.imports import queries
from app.imports.archive.errors import RefusedArchiveError
from app.imports.archive.inspecting import inspect_archive
from app.imports.archive.messages import SOURCE, nothing_saved, refusal_text
from app.imports.archive.queries import plan_archive
from app.imports.archive.services import save_archive
from app.imports.opening import FileGoneError, find_file
from app.imports.saving import Outcome
from app.imports.streaming import stream_page
from app.imports.turns import in_turn
from app.imports.work import Work
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.receipts.forms import no_room_message
from app.receipts.room import NoRoomError
from app.receipts.turns import BusyError
from app.stores.store import StorageError
from app.web.access import found_or_404, signed_in_user
from app.web.forms import PostForm
from app.web.paging import form_page
from app.web.waiting_files import remove_file

if TYPE_CHECKING:
    from app.imports.work import Steps
    from app.models import ImportBatch
    from app.web.paging import Page

archives = Blueprint("archives", __name__)

_EXPECTED = (
    RefusedArchiveError,
    BusyError,
    FileGoneError,
    FileNotFoundError,  # where another request has saved it meanwhile
    DatabaseError,
    NoRoomError,
    StorageError,
)


@archives.get("/<row_id:batch_id>")
def show(batch_id: int) -> Page:
    """Say what is in the archive, and what of it is new here."""
    return _show(batch_id, PostForm())


@archives.post("/<row_id:batch_id>")
def save(batch_id: int) -> Page:
    """Bring in what is new."""
    form = PostForm()
    if not form.validate_on_submit():
        return _show(batch_id, form)
    batch = _get(batch_id)
    find_file(batch)  # before the page is sent
    work = Work(in_turn(_save(batch)), *_EXPECTED)
    return stream_page("imports/done.html", batch=batch, work=work, refusal_of=_refusal_of)


@archives.errorhandler(RefusedArchiveError)
def show_refusal(error: RefusedArchiveError) -> Page:
    """Say why the archive is refused now; the currency may have changed since it was sent."""
    flash(refusal_text(error))
    return redirect(url_for("imports.index"))


def _show(batch_id: int, form: PostForm) -> Page:
    user, batch = signed_in_user(), _get(batch_id)
    path = find_file(batch)
    summary, plan = inspect_archive(path, user.currency), plan_archive(user, path)
    return form_page("imports/archive.html", form, batch=batch, summary=summary, plan=plan)


def _get(batch_id: int) -> ImportBatch:
    batch = queries.get_batch(signed_in_user(), batch_id)
    return found_or_404(batch if batch and batch.source == SOURCE else None)


def _refusal_of(error: Exception) -> str:
    """Return why the archive is refused, empty for an error that a second try may not meet."""
    if isinstance(error, NoRoomError):
        return nothing_saved(no_room_message(error))
    return refusal_text(error) if isinstance(error, RefusedArchiveError) else ""


def _save(batch: ImportBatch) -> Steps[Outcome | None]:
    """Save and commit; None if another request has done it. The session that read the batch has ended."""
    user, key = signed_in_user(), batch.storage_key or ""
    try:
        found = queries.get_batch(user, batch.id)
        if found is None:
            raise FileGoneError
        if found.finished_at is not None:
            return None
        counts = yield from save_archive(user, find_file(found), found)
        found.counts, found.finished_at, found.storage_key = dict(counts), utc_now(), None
        record_event(user.id, EventKind.IMPORTED, found.file_name)
        db.session.commit()
    except (DatabaseError, NoRoomError, StorageError, RefusedArchiveError):
        db.session.rollback()  # others wait for the lock
        current_app.logger.exception("an archive did not come in")
        raise
    remove_file(key)
    return Outcome(counts["expenses"], counts["receipts"], counts["lost"], decision_count=0)

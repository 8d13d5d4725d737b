"""Pages of imports: a file, how it is read, its categories, what comes in; and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, flash, redirect, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.exc import DatabaseError

from app.database.engine import db
from app.events.services import record_event
from app.imports import queries, services
from app.imports.archive.errors import RefusedArchiveError
from app.imports.archive.messages import SOURCE, TITLE, nothing_saved, refusal_text
from app.imports.archive.undoing import undo_archive
from app.imports.formats import registry
from app.imports.forms import CategoriesForm, PreviewForm, ReadingForm, UploadForm
from app.imports.messages import CHOICES, FATES, FAULTS, KINDS, LABELS, REFUSALS
from app.imports.opening import AlreadyInError, FileGoneError, open_import, read_samples, take_file
from app.imports.planning import list_own, plan_import, sort_categories
from app.imports.records import Account
from app.imports.refusals import Refusal, RefusedFileError
from app.imports.saving import Task, save_import
from app.imports.streaming import stream_page
from app.imports.turns import in_turn
from app.imports.undoing import hold_import, undo_import
from app.imports.work import Work
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.receipts.forms import no_room_message
from app.receipts.room import NoRoomError
from app.receipts.turns import BusyError
from app.stores.store import StorageError
from app.web.access import found_or_404, signed_in_user
from app.web.extensions import settings
from app.web.localization import money_format
from app.web.paging import form_page, repeated_after_conflict
from app.web.waiting_files import TooLargeError, remove_file

if TYPE_CHECKING:
    from app.imports.contents import Opened
    from app.imports.planning import Sorted
    from app.imports.saving import Outcome
    from app.imports.work import Steps
    from app.models import ImportBatch
    from app.web.paging import Page

imports = Blueprint("imports", __name__)

_MOST_LISTED = 50  # imports
_MOST_NAMES = 100  # categories of a file that are asked about: the most used
_MOST_SHOWN = 100  # rows of each kind in the preview
_REFUSED = (RefusedFileError, BusyError, FileNotFoundError)  # the last where another request has saved it meanwhile
_UNSAVED = (FileGoneError, DatabaseError, NoRoomError, StorageError)
_TEXTS: dict[str, Any] = {
    "choices": CHOICES,
    "fates": FATES,
    "faults": FAULTS,
    "kinds": KINDS,
    "labels": LABELS,
    "refusals": REFUSALS,
}


@imports.route("/", methods=["GET", "POST"])
def index() -> Page:
    """List the imports, and take a file."""
    user = signed_in_user()
    form = UploadForm()
    if form.validate_on_submit():
        services.remove_due(utc_now())
        try:
            batch = take_file(user, _account(), form.file_name, form.stream, settings().max_receipt_bytes)
        except TooLargeError:
            form.file.errors = [REFUSALS[Refusal.TOO_LARGE]]
        except RefusedFileError as error:
            form.file.errors = [REFUSALS[error.refusal]]
        except RefusedArchiveError as error:
            form.file.errors = [refusal_text(error)]
        else:
            db.session.commit()
            return redirect(url_for(".show", batch_id=batch.id))
    listed = queries.list_batches(user, _MOST_LISTED)
    return form_page("imports/index.html", form, listed=listed, titles=_titles())


@imports.route("/<row_id:batch_id>", methods=["GET", "POST"])
def show(batch_id: int) -> Page:
    """Say what was recognized, and ask what the file leaves open; an archive has a page of its own."""
    if _get(batch_id).source == SOURCE:
        return redirect(url_for("archives.show", batch_id=batch_id))
    batch, opened = _open(batch_id)
    facts = opened.reader.describe(opened.file, opened.answers)
    form = ReadingForm(facts, opened.answers)
    if form.validate_on_submit():
        services.answer_about_reading(batch, form.answers)
        db.session.commit()
        return redirect(url_for(".show" if form.look_again.data else ".sort", batch_id=batch_id))
    samples = read_samples(opened)
    return form_page("imports/show.html", form, batch=batch, opened=opened, facts=facts, samples=samples, **_TEXTS)


@imports.route("/<row_id:batch_id>/categories", methods=["GET", "POST"])
def sort(batch_id: int) -> Page:
    """Ask where the categories of the file go."""
    batch, opened = _open(batch_id)
    form = CategoriesForm(list_own(signed_in_user()))
    if form.validate_on_submit():
        services.answer_about_categories(batch, form.choices)
        db.session.commit()
        return redirect(url_for(".preview", batch_id=batch_id))
    work = Work(in_turn(_ask_about_categories(batch, opened, form)), *_REFUSED)
    status = 400 if form.errors else 200
    return stream_page("imports/categories.html", status, batch=batch, form=form, work=work, **_TEXTS)


@imports.get("/<row_id:batch_id>/preview")
def preview(batch_id: int) -> Page:
    """Show what comes in and what does not."""
    batch, opened = _open(batch_id)
    return _show_preview(batch, opened, PreviewForm())


@imports.post("/<row_id:batch_id>/preview")
def save(batch_id: int) -> Page:
    """Bring the expenses in."""
    batch, opened = _open(batch_id)
    form = PreviewForm()
    if not form.validate_on_submit():
        return _show_preview(batch, opened, form)
    work = Work(in_turn(_save(batch, opened, form)), *_REFUSED, *_UNSAVED)
    return stream_page("imports/done.html", batch=batch, work=work, refusal_of=_refusal_of)


@imports.post("/<row_id:batch_id>/discard")
def discard(batch_id: int) -> Page:
    """Forget a file that waits."""
    user = signed_in_user()
    services.discard_import(user, found_or_404(queries.get_batch(user, batch_id)))
    db.session.commit()
    flash(gettext("The file is gone. Nothing was taken from it."))
    return redirect(url_for(".index"))


@imports.post("/<row_id:batch_id>/undo")
@repeated_after_conflict
def undo(batch_id: int) -> Page:
    """Take an import back."""
    user = signed_in_user()
    batch = found_or_404(queries.get_batch(user, batch_id))
    if batch.finished_at is not None and hold_import(user, batch):
        gone, left = undo_archive(user, batch) if batch.source == SOURCE else undo_import(user, batch)
        record_event(user.id, EventKind.IMPORT_UNDONE, batch.file_name)
        db.session.commit()
        flash(ngettext("%(num)d imported expense is gone.", "%(num)d imported expenses are gone.", gone))
        if left:
            flash(ngettext("%(num)d was changed since and stays.", "%(num)d were changed since and stay.", left))
    return redirect(url_for("imports.index"))


@imports.app_errorhandler(FileGoneError)
def show_gone_file(_error: FileGoneError) -> Page:
    flash(gettext("The file is not here any more. Send it again: nothing was taken from it."))
    return redirect(url_for("imports.index"))


@imports.app_errorhandler(AlreadyInError)
def show_already_in(_error: AlreadyInError) -> Page:
    flash(gettext("This file is in already."))
    return redirect(url_for("imports.index"))


@imports.errorhandler(RefusedFileError)
def show_refusal(error: RefusedFileError) -> Page:
    flash(str(REFUSALS[error.refusal]))
    return redirect(url_for(".index"))


def _refusal_of(error: Exception) -> str:
    """Return why the file is refused, empty for an error that a second try may not meet."""
    if isinstance(error, NoRoomError):
        return nothing_saved(no_room_message(error))
    return str(REFUSALS[error.refusal]) if isinstance(error, RefusedFileError) else ""


def _get(batch_id: int) -> ImportBatch:
    return found_or_404(queries.get_batch(signed_in_user(), batch_id))


def _open(batch_id: int) -> tuple[ImportBatch, Opened]:
    batch = _get(batch_id)
    return batch, open_import(batch, _account())


def _account() -> Account:
    user = signed_in_user()
    return Account(user.currency, money_format().digits, user.timezone)


def _titles() -> dict[str, str]:
    """Return the names of the programs that are recognized, by their keys."""
    return {SOURCE: TITLE} | {reader.source: reader.title for reader in registry.FORMATS}


def _fallback() -> str:
    """Return the name of the category for rows that have none."""
    return gettext("Other")


def _ask_about_categories(batch: ImportBatch, opened: Opened, form: CategoriesForm) -> Steps[Sorted]:
    """Read the file, and ask about the categories that most rows have."""
    found = yield from sort_categories(signed_in_user(), batch, opened, _fallback())
    form.ask(found.uses[:_MOST_NAMES], found.plan.choices)
    return found


def _show_preview(batch: ImportBatch, opened: Opened, form: PreviewForm) -> Page:
    work = Work(in_turn(plan_import(signed_in_user(), batch, opened, _fallback())), *_REFUSED)
    status = 400 if form.errors else 200
    return stream_page("imports/preview.html", status, batch=batch, form=form, work=work, most=_MOST_SHOWN, **_TEXTS)


def _save(batch: ImportBatch, opened: Opened, form: PreviewForm) -> Steps[Outcome | None]:
    """Plan anew, because more may be here since the preview, save and commit; None if another request has saved it."""
    user = signed_in_user()
    key = batch.storage_key or ""
    try:
        found = queries.get_batch(user, batch.id)  # the session in which `batch` was read has ended
        if found is None:
            raise FileGoneError
        if found.finished_at is not None:
            return None
        planned = yield from plan_import(user, found, opened, _fallback())
        task = Task(user, found, opened, planned.preview, form.wishes, planned.plan)
        outcome = yield from save_import(task)
        if outcome is not None:
            record_event(user.id, EventKind.IMPORTED, found.file_name)
        db.session.commit()
    except (DatabaseError, NoRoomError, StorageError):
        db.session.rollback()  # others wait for the lock
        current_app.logger.exception("an import failed")
        raise
    remove_file(key)
    return outcome

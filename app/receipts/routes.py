"""Pages and files of receipts, for their owner only."""

from __future__ import annotations

import errno
import threading
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, ngettext

from app.database.engine import db
from app.receipts import queries, rotating, services, storage
from app.receipts.forms import InboxForm, ShareForm
from app.receipts.limits import MEDIA_TYPES, PDF, BrokenImageError
from app.receipts.serving import download_name_of, guarded, serve_file
from app.stores.store import StorageError, UnreachableStoreError
from app.web.access import found_or_404, safe_next, signed_in_user
from app.web.errors import error_answer
from app.web.extensions import csrf, receipt_store
from app.web.forms import receipts_not_added
from app.web.paging import flash_with_undo, form_page, repeated_after_conflict

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.models import Receipt
    from app.web.errors import Answer
    from app.web.paging import Page

receipts = Blueprint("receipts", __name__)

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.ENOLCK}
_RETRY_SECONDS = 60
_MAX_AGE_SECONDS = 24 * 60 * 60
_one_print_at_a_time = threading.Lock()  # a browser asks for six at once, and a large PNG takes 200 MB


@receipts.route("/", methods=["GET", "POST"])
@repeated_after_conflict
def index() -> Page:
    """Take receipts, and show those that have no expense yet. Good ones stay, also beside a bad one."""
    form = InboxForm()
    is_valid = form.validate_on_submit()
    added = _keep(form)
    if not is_valid:
        return form_page("receipts/index.html", form, receipts=queries.list_waiting(signed_in_user()))
    return redirect(_new_expense_url(added) if form.for_new_expense.data else url_for(".index"), 303)


@receipts.post("/share")
@csrf.exempt  # type: ignore[untyped-decorator]
def share() -> Page:
    """Add receipts shared by another app on the device, and open a new expense with them.

    The device sends no CSRF token, so this only adds waiting receipts, and refuses requests made by other sites.
    """
    if request.headers.get("Sec-Fetch-Site") not in {"none", "same-origin"}:
        abort(400)
    form = ShareForm()
    form.validate()
    added = services.add_waiting_receipts(signed_in_user(), form.receipts.uploads)
    db.session.commit()
    for message in form.receipts.errors:
        flash(message)
    return redirect(_new_expense_url(added), 303)


@receipts.get("/<row_id:receipt_id>")
def show(receipt_id: int) -> Page:
    """Show a receipt fitted to the window, or in full size, with arrows to those beside it."""
    receipt = _get(receipt_id)
    place = queries.find_place(signed_in_user(), receipt)
    is_zoomed = request.args.get("zoom") == "1"
    is_waiting = receipt.expense_id is None
    return render_template(
        "receipts/show.html", receipt=receipt, place=place, is_zoomed=is_zoomed, is_waiting=is_waiting
    )


@receipts.get("/<row_id:receipt_id>/image")
def image(receipt_id: int) -> Response:
    """Serve the image, or a page of the PDF: a PDF itself is never shown, only downloaded."""
    receipt = _get(receipt_id)
    return serve_file(receipt, _picture_name(receipt), _picture_type(receipt))


@receipts.get("/<row_id:receipt_id>/thumbnail")
def thumbnail(receipt_id: int) -> Response:
    """Serve the thumbnail; browsers show it for a day, and look meanwhile whether it was rotated."""
    receipt = _get(receipt_id)
    response = serve_file(receipt, storage.thumbnail_name(receipt.storage_key), MEDIA_TYPES["WEBP"])
    response.headers["Cache-Control"] = f"private, max-age=60, stale-while-revalidate={_MAX_AGE_SECONDS}"
    return response


@receipts.get("/<row_id:receipt_id>/print")
def print_image(receipt_id: int) -> Response:
    """Serve the image as sharp as paper needs it; browsers may cache it for a day."""
    # Imported late: it loads Pillow, which most workers do not need for a long time.
    from app.receipts.thumbnails import draw_print, is_sharp_enough_to_print  # noqa: PLC0415

    receipt = _get(receipt_id)
    name = _picture_name(receipt)
    if is_sharp_enough_to_print(receipt.width, receipt.height):
        response = serve_file(receipt, name, _picture_type(receipt))
    else:
        try:
            content = receipt_store().read(name)  # before the turn: a bucket may take its time
            with _one_print_at_a_time:
                response = guarded(make_response(draw_print(content)))
        except (FileNotFoundError, BrokenImageError):
            abort(404)
        response.mimetype = MEDIA_TYPES["JPEG"]
    response.headers["Cache-Control"] = f"private, max-age={_MAX_AGE_SECONDS}"
    return response


@receipts.get("/<row_id:receipt_id>/download")
def download(receipt_id: int) -> Response:
    """Serve the image, or the PDF as it came, as a download with its original name."""
    receipt = _get(receipt_id)
    name = storage.file_name(receipt.storage_key)
    return serve_file(receipt, name, receipt.media_type, download_name=download_name_of(receipt, name))


@receipts.post("/<row_id:receipt_id>/rotate/<any(left,right):direction>")
@repeated_after_conflict
def rotate(receipt_id: int, direction: str) -> Page:
    """Rotate a receipt by a quarter of a circle."""
    rotating.rotate(_get(receipt_id), direction)
    db.session.commit()
    back = request.args.get("next")
    return redirect(safe_next(back) if back else url_for(".show", receipt_id=receipt_id))


@receipts.post("/<row_id:receipt_id>/delete")
def delete(receipt_id: int) -> Page:
    """Move a receipt to the trash."""
    receipt = _get(receipt_id)
    services.delete_receipt(receipt)
    db.session.commit()
    flash_with_undo(gettext("The receipt is deleted."), url_for("trash.restore_receipt", receipt_id=receipt.id))
    if receipt.expense_id is None:
        return redirect(url_for(".index"))
    return redirect(url_for("expenses.show", expense_id=receipt.expense_id))


@receipts.app_errorhandler(OSError)
def show_full_storage(error: OSError) -> Answer:
    """Answer 507: an image could not be stored, in the store or as a temporary file."""
    if not isinstance(error, StorageError) and error.errno not in _NO_ROOM:
        raise error
    current_app.logger.error("receipts cannot be stored: %s", error)
    db.session.rollback()
    title = gettext("The photo was not stored")
    text = gettext("The server could not store the photo, and nothing was saved.")
    return error_answer(title, text, 507, advice=gettext("Reload this page to send again what you typed."))


@receipts.app_errorhandler(UnreachableStoreError)
def show_unreachable_store(error: UnreachableStoreError) -> Answer:
    """Answer 503: the store of receipts does not answer; what it said is for the log alone."""
    current_app.logger.error("the store of receipts cannot be reached: %s", error)
    db.session.rollback()
    title = gettext("The photos cannot be reached")
    text = gettext("The server cannot reach its photos just now, and nothing was saved.")
    advice = gettext("Reload this page in a minute: it sends again what you typed.")
    return error_answer(title, text, 503, [("Retry-After", str(_RETRY_SECONDS))], advice=advice)


def _keep(form: InboxForm) -> list[Receipt]:
    """Add the good receipts of a form; one with an old token changes nothing: another site may have sent it."""
    if form.has_old_token and form.receipts.data:
        form.form_errors.append(receipts_not_added())
    if form.has_old_token or not form.receipts.uploads:
        return []
    added = services.add_waiting_receipts(signed_in_user(), form.receipts.uploads, form.key.data)
    db.session.commit()
    if not form.for_new_expense.data:
        flash(ngettext("%(num)s receipt is kept.", "%(num)s receipts are kept.", len(added)))
    return added


def _new_expense_url(waiting: list[Receipt]) -> str:
    return url_for("expenses.create", waiting=[receipt.id for receipt in waiting])


def _get(receipt_id: int) -> Receipt:
    return found_or_404(queries.get_receipt(signed_in_user(), receipt_id))


def _picture_name(receipt: Receipt) -> str:
    """Return the name of the image, or of the page that the address names; 404 if there is no such page."""
    page = request.args.get("page", "1")
    if page not in map(str, range(1, receipt.page_count + 1)):
        abort(404)
    return storage.picture_name(receipt.storage_key, int(page))


def _picture_type(receipt: Receipt) -> str:
    """Return the media type of what is shown: pages of PDFs are JPEGs."""
    return MEDIA_TYPES["JPEG"] if receipt.media_type == PDF else receipt.media_type

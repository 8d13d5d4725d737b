"""The page "Your data", and what can be downloaded."""

from __future__ import annotations

import tempfile
import threading
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask_babel import gettext
from sqlalchemy.exc import DatabaseError
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from app.categories.queries import list_categories
from app.core.periods import Month
from app.database.engine import db
from app.events.services import record_event
from app.expenses.query_forms import ALL_MONTHS, FilterForm
from app.expenses.urls import list_url
from app.exports.archive import stream_archive
from app.exports.lists import read_list, write_csv, write_sheet
from app.models.account_event import EventKind
from app.models.types import utc_now
from app.stores.store import MARKER
from app.web.access import signed_in_user
from app.web.extensions import receipt_store
from app.web.localization import money_format, today_for

if TYPE_CHECKING:
    from app.web.paging import Page

exports = Blueprint("exports", __name__)

MOST_ARCHIVES = 2  # at a time in each worker: each holds one of its threads until the client has it all
_MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
archive_places = threading.BoundedSemaphore(MOST_ARCHIVES)


@exports.get("/exports/")
def index() -> Page:
    """Offer everything as an archive, and all expenses as tables."""
    return render_template("exports/index.html")


@exports.get("/exports/archive.zip")
def archive() -> Page:
    """Send an archive while it is made."""
    user = signed_in_user()
    receipt_store().has(MARKER)  # a bucket that is gone says so here: later only the connection can break
    moment = utc_now().astimezone(ZoneInfo(user.timezone))
    pieces = stream_archive(user, money_format().digits, moment)
    response = Response(stream_with_context(pieces), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"potrosnja-{moment.date()}.zip")
    if not archive_places.acquire(blocking=False):  # last, so that no error before it keeps a place
        flash(gettext("The server is making other archives just now. Try again in a few minutes."))
        return redirect(url_for(".index"))
    response.call_on_close(archive_places.release)
    _record_download(f"potrosnja-{moment.date()}.zip")
    return response


@exports.get("/expenses/export.<any(csv,xlsx):file_format>")
def list_file(file_format: Literal["csv", "xlsx"]) -> Page:
    """Send the expenses that the filters of the list find as a table; without filters all."""
    filters = _read_filters()
    if filters.errors:
        return redirect(list_url(filters.url_values))
    rows = read_list(signed_in_user(), filters.wanted, filters.order)
    target, money = tempfile.TemporaryFile(), money_format()  # noqa: SIM115 - `send_file` closes it
    if file_format == "csv":
        write_csv(rows, money, target)
    else:
        write_sheet(rows, money, _headings(money.currency), target)
    target.seek(0)
    name = f"potrosnja-{filters.shown_month or today_for(signed_in_user())}.{file_format}"
    _record_download(name)
    return send_file(target, mimetype=_MEDIA_TYPES[file_format], as_attachment=True, download_name=name)


def _record_download(file_name: str) -> None:
    """Keep for the owner that data left. Where nothing can be written, people still get what is theirs."""
    user = signed_in_user()
    try:
        record_event(user.id, EventKind.EXPORTED, file_name)
        db.session.commit()
    except DatabaseError:
        db.session.rollback()
        db.session.refresh(user)  # the rollback has emptied it
        current_app.logger.exception("a download was not kept in the log of its account")


def _headings(currency: str) -> tuple[str, ...]:
    amount = gettext("Amount (%(currency)s)", currency=currency)
    names = (gettext("Category"), gettext("Merchant"), gettext("Note"), gettext("Receipts"))
    return (gettext("Date"), amount, *names)


def _read_filters() -> FilterForm:
    user = signed_in_user()
    this_month = Month.containing(today_for(user), user.month_start_day)
    arguments = CombinedMultiDict([request.args, MultiDict({"month": ALL_MONTHS})])
    filters = FilterForm(list_categories(user), this_month, formdata=arguments)
    filters.validate()
    return filters

"""The routes of the API, and the token that each request needs."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, jsonify, request, send_from_directory, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.api import bodies, contents, queries, services
from app.api.forms import ArrivalForm, InboxForm, errors_of
from app.api.refusals import (
    bearer_token,
    missing_scope,
    refuse_filters,
    refuse_for_now,
    refuse_key,
    refuse_scope,
    refuse_token,
)
from app.categories.queries import list_categories
from app.core.periods import Month
from app.database.engine import db
from app.events.services import Refusal, record_refusal
from app.expenses.queries import PAGE_SIZE, get_expense, list_expenses, total_expenses
from app.expenses.query_forms import ALL_MONTHS, FilterForm
from app.expenses.services import ExpenseEntry, save_expense
from app.goals.budget_status import list_running
from app.goals.queries import read_budget_status
from app.models import Expense
from app.models.types import utc_now
from app.receipts.services import add_waiting_receipts
from app.summaries.all_time import sum_all_time
from app.summaries.queries import get_coverage_and_limit, sum_by_category
from app.tokens.queries import find_token
from app.tokens.services import TooManyRequestsError, count_request
from app.web.access import PUBLIC_ENDPOINTS, act_as, found_or_404, signed_in_user
from app.web.extensions import csrf, settings
from app.web.localization import today_for
from app.web.paging import repeated_after_conflict, requested_paging

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

api = Blueprint("api", __name__)
csrf.exempt(api)  # sessions do not count here, so no other site can use one

_KEY = re.compile(r"[!-~]{1,255}")


@api.before_request
def authorize() -> None:
    """Find out whose token it is, count the request, and check that the token may do this."""
    if request.endpoint in PUBLIC_ENDPOINTS:
        return
    now = utc_now()
    found = find_token(bearer_token())
    if found is None or found[0].expires_at <= now:
        record_refusal(Refusal.TOKEN, found[1].id if found else None)
        abort(refuse_token(is_expired=found is not None))
    token, user = found
    act_as(user)
    try:
        count_request(token, now)
    except TooManyRequestsError as error:
        record_refusal(Refusal.TOO_MANY_REQUESTS, user.id)
        abort(refuse_for_now(error.seconds))
    db.session.commit()
    if scope := missing_scope(token):
        record_refusal(Refusal.SCOPE, user.id)
        abort(refuse_scope(scope))
    bodies.limit_size(settings().max_upload_bytes)


@api.get("/openapi.json")
def describe() -> Response:
    """Send the description of all this."""
    return send_from_directory(current_app.root_path, "api/openapi.json", max_age=0)


@api.get("/expenses")
def list_filtered() -> Response:
    """List expenses by the filters of the page; without any, all of them."""
    user = signed_in_user()
    this_month = Month.containing(today_for(user), user.month_start_day)
    filters = FilterForm(list_categories(user), this_month, formdata=MultiDict({"month": ALL_MONTHS, **request.args}))
    if wrong := bodies.unknown_names(request.args, {field.name for field in filters} | {"page"}):
        abort(refuse_filters(wrong))
    if not filters.validate():
        abort(refuse_filters(errors_of(filters)))
    total = total_expenses(user, filters.wanted)
    paging = requested_paging(total.count, PAGE_SIZE)
    rows = list_expenses(user, filters.wanted, filters.order, offset=paging.offset)
    return jsonify(contents.describe_list(rows, total, paging))


@api.get("/expenses/<row_id:expense_id>")
def show(expense_id: int) -> Response:
    return jsonify(contents.describe_expense(found_or_404(get_expense(signed_in_user(), expense_id))))


@api.post("/expenses")
@repeated_after_conflict
def add_expense() -> Response:
    """Add an expense, which its owner is to check."""
    return _answer_once(_save_expense)


@api.post("/receipts")
@repeated_after_conflict
def add_receipts() -> Response:
    """Add receipts to the inbox."""
    return _answer_once(_save_receipts)


@api.get("/months")
def list_months() -> Response:
    """List what all months cost, the latest first."""
    return jsonify(contents.describe_months(sum_all_time(signed_in_user()).months))


@api.get("/months/current")
@api.get("/months/<month:month>")
def show_month(month: Month | None = None) -> Response:
    """Show what a month costs, by category, and what is left of its limit."""
    user = signed_in_user()
    month = month or Month.containing(today_for(user), user.month_start_day)
    month = month.beginning_on(user.month_start_day)
    _, limit_cents = get_coverage_and_limit(user, month)
    return jsonify(contents.describe_month(month, sum_by_category(user, month.days), limit_cents))


@api.get("/limits")
def list_limits() -> Response:
    """List the limits of this month."""
    user, today = signed_in_user(), today_for(signed_in_user())
    status = read_budget_status(user, Month.containing(today, user.month_start_day), today)
    return jsonify(contents.describe_limits(list_running(status)))


def _save_expense() -> dict[str, Any]:
    user, form = signed_in_user(), ArrivalForm(signed_in_user())
    if not form.validate():
        abort(bodies.wrong_fields(errors_of(form)))
    entry = ExpenseEntry(
        amount_cents=form.amount.data or 0,
        category_id=form.category_id,
        spent_on=form.spent_on.data or today_for(user),
        merchant=form.merchant.data or "",
        note=form.note.data or "",
        uploads=form.receipts.uploads,
        is_unchecked=True,
    )
    return contents.describe_expense(save_expense(user, Expense(), entry))


def _save_receipts() -> dict[str, Any]:
    form = InboxForm()
    if not form.validate():
        abort(bodies.wrong_fields(errors_of(form)))
    added = add_waiting_receipts(signed_in_user(), form.receipts.uploads)
    db.session.flush()  # the answer names their numbers
    return contents.describe_receipts(added)


def _answer_once(add: Callable[[], dict[str, Any]]) -> Response:
    """Add what was sent and commit; with an Idempotency-Key that was answered before, say the same again."""
    user, now, key = signed_in_user(), utc_now(), request.headers.get("Idempotency-Key")
    if key is None:
        content = add()
        db.session.commit()
        return _created(content)
    if not _KEY.fullmatch(key):
        abort(bodies.wrong_fields({"Idempotency-Key": gettext("A key has 1 to 255 letters, digits and signs.")}))
    key_hash, request_hash = hashlib.sha256(key.encode()).hexdigest(), bodies.fingerprint()
    if kept := queries.find_answer(user, key_hash, now - services.KEPT_FOR):
        if kept.request_hash != request_hash:
            abort(refuse_key())
        return _created(kept.content, [("Idempotency-Replayed", "true")])
    content = add()
    services.keep_answer(user, key_hash, request_hash, content, now)
    db.session.commit()
    return _created(content)


def _created(content: dict[str, Any], headers: list[tuple[str, str]] | None = None) -> Response:
    response = jsonify(content)
    response.status_code = 201
    response.headers.extend(headers or [])
    if "id" in content:
        response.headers["Location"] = url_for(".show", expense_id=content["id"])
    return response

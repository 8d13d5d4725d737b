"""Error pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flask import current_app, render_template
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import BadHost, HTTPException, InternalServerError, SecurityError

from app.database.engine import db
from app.web.access import act_as
from app.web.problems import is_api_request, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask, Response

    Answer: TypeAlias = Response | tuple[str, int, Sequence[tuple[str, str]]]

# Title and explanation by status; other errors are shown as 400.
_TEXTS = {
    400: (lazy_gettext("That did not work"), lazy_gettext("The request was not understood. Go back and try again.")),
    404: (
        lazy_gettext("Page not found"),
        lazy_gettext("There is nothing here, or it is not yours to see."),
    ),
    405: (
        lazy_gettext("Not possible this way"),
        lazy_gettext("This address cannot be opened directly. Go back and use the button."),
    ),
    413: (
        lazy_gettext("Too large"),
        lazy_gettext("What you sent is larger than this server accepts. Go back and send fewer or smaller files."),
    ),
}
# The same for programs, which cannot go back.
_TEXTS_OF_PROGRAMS = {
    400: (_TEXTS[400][0], lazy_gettext("The request was not understood.")),
    404: (lazy_gettext("Not found"), _TEXTS[404][1]),
    405: (_TEXTS[405][0], lazy_gettext("This address takes other methods; the header Allow names them.")),
    413: (_TEXTS[413][0], lazy_gettext("What you sent is larger than this server accepts.")),
}
_FAULTS_OF_THE_CODE = (DataError, NotSupportedError, ProgrammingError)  # other database errors come from the host
_RETRY_SECONDS = 10
# For programs, in English: to find out their language may need the database.
_FAILED = "Something went wrong in the server. It is not your request; try it again later."
_UNAVAILABLE = "The server cannot reach its data just now. Try again in a moment."


def register_error_pages(app: Flask) -> None:
    app.register_error_handler(CSRFError, _show_expired_form)
    app.register_error_handler(InternalServerError, _show_server_error)
    app.register_error_handler(HTTPException, _show_error)
    app.register_error_handler(IntegrityError, _show_conflict)
    app.register_error_handler(StaleDataError, _show_conflict)
    app.register_error_handler(ObjectDeletedError, _show_conflict)
    for unavailable in (DatabaseError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(unavailable, _show_unavailable)


def error_answer(
    title: str, text: str, code: int, headers: Sequence[tuple[str, str]] = (), *, advice: str = ""
) -> Answer:
    """Return a page that says what went wrong and gives advice, or for a program the same without the advice."""
    if is_api_request():
        return problem(code, title, text, headers=headers)
    return render_template("errors/error.html", title=title, text=f"{text} {advice}".rstrip()), code, headers


def _show_error(error: HTTPException) -> Answer | HTTPException:
    code = error.code or 400
    if code < 400 or isinstance(error, (BadHost, SecurityError)):  # noqa: PLR2004 - a redirect is raised as an exception too
        return error  # with an invalid or foreign Host header `url_for` fails, even in our error page
    texts = _TEXTS_OF_PROGRAMS if is_api_request() else _TEXTS
    title, text = texts.get(code, texts[400])
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]  # such as Allow
    return error_answer(str(title), str(text), code, headers)


def _show_expired_form(_error: CSRFError) -> Answer:
    title = gettext("The form has expired")
    text = gettext("You may have logged in or out meanwhile. Go back, reload the page and send the form again.")
    return error_answer(title, text, 400)


def _show_conflict(error: IntegrityError | ObjectDeletedError | StaleDataError) -> Answer:
    """Answer 409: a row changed between reading and writing, in another window or on another device."""
    current_app.logger.warning("two changes at once: %s", error)
    db.session.rollback()
    _forget_deleted_account()
    title = gettext("Changed somewhere else")
    text = gettext("This was just changed or deleted, perhaps in another window.")
    return error_answer(title, text, 409, advice=gettext("Go back and reload."))


def _forget_deleted_account() -> None:
    """Go on as for a guest if it is the account itself that was deleted: the page would ask for its language."""
    try:
        current_user.get_id()
    except ObjectDeletedError:
        act_as(None)


def _show_server_error(_error: InternalServerError) -> Answer:
    """Show a page that needs neither the database nor the session: either may have failed.

    `render_template` would load the signed-in user.
    """
    if is_api_request():
        return problem(500, "Server error", _FAILED)
    return current_app.jinja_env.get_template("errors/server_error.html").render(), 500, ()


def _show_unavailable(error: DatabaseError | InterfaceError | PoolTimeoutError) -> Answer:
    """Answer 503: the database is busy, down, full or damaged. Like `_show_server_error`, the page does not need it."""
    if isinstance(error, _FAULTS_OF_THE_CODE):
        raise error
    current_app.logger.error("the database cannot be used: %s", getattr(error, "orig", error))
    headers = [("Retry-After", str(_RETRY_SECONDS))]
    if is_api_request():
        return problem(503, "Service unavailable", _UNAVAILABLE, headers=headers)
    return current_app.jinja_env.get_template("errors/unavailable.html").render(), 503, headers

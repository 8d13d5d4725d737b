"""Pages of lists, and helpers for routes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from flask import abort, flash, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import IntegerField
from wtforms.validators import ValidationError

from app.database.engine import db
from app.web.forms import QueryForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response
    from wtforms import Field
    from wtforms.form import BaseForm

    Page: TypeAlias = str | tuple[str, int] | Response


@dataclass(frozen=True)
class Paging:
    """Page `number` of `count` pages, both counted from 1, with `size` rows each."""

    number: int
    count: int
    size: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


class PageForm(QueryForm):
    """Which page of a list, counted from 1."""

    page = IntegerField(default=1)

    def validate_page(self, field: Field) -> None:
        if field.data is None or field.data < 1:
            raise ValidationError


def form_page(template: str, form: BaseForm, **context: Any) -> Page:
    """Render a page with a form; status 400 if the form has errors."""
    return render_template(template, form=form, **context), 400 if form.errors else 200


def repeated_after_conflict(view: Callable[..., Page]) -> Callable[..., Page]:
    """Run the view again when the database refuses its changes because of another request at the same moment.

    The second run sees what the other request saved, and handles it as if it had come later.
    """

    @wraps(view)
    def answer(**arguments: Any) -> Page:
        try:
            return view(**arguments)
        except (IntegrityError, StaleDataError):
            db.session.rollback()
            return view(**arguments)

    return answer


def flash_with_undo(text: str, undo_url: str) -> None:
    """Flash a message with an Undo button."""
    flash({"text": text, "undo_url": undo_url})  # type: ignore[arg-type] # a session keeps any JSON


def flash_with_removal(text: str, removal_url: str) -> None:
    """Flash a question whether what was just added shall stay, with a button that removes it."""
    flash({"text": text, "removal_url": removal_url})  # type: ignore[arg-type] # a session keeps any JSON


def requested_paging(row_count: int, page_size: int) -> Paging:
    """Return the page that the URL asks for, or answer 404 if the list has no such page."""
    form = PageForm(formdata=request.args)
    count = max(1, -(-row_count // page_size))
    if not form.validate() or (form.page.data or 1) > count:
        abort(404)
    return Paging(form.page.data or 1, count, page_size)

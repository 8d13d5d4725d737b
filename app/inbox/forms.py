"""Forms of the queue."""

from __future__ import annotations

from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, NumberRange

from app.models.types import MAX_ID
from app.web.forms import PostForm, QueryForm


class AfterForm(QueryForm):
    """The receipt after which the next one is wanted; a wrong number is none."""

    after = IntegerField(validators=[NumberRange(1, MAX_ID)])


class BelongingForm(PostForm):
    """The expense that a receipt belongs to."""

    expense_id = IntegerField(validators=[NumberRange(1, MAX_ID)])


class RotateForm(PostForm):
    """The button that rotates the receipt to the right; what was typed beside it is no part of this."""

    rotate = StringField(validators=[AnyOf(["right"])])

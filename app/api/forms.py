"""What a program may send, checked as what a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.api import bodies, queries
from app.categories.queries import list_categories
from app.core.text import same_name_key, search_key
from app.models.category import CATEGORY_NAME_MAX_LENGTH
from app.models.expense import MERCHANT_MAX_LENGTH, NOTE_MAX_LENGTH
from app.receipts.forms import ReceiptsField
from app.web.form_fields import AmountField, DayField, NoteField, TextField
from app.web.forms import QueryForm
from app.web.validators import Required, max_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field
    from wtforms.form import BaseForm

    from app.models import Category, User


class AnyReceiptsField(ReceiptsField):
    """Receipts in any field of a form, or as the body itself."""

    def process_formdata(self, valuelist: Sequence[object]) -> None:  # noqa: ARG002 - files are no values
        self.data = bodies.sent_files()


class ArrivalForm(QueryForm):
    """An expense from a phone or a script; without a day it is today's."""

    amount = AmountField(None, validators=[Required()])
    category = TextField(None)
    spent_on = DayField(None)
    merchant = TextField(None, validators=[max_length(MERCHANT_MAX_LENGTH)])
    note = NoteField(None, validators=[max_length(NOTE_MAX_LENGTH)])
    receipts = AnyReceiptsField(None)

    def __init__(self, user: User) -> None:
        super().__init__(formdata=bodies.read_fields({"amount", "category", "spent_on", "merchant", "note"}))
        self.user = user
        self.category_id = 0  # known after validating

    def validate_category(self, field: Field) -> None:
        """Find the category by its name, or take the one that the merchant had last."""
        merchant = self.merchant.data or ""
        if field.data:
            offered = [item for item in list_categories(self.user) if not item.is_archived]
            found = _find_category(offered, field.data)
            if found is None:
                names = ", ".join(item.name for item in offered)
                name = field.data[:CATEGORY_NAME_MAX_LENGTH]
                raise ValidationError(
                    gettext("There is no category “%(name)s”. There are: %(names)s.", name=name, names=names)
                )
            self.category_id = found.id
        elif usual_id := queries.find_usual_category_id(self.user, merchant):
            self.category_id = usual_id
        else:
            raise ValidationError(
                gettext("Name a category: there is no expense at “%(merchant)s” to take it from.", merchant=merchant)
                if merchant
                else gettext("Name a category, or a merchant that you have been to.")
            )


class InboxForm(QueryForm):
    """Receipts for the inbox."""

    receipts = AnyReceiptsField(None)

    def __init__(self) -> None:
        super().__init__(formdata=MultiDict())

    def validate_receipts(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Send a photo or a PDF."))


def errors_of(form: BaseForm) -> dict[str, str]:
    """Return one message for each field that is wrong."""
    return {field.name: " ".join(map(str, field.errors)) for field in form if field.errors}


def _find_category(offered: Sequence[Category], name: str) -> Category | None:
    """Return the category with this name; if none has it, the first one that differs by case or diacritics only."""
    exact = (item for item in offered if item.name_key == same_name_key(name))
    alike = (item for item in offered if search_key(item.name) == search_key(name))
    return next(exact, None) or next(alike, None)

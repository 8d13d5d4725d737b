"""What is done with selected expenses of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from app.models.expense import MERCHANT_MAX_LENGTH
from app.models.types import MAX_ID
from app.web.form_fields import ChoiceField, TextField, optional_int
from app.web.forms import PostForm
from app.web.validators import max_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from app.expenses.queries import Total
    from app.models import Category


class SelectionForm(PostForm):
    """The selected expenses, or everything found, and what they get. Archived categories are not offered."""

    expense = SelectMultipleField(coerce=optional_int, validate_choice=False)
    everything = BooleanField()
    seen = HiddenField()  # what was found when the page was opened
    action = HiddenField()  # the button that was pressed
    new_category = ChoiceField(lazy_gettext("Category"), coerce=optional_int)
    new_merchant = TextField(lazy_gettext("Merchant"), validators=[max_length(MERCHANT_MAX_LENGTH)])

    def __init__(self, categories: Sequence[Category], found: Total) -> None:
        super().__init__()
        self.found_now = f"{found.count}:{found.cents}"
        offered = [(item.id, item.name) for item in categories if not item.is_archived]
        self.new_category.choices = [("", gettext("Choose…")), *offered]

    def validate_expense(self, _field: Field) -> None:
        if not self.expense_ids and not self.everything.data:
            raise ValidationError(gettext("Choose at least one expense."))

    def validate_everything(self, field: Field) -> None:
        if field.data and self.seen.data != self.found_now:
            raise ValidationError(gettext("The list has changed meanwhile. Look at it and choose again."))

    def validate_action(self, field: Field) -> None:
        if field.data not in {"category", "merchant", "delete"}:
            raise ValidationError(gettext("Choose what to do."))

    def validate_new_category(self, field: Field) -> None:
        if self.action.data == "category" and field.data is None and not field.process_errors:
            raise ValidationError(gettext("Choose a category."))

    def validate_new_merchant(self, field: Field) -> None:
        if self.action.data == "merchant" and not field.data and not field.process_errors:
            raise ValidationError(gettext("Enter a merchant."))

    @property
    def expense_ids(self) -> tuple[int, ...]:
        return tuple(number for number in self.expense.data or () if number and 0 < number <= MAX_ID)

    @property
    def messages(self) -> list[str]:
        """All that is wrong; the fields are folded away."""
        return [*self.form_errors, *(message for errors in self.errors.values() for message in errors)]

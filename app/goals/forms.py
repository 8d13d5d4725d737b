"""Forms of goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from app.goals.calculations import named_day
from app.models.savings_goal import SAVINGS_NAME_MAX_LENGTH
from app.web.form_fields import AmountField, ChoiceField, DayField, MonthField, TextField, optional_int
from app.web.forms import PostForm, QueryForm
from app.web.validators import Required, max_length

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from werkzeug.datastructures import MultiDict
    from wtforms import Field

    from app.core.periods import Month
    from app.models import Category, SavingsGoal


class TargetForm(QueryForm):
    """The category that a link fills into the form of limits; empty for everything together."""

    category_id = ChoiceField(coerce=optional_int)

    def __init__(self, categories: Sequence[Category], formdata: MultiDict[str, str]) -> None:
        super().__init__(formdata=formdata)
        self.category_id.choices = _category_choices(categories)
        self.is_given = self.validate() and "category_id" in formdata


class LimitForm(PostForm):
    """A limit for a category, or for everything together, from a month on."""

    amount = AmountField(lazy_gettext("At most, each month"), validators=[Required()])
    category_id = ChoiceField(
        lazy_gettext("For"), coerce=optional_int, invalid_message=lazy_gettext("Choose a category, or the total.")
    )
    valid_from = MonthField(
        lazy_gettext("From"),
        validators=[Required()],
        description=lazy_gettext("Months before keep the limit that they had."),
    )

    def __init__(self, categories: Sequence[Category], month: Month, **kwargs: Any) -> None:
        super().__init__(data={"valid_from": named_day(month), **kwargs})
        self.category_id.choices = _category_choices(categories)

    def validate_amount(self, field: Field) -> None:
        _require_positive(field)


class SavingsForm(PostForm):
    """A savings goal: how much, by when."""

    name = TextField(lazy_gettext("What for"), validators=[Required(), max_length(SAVINGS_NAME_MAX_LENGTH)])
    amount = AmountField(lazy_gettext("Amount"), validators=[Required()])
    due_on = DayField(lazy_gettext("By"), validators=[Required()])

    def __init__(self, goal: SavingsGoal | None, today: dt.date) -> None:
        data = {"name": goal.name, "amount": goal.amount_cents, "due_on": goal.due_on} if goal else {}
        super().__init__(data=data)
        self.today = today

    def validate_amount(self, field: Field) -> None:
        _require_positive(field)

    def validate_due_on(self, field: Field) -> None:
        if not field.errors and field.data is not None and field.data <= self.today:
            raise ValidationError(gettext("Choose a day that is yet to come."))


def _category_choices(categories: Sequence[Category]) -> list[tuple[str | int, str]]:
    return [("", gettext("Total")), *((item.id, item.name) for item in categories)]


def _require_positive(field: Field) -> None:
    if field.data is not None and field.data < 0:
        raise ValidationError(gettext("Enter an amount above zero."))

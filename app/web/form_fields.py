"""Form fields shared by all features: text, amounts, days and choices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import gettext, lazy_gettext
from markupsafe import Markup, escape
from wtforms import DateField, Field, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import MonthInput, Select, TextArea, TextInput

from app.core import money
from app.core.periods import FIRST_DATE, LAST_DATE
from app.core.text import has_control_characters, strip_control_characters, tidy_line, tidy_lines
from app.web.amount_messages import amount_message, example_amount
from app.web.formatting import day as formatted_day
from app.web.localization import money_format

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_DIGITS = 18  # a row's number has 63 bits
_MAX_NUMBERS = 100


class TextField(StringField):
    """A text without control characters."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Tidy the text; control characters are an error, and the field is shown again without them."""
        if not valuelist:
            return
        typed = valuelist[0]
        self.data = self.tidy(strip_control_characters(typed))
        if has_control_characters(typed):
            raise ValueError(gettext("The text contains characters that cannot be stored. Type it again."))

    def tidy(self, text: str) -> str:
        return tidy_line(text)

    def pre_validate(self, form: object) -> None:  # noqa: ARG002
        """Leave out the validators where the text could not be read."""
        if self.process_errors:
            raise StopValidation


class NoteField(TextField):
    """A text with several lines."""

    widget = TextArea()

    def tidy(self, text: str) -> str:
        return tidy_lines(text)


class AmountField(Field):
    """An amount in minor units, typed with either decimal mark or as a sum. The field shows again what was typed."""

    widget = TextInput()
    data: int | None

    def __init__(self, label: object, *, allows_zero: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]
        self.allows_zero = allows_zero

    @staticmethod
    def missing_message() -> str:
        return gettext("Enter an amount, for example %(example)s.", example=example_amount())

    def _value(self) -> str:
        if self.raw_data:
            return strip_control_characters(str(self.raw_data[0]))
        return "" if self.data is None else money.format_plain(self.data, money_format())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the amount.

        Raises:
            ValueError: it cannot be read; the message says how to write one.
        """
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = money.parse_amount(valuelist[0], money_format())
        except money.AmountError as error:
            raise ValueError(amount_message(error)) from error

    def pre_validate(self, form: object) -> None:  # noqa: ARG002
        """Check that the amount is not zero.

        Raises:
            StopValidation: it is zero, or could not be read.
        """
        if self.process_errors:
            raise StopValidation
        if self.data == 0 and not self.allows_zero:
            raise StopValidation(gettext("The amount cannot be zero."))


class DayField(DateField):
    """A day between FIRST_DATE and LAST_DATE."""

    missing_message = lazy_gettext("Choose a day.")

    def _value(self) -> str:
        return strip_control_characters(super()._value())  # type: ignore[misc] # the stubs leave it out

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the ISO date that browsers send.

        Raises:
            ValueError: it is not a date, or out of range.
        """
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            date = dt.datetime.strptime(valuelist[0].strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        except ValueError as error:
            raise ValueError(gettext("Write the date as year-month-day, such as 2026-11-25.")) from error
        if not FIRST_DATE <= date <= LAST_DATE:
            bounds = {"first": formatted_day(FIRST_DATE), "last": formatted_day(LAST_DATE)}
            raise ValueError(gettext("The day must lie between %(first)s and %(last)s.", **bounds))
        self.data = date

    def pre_validate(self, form: object) -> None:  # noqa: ARG002
        """Leave out the validators where the day could not be read."""
        if self.process_errors:
            raise StopValidation


class MonthField(DayField):
    """A calendar month, kept as its first day."""

    widget = MonthInput()
    missing_message = lazy_gettext("Choose a month.")

    def __init__(self, label: object, **kwargs: Any) -> None:
        super().__init__(label, format="%Y-%m", **kwargs)  # type: ignore[arg-type]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read an ISO month, as browsers send it, or an ISO date in it.

        Raises:
            ValueError: it is not a month, or out of range.
        """
        try:
            super().process_formdata([f"{text.strip()}-01" if text.count("-") == 1 else text for text in valuelist])
        except ValueError as error:
            bounds = {"first": f"{FIRST_DATE:%Y-%m}", "last": f"{LAST_DATE:%Y-%m}"}
            raise ValueError(gettext("Write the month as year-month, from %(first)s to %(last)s.", **bounds)) from error
        self.data = self.data.replace(day=1) if self.data else None


class NumberField(IntegerField):
    """A whole number. The field shows again what was typed."""

    def _value(self) -> str:
        return strip_control_characters(super()._value())  # type: ignore[misc] # the stubs leave it out


class ChoiceWidget(Select):
    """A select whose options have a value and a label only, in a fifth of the time that WTForms takes."""

    @classmethod
    def render_option(cls, choice: Any, **_kwargs: Any) -> Markup:  # type: ignore[override] # the stubs are of 3.2
        selected = " selected" if choice.selected else ""
        html = f'<option{selected} value="{escape(choice.value)}">{escape(choice.label)}</option>'
        return Markup(html)  # noqa: S704 - the values are escaped


class ChoiceField(SelectField):
    """One of several choices, with our own (translated) message for anything else."""

    widget = ChoiceWidget()

    def __init__(
        self,
        label: object = None,
        *,
        choices: Sequence[tuple[str, object]] = (),
        invalid_message: object = None,
        **kwargs: Any,
    ) -> None:
        message = invalid_message or lazy_gettext("Choose one from the list.")
        messages = {"invalid_value_message": message, "invalid_choice_message": message}
        super().__init__(label, **messages, **kwargs)  # type: ignore[arg-type]
        self.choices = choices  # type: ignore[assignment]
        self.missing_message = message

    def pre_validate(self, form: Any) -> None:
        """Leave out the validators where the choice could not be read."""
        if self.process_errors:
            raise StopValidation
        super().pre_validate(form)


class NumbersField(SelectMultipleField):
    """Numbers of rows that a page brings along; anything else is ignored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, coerce=int, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read numbers that a database can hold."""
        texts = [text for text in valuelist if text.isdecimal() and len(text) <= _MAX_DIGITS]
        self.data = [int(text) for text in texts[:_MAX_NUMBERS]]


def optional_int(text: object) -> int | None:
    """Return the choice as a number, None if it is empty.

    Raises:
        ValueError: it is not a number.
    """
    if text is None or text == "":
        return None
    return int(str(text)[:20])

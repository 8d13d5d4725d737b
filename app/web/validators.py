"""Validators of our own, which also set the attributes of the HTML control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext, lazy_ngettext
from wtforms.validators import Length, StopValidation

if TYPE_CHECKING:
    from wtforms import Field


class Required:
    """Refuse a field without a value, with the message of its kind. WTForms's own would refuse an amount of 0 too."""

    def __init__(self) -> None:
        self.field_flags = {"required": True}

    def __call__(self, form: object, field: Field) -> None:  # noqa: ARG002
        if field.data is None or field.data == "":
            message: Any = getattr(field, "missing_message", lazy_gettext("This cannot be empty."))
            raise StopValidation(str(message() if callable(message) else message))


def max_length(count: int) -> Length:
    """Refuse a text of more characters."""
    message: Any = lazy_ngettext("At most %(num)s character.", "At most %(num)s characters.", count)
    return Length(max=count, message=message)
